import ActivationFormats
import Foundation
import Rows
import Testing

/// Arrays of Python objects: words and numbers are read, everything else is refused unexecuted.
@Suite("Pickled arrays")
struct PickledObjectsTests {
  let scratch: Scratch

  init() throws {
    scratch = try .holdingDump()
  }

  private func fixture(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: Places.fixture(name))))
  }

  private func names() throws -> [String]? {
    try ActivationDump.read(scratch.path, parallelism: .allCores).classNames
  }

  @Test("words are read, from StringDType too")
  func words() throws {
    try scratch.write("class_names.npy", fixture("words.npy"))
    #expect(try names() == ["N", "S", "V"])
  }

  @Test("every protocol that NumPy has written is read", arguments: 2...4)
  func protocols(number: Int) throws {
    let path = try scratch.write("x.npy", fixture("objects-\(number).npy"))
    let summary = try #require(
      try ActivationDump.summarize(path: path, parallelism: .allCores).first)
    #expect(summary.typeName == "objects" && summary.shape == [8])
  }

  @Test("numbers and None are numbers and NaN")
  func numbers() throws {
    try scratch.write("class_names.npy", pickle("K\u{7}M\u{2C}\u{1}K\u{0}", count: 3))
    #expect(try names() == ["7", "300", "0"])
    try scratch.remove("class_names.npy")
    try scratch.write("labels.npy", pickle("K\u{1}NK\u{2}K\u{0}", count: 4))
    #expect(
      try ActivationDump.read(scratch.path, parallelism: .allCores).labels == [1, -1, 2, 0])
  }

  @Test(
    "a call, a nested list, a reference to a list and a wrong count are refused",
    arguments: [
      "cos\nsystem\n(X\u{2}\u{0}\u{0}\u{0}lstRK\u{1}K\u{2}", "]K\u{1}K\u{2}", "h\u{1}K\u{1}K\u{2}",
      "K\u{1}K\u{2}", "K\u{1}K\u{2}K\u{3}K\u{4}", "}K\u{1}K\u{2}", "(K\u{1}K\u{2}K\u{3}",
      "X\u{FF}\u{0}\u{0}\u{0}", "X",
    ])
  func refused(elements: String) throws {
    try scratch.write("class_names.npy", pickle(elements, count: 3))
    let thrown = #expect(throws: ActivationFormatsError.self) { try names() }
    #expect(thrown?.description.contains("pickles can run code") == true, "\(thrown as Any)")
  }

  @Test("a shape of more elements than bytes is refused before it takes memory")
  func count() throws {
    try scratch.write("class_names.npy", pickle("K\u{1}K\u{2}", count: 1 << 40))
    #expect(throws: ActivationFormatsError.self) { try names() }
  }

  @Test("every prefix of a right file is refused, and every change of a byte is read or refused")
  func damage() throws {
    let bytes = try fixture("words.npy")
    for count in 128..<bytes.count {
      try scratch.write("class_names.npy", Array(bytes[..<count]))
      #expect(throws: ActivationFormatsError.self) { try names() }
      var changed = bytes
      changed[count] ^= 0x55
      try scratch.write("class_names.npy", changed)
      _ = try? names()
    }
  }

  /// The file of an object array, as protocol 3 writes it, with these elements.
  private func pickle(_ elements: String, count: Int) -> [UInt8] {
    // Characters are bytes here.
    let text =
      "\u{80}\u{3}cnumpy.core.multiarray\n_reconstruct\nq\u{0}cnumpy\nndarray\nq\u{1}K\u{0}\u{85}"
      + "C\u{1}b\u{87}R(K\u{1}K\u{3}\u{85}cnumpy\ndtype\nX\u{2}\u{0}\u{0}\u{0}O8\u{89}\u{88}\u{87}R"
      + "(K\u{3}X\u{1}\u{0}\u{0}\u{0}|NNNJ\u{FF}\u{FF}\u{FF}\u{FF}J\u{FF}\u{FF}\u{FF}\u{FF}K?tb"
      + "\u{89}](\(elements)etb."
    return NPY.file(
      type: "|O", shape: [count], bytes: text.unicodeScalars.map { UInt8($0.value) })
  }
}
