import ActivationFormats
import Foundation
import Rows
import Testing

/// A right dump of four samples with one thing wrong.
@Suite("What a dump must be")
struct DumpErrorTests {
  let scratch: Scratch

  init() throws {
    scratch = try .holdingDump()
  }

  private func read() throws -> ActivationDump { try scratch.read() }
  private func file(_ name: String) -> String { scratch.path("\(name).npy") }

  @Test("the dump without a fault is read")
  func right() throws {
    let dump = try read()
    #expect(dump.sampleCount == 4 && dump.labels == [1, 2, 2, 0])
    #expect(dump.head?.weight == Matrix(rows: [[1, 2, 3], [-1, 0, 4]]))
  }

  @Test("inputs are required")
  func missingInputs() throws {
    try scratch.remove("inputs.npy")
    expectFailure(
      .missingArray(
        file: scratch.path, array: "inputs",
        available: ["activations", "head_bias", "head_weight", "labels", "logits"]),
      says: scratch.path, "'inputs' is missing", "'labels'", "map it"
    ) { try read() }
  }

  @Test("an optional array that was asked for by name is required, unless told otherwise")
  func missingNamedArray() throws {
    var options = DumpOptions(names: [.labels: "truth"])
    expectFailure(
      .missingArray(
        file: scratch.path, array: "truth",
        available: ["activations", "head_bias", "head_weight", "inputs", "labels", "logits"]),
      says: scratch.path, "'truth' is missing"
    ) { try ActivationDump.read(scratch.path, options: options, parallelism: .allCores) }
    options.requiresNamedArrays = false
    #expect(
      try ActivationDump.read(scratch.path, options: options, parallelism: .allCores).labels == [
        1, 2, 2, 0,
      ])
    try scratch.remove("labels.npy")
    #expect(
      try ActivationDump.read(scratch.path, options: options, parallelism: .allCores).labels == nil)
  }

  @Test("activations or logits are required")
  func neither() throws {
    try scratch.remove("activations.npy")
    try scratch.remove("logits.npy")
    expectFailure(
      .neitherActivationsNorLogits(
        file: scratch.path, available: ["head_bias", "head_weight", "inputs", "labels"]),
      says: scratch.path, "'activations'", "'logits'", "map its name"
    ) { try read() }
  }

  @Test("arrays hold something")
  func empty() throws {
    try scratch.write("inputs", shape: [0, 2], [])
    expectFailure(
      .emptyArray(file: file("inputs"), array: "inputs", shape: [0, 2]),
      says: file("inputs"), "'inputs'", "(0, 2)", "at least one row"
    ) { try read() }
    try scratch.write("inputs", shape: [4, 0], [])
    expectFailure(.emptyArray(file: file("inputs"), array: "inputs", shape: [4, 0])) { try read() }
  }

  @Test("arrays have as many rows as the inputs")
  func rows() throws {
    try scratch.write("logits", shape: [3, 3], [1, 3, 3, -1, 1, 4, 0, 3, 7])
    expectFailure(
      .rowMismatch(
        file: scratch.path, array: "logits", rows: 3, expected: 4, reference: "inputs"),
      says: scratch.path, "'logits'", "3 rows", "'inputs' has 4", "same samples"
    ) { try read() }
  }

  @Test("labels, groups and parents have as many rows as the inputs")
  func otherRows() throws {
    for name in ["groups", "parents", "labels"] {
      try scratch.write(name, shape: [3], integers: [0, 1, 2])
      expectFailure(
        .rowMismatch(file: scratch.path, array: name, rows: 3, expected: 4, reference: "inputs"),
        says: "'\(name)'"
      ) { try read() }
      try scratch.remove("\(name).npy")
    }
  }

  @Test("arrays have the right rank")
  func rank() throws {
    try scratch.write("inputs", shape: [8], [1, 2, 3, 4, 5, 6, 7, 8])
    expectFailure(
      .wrongRank(
        file: file("inputs"), array: "inputs", shape: [8],
        expected: "N × n, one row for each sample"),
      says: file("inputs"), "'inputs'", "(8,)", "Reshape"
    ) { try read() }
  }

  @Test("rows of labels are one-hot or refused")
  func oneHot() throws {
    try scratch.write("labels", shape: [4, 3], integers: [0, 1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0])
    #expect(try read().labels == [1, 2, 2, 0])
    #expect(try read().notes == [.oneHotLabels(array: "labels")])
    try scratch.write("labels", shape: [4, 3], integers: [0, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0])
    expectFailure(
      .multilabelLabels(file: scratch.path, array: "labels", row: 2),
      says: "'labels'", "multi-label", "row 2"
    ) { try read() }
    try scratch.write("labels", shape: [4, 2], integers: [1, 2, 3, 4, 5, 6, 7, 8])
    expectFailure(
      .wrongRank(
        file: file("labels"), array: "labels", shape: [4, 2],
        expected: "N class numbers, or one-hot rows of C columns"),
      says: file("labels"), "'labels'", "(4, 2)", "one-hot"
    ) { try read() }
  }

  @Test("values are finite")
  func nonFinite() throws {
    try scratch.write("inputs", shape: [4, 2], [1, 2, 3, .nan, .infinity, 6, 7, 8])
    expectFailure(
      .nonFinite(file: file("inputs"), array: "inputs", count: 2, row: 1, column: 1),
      says: file("inputs"), "'inputs'", "2 of its values are", "row 1, column 1", "Remove"
    ) { try read() }
  }

  @Test("values fit single precision")
  func beyondFloat() throws {
    try scratch.write("inputs", shape: [4, 2], [1, 2, 3, 4, 5, 6, 7, 1e39])
    expectFailure(
      .nonFinite(file: file("inputs"), array: "inputs", count: 1, row: 3, column: 1),
      says: "1 of its values is", "single precision"
    ) { try read() }
    try scratch.write(
      "inputs", shape: [4, 2], [1, 2, 3, 4, 5, 6, 7, Double(Float.greatestFiniteMagnitude)])
    #expect(throws: Never.self) { try read() }
  }

  @Test("the first of many blocks with a bad value is found")
  func lateNonFinite() throws {
    var values = [Float](repeating: 1, count: 300_000)
    values[250_001] = -.infinity
    values[299_999] = .nan
    let path = try scratch.write("inputs", shape: [100_000, 3], floats: values)
    #expect(
      throws: ActivationFormatsError.nonFinite(
        file: path, array: "inputs", count: 2, row: 83_333, column: 2)
    ) { try ActivationDump.readInputs(path, parallelism: .allCores) }
  }

  @Test("labels are classes")
  func labelRange() throws {
    try scratch.write("labels", shape: [4], integers: [1, 2, 4, 0])
    expectFailure(
      .labelOutOfRange(file: scratch.path, array: "labels", row: 2, label: 4, classCount: 3),
      says: scratch.path, "'labels'", "row 2 holds the label 4", "0 to 2", "Renumber"
    ) { try read() }
    try scratch.write("labels", shape: [4], integers: [1, 2, 0, -2])
    expectFailure(
      .labelOutOfRange(file: scratch.path, array: "labels", row: 3, label: -2, classCount: 3)
    ) { try read() }
  }

  @Test("labels are integers, of any type")
  func labelIntegers() throws {
    try scratch.write("labels", shape: [4, 1], [1, 2, 2, 0])
    #expect(try read().labels == [1, 2, 2, 0])
    try scratch.write("labels", shape: [4], [1, 0.5, 2, 0])
    expectFailure(
      .realLabel(file: file("labels"), array: "labels", row: 1, value: "0.5"),
      says: file("labels"), "'labels'", "row 1 holds 0.5", "--task regression"
    ) { try read() }
    try scratch.write(
      "labels.npy",
      NPY.file(type: "<u8", shape: [4], bytes: [UInt8](repeating: 255, count: 32)))
    expectFailure(
      .notAnInteger(
        file: file("labels"), array: "labels", row: 0, value: "18446744073709551615")
    ) { try read() }
  }

  @Test("parents have one or two columns, and are rows or -1")
  func parents() throws {
    try scratch.write("parents", shape: [4, 3], integers: Array(repeating: 0, count: 12))
    expectFailure(
      .wrongRank(
        file: file("parents"), array: "parents", shape: [4, 3], expected: "N × 1 or N × 2"),
      says: file("parents"), "'parents'", "(4, 3)"
    ) { try read() }
    try scratch.write("parents", shape: [4, 2], integers: [0, -1, 1, -1, 2, -2, 3, 3])
    expectFailure(
      .parentOutOfRange(
        file: scratch.path, array: "parents", row: 2, parent: -2, trainingSampleCount: nil),
      says: "'parents'", "row 2", "-1 for none"
    ) { try read() }
    try scratch.write("parents", shape: [4], integers: [0, 9, -1, 3])
    let dump = try read()
    #expect(dump.parents == ParentRows(width: 1, elements: [0, 9, -1, 3]))
    try dump.validateParents(trainingSampleCount: 10)
    expectFailure(
      .parentOutOfRange(
        file: scratch.path, array: "parents", row: 1, parent: 9, trainingSampleCount: 9),
      says: scratch.path, "'parents'", "row 1 names the parent 9", "0 to 8"
    ) { try dump.validateParents(trainingSampleCount: 9) }
  }

  @Test("the teacher's counts are single numbers, not negative")
  func counts() throws {
    try scratch.write("teacher_macs", shape: [2], integers: [1, 2])
    expectFailure(
      .wrongRank(
        file: file("teacher_macs"), array: "teacher_macs", shape: [2],
        expected: "a single number"), says: "'teacher_macs'"
    ) { try read() }
    try scratch.write("teacher_macs", shape: [], integers: [-5])
    expectFailure(
      .negativeCount(file: scratch.path, array: "teacher_macs", value: -5),
      says: scratch.path, "'teacher_macs'", "-5", "drop it"
    ) { try read() }
  }

  @Test("there is one class name for each output")
  func classNames() throws {
    try scratch.write("class_names.txt", text: "a\nb\n")
    expectFailure(
      .classNameCount(file: scratch.path, array: "class_names", count: 2, outputCount: 3),
      says: scratch.path, "'class_names'", "2 class names for 3 outputs"
    ) { try read() }
    try scratch.write("class_names.txt", text: "a\r\nb\r\nc d")
    #expect(try read().classNames == ["a", "b", "c d"])
  }
}
