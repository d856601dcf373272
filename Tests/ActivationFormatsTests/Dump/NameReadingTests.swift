import ActivationFormats
import Foundation
import Rows
import Testing

/// Names of classes and inputs in the forms in which people save them, in a dump of n = 2, C = 3.
@Suite("Names")
struct NameReadingTests {
  let scratch: Scratch

  init() throws {
    scratch = try .holdingDump()
  }

  private func read() throws -> ActivationDump { try scratch.read() }

  @Test(
    "one string may be a list of Python or JSON, or names with commas",
    arguments: [
      "['N', 'S', 'V']", "[\"N\", \"S\", \"V\"]", "['N' 'S' 'V']", "('N', \"S\", 'V')",
      "[b'N', b'S', b'V']", "N,S,V", "N, S, V", "\u{FEFF}N,S,V",
    ])
  func lists(text: String) throws {
    try scratch.write("class_names", shape: [], words: [text])
    #expect(try read().classNames == ["N", "S", "V"])
    try scratch.remove("class_names.npy")
    try scratch.write("class_names.txt", text: text)
    #expect(try read().classNames == ["N", "S", "V"])
  }

  @Test("a row, a column, bytes and numbers are names")
  func shapes() throws {
    for shape in [[3], [1, 3], [3, 1]] {
      try scratch.write("class_names", shape: shape, words: ["N", "S", "V"])
      #expect(try read().classNames == ["N", "S", "V"])
    }
    try scratch.write(
      "class_names.npy", NPY.file(type: "|S1", shape: [3], bytes: Array("NSV".utf8)))
    #expect(try read().classNames == ["N", "S", "V"])
    try scratch.write("class_names", shape: [3], integers: [1, 2, 5])
    #expect(try read().classNames == ["1", "2", "5"])
    try scratch.write("class_names", shape: [3], words: ["\u{FEFF}N", "S", "V"])
    #expect(try read().classNames == ["N", "S", "V"])
  }

  @Test("names of inputs come in the same forms")
  func features() throws {
    try scratch.write("feature_names", shape: [], words: ["['age', 'sex']"])
    #expect(try read().featureNames == ["age", "sex"])
    try scratch.remove("feature_names.npy")
    try scratch.write("feature_names.txt", text: "age\nsex\n")
    #expect(try read().featureNames == ["age", "sex"])
    try scratch.remove("feature_names.txt")
    try scratch.remove("inputs.npy")
    try scratch.write("inputs.csv", text: "age,sex\n1,2\n3,4\n5,6\n7,8\n")
    #expect(try read().featureNames == ["age", "sex"])
  }

  @Test("a text file may be UTF-16 or begin with a mark, and is refused in another encoding")
  func encodings() throws {
    try scratch.write("class_names.txt", text: "\u{FEFF}N\né\nV\n")
    #expect(try read().classNames == ["N", "é", "V"])
    let units = Array("\u{FEFF}N\né\nV\n".utf16).flatMap { NPY.bytes($0) }
    try scratch.write("class_names.txt", units)
    #expect(try read().classNames == ["N", "é", "V"])
    try scratch.write("class_names.txt", Array("N\n".utf8) + [0xE9] + Array("\nV\n".utf8))
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    #expect(thrown?.description.contains("is not readable text") == true, "\(thrown as Any)")
    var options = DumpOptions()
    options.classNames = ["N", "é", "V"]
    try scratch.remove("class_names.txt")
    #expect(
      try ActivationDump.read(scratch.path, options: options, parallelism: .allCores).classNames
        == ["N", "é", "V"])
  }

  @Test(
    "garbled names do not reach the firmware",
    arguments: [
      "['N'", "a\nb", "\u{7}", "x\u{FFFD}", "{'N'", "[np.str_('N')", "np.str_('N')", "a\u{202E}b",
    ])
  func garbled(name: String) throws {
    try scratch.write("class_names", shape: [3], words: [name, "S", "V"])
    expectFailure(
      .garbledName(
        file: scratch.path, array: "class_names", number: 0, name: name, classCount: 3),
      says: "--class-names"
    ) { try read() }
  }

  @Test(
    "what str makes of NumPy's strings and of dictionaries is no list of names",
    arguments: [
      "[np.str_('N'), np.str_('S'), np.str_('V')]", "{0: 'N', 1: 'S', 2: 'V'}",
      "{\"0\": \"N\", \"1\": \"S\", \"2\": \"V\"}",
    ])
  func representations(text: String) throws {
    try scratch.write("class_names", shape: [], words: [text])
    expectFailure(
      .garbledName(
        file: scratch.path, array: "class_names", number: 0, name: text, classCount: 3),
      says: "--class-names A,B,C"
    ) { try read() }
  }

  @Test(
    "advice has as many names as there are classes",
    arguments: [(2, "--class-names A,B."), (4, "--class-names A,B,C,D."), (9, "and 9 values")])
  func nameCount(count: Int, advice: String) throws {
    try scratch.write("logits", shape: [4, count], (0..<4 * count).map { Double($0 % 7) - 3 })
    try scratch.write("class_names", shape: [2], words: ["N", "N"])
    for name in ["activations", "head_weight", "head_bias"] { try scratch.remove("\(name).npy") }
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    #expect(thrown?.description.contains(advice) == true, "\(thrown as Any)")
  }

  @Test("names of inputs that are no text are not mended by names of classes")
  func garbledFeature() throws {
    try scratch.write("feature_names", shape: [], words: ["{'a', 'b'}"])
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    let message = thrown?.description ?? ""
    #expect(message.hasSuffix("Save the names as text in UTF-8."), "\(message)")
  }

  @Test("a class has a name of its own, of 1 to 64 bytes")
  func lengths() throws {
    for (name, bytes) in [("", 0), (" ", 0), (String(repeating: "x", count: 65), 65)] {
      try scratch.write("class_names", shape: [3], words: ["N", "S", name])
      expectFailure(
        .nameLength(
          file: scratch.path, array: "class_names", number: 2, bytes: bytes, limit: 64,
          classCount: 3),
        says: "--class-names A,B,C"
      ) { try read() }
    }
    try scratch.write("class_names", shape: [3], words: ["N", "S", "N"])
    expectFailure(
      .duplicateName(
        file: scratch.path, array: "class_names", name: "N", numbers: [0, 2], classCount: 3),
      says: "classes 0 and 2"
    ) { try read() }
    try scratch.write(
      "class_names", shape: [3], words: ["N", "S", String(repeating: "x", count: 64)])
    #expect(try read().classNames?.count == 3)
    try scratch.write("feature_names", shape: [2], words: ["a", "a"])
    #expect(try read().featureNames == ["a", "a"])
  }
}
