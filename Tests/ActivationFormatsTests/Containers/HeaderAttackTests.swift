import ActivationFormats
import Foundation
import Rows
import Testing

/// Headers and lines that were made to be read wrongly, or to take time, memory or the stack.
@Suite("Attacks by headers")
struct HeaderAttackTests {
  let scratch: Scratch
  private var path: String { scratch.path("x.safetensors") }

  init() throws {
    scratch = try Scratch()
  }

  private func read(_ header: String, dataBytes: Int = 8) throws -> NumericArray {
    try scratch.write(
      "x.safetensors", header: header, data: [UInt8](repeating: 0, count: dataBytes))
    return try ActivationDump.readInputs(path, parallelism: .allCores)
  }

  private func tensor(_ fields: String = #""dtype":"F32","shape":[2,1]"#) -> String {
    "{\(fields),\"data_offsets\":[0,8]}"
  }

  @Test(
    "one tensor under two spellings of its name is refused",
    arguments: [
      (#""inputs""#, #""\u0069nputs""#, "inputs"), (#""a\/b""#, #""a/b""#, "a/b"),
      ("\"\u{E9}\"", "\"e\u{301}\"", "\u{E9}"),
    ])
  func spellings(first: String, second: String, name: String) {
    expectFailure(.duplicateArray(file: path, array: name)) {
      try read("{\(first):\(tensor()),\(second):\(tensor())}")
    }
  }

  @Test(
    "a field that comes twice is refused, in tensors and metadata",
    arguments: [
      #"{"a":{"dtype":"F32","shape":[2,1],"shape":[1,2],"data_offsets":[0,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8],"d\u0074ype":"I32"}}"#,
      #"{"__metadata__":{"x":"1","x":"2"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
      #"{"__metadata__":{},"__metadata__":{},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#,
    ])
  func repeatedFields(header: String) {
    let thrown = #expect(throws: ActivationFormatsError.self) { try read(header) }
    #expect(thrown?.description.contains("twice in one object") == true, "\(thrown as Any)")
  }

  @Test(
    "rows of more values than any sample has are listed and not read, in either order",
    arguments: [[0, 1 << 31, 1 << 30], [1, 1 << 33], [2, 1 << 20, 3]], [true, false])
  func longRows(shape: [Int], isFortranOrder: Bool) throws {
    let extents = shape.map(String.init).joined(separator: ", ")
    let order = isFortranOrder ? "True" : "False"
    let path = try scratch.write(
      "inputs.npy",
      NPY.file(
        header: "{'descr': '|i1', 'fortran_order': \(order), 'shape': (\(extents)), }", bytes: []))
    // As many zeros as are announced, which take no room on the disk.
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.truncate(atOffset: try file.seekToEnd() + UInt64(shape.reduce(1, *)))
    let summary = try #require(
      try ActivationDump.summarize(path: path, parallelism: .allCores).first)
    #expect(summary.shape == shape && summary.minimum == nil)
    let columns = shape.dropFirst().reduce(1, *)
    expectFailure(
      shape[0] == 0
        ? .emptyArray(file: path, array: "inputs", shape: shape)
        : .tooManyColumns(file: path, array: "inputs", columns: columns, limit: 1 << 20)
    ) { try ActivationDump.readInputs(path, parallelism: .allCores) }
  }

  @Test("a table of as many columns or arrays as a line holds is read in one pass")
  func wideTable() throws {
    let count = 200_000
    let numbered = (0..<count).map { "inputs.\($0)" }.joined(separator: ",")
    let named = "labels," + (1..<count).map { "f\($0)" }.joined(separator: ",")
    let row = Array(repeating: "1", count: count).joined(separator: ",")
    try scratch.write("x.csv", text: "\(numbered)\n\(row)\n")
    #expect(
      try ActivationDump.readInputs(scratch.path("x.csv"), parallelism: .allCores).columnCount
        == count)
    try scratch.write("x.csv", text: "\(named)\n\(row)\n")
    #expect(
      try ActivationDump.summarize(path: scratch.path("x.csv"), parallelism: .allCores).count
        == count)
  }

  @Test("a name that says quotes, commas and colons is a name")
  func punctuation() throws {
    let name = #"a\",\"b\":{[x"#
    #expect(try read("{\"\(name)\":\(tensor())}").shape == [2, 1])
  }

  @Test(
    "a header nested a million levels deep is refused without a deep stack",
    arguments: ["[", "{\"a\":"])
  func nesting(opening: String) {
    let header = "{\"a\":" + String(repeating: opening, count: 1_000_000)
    expectFailure(
      .malformedHeader(file: path, array: "", reason: "it is nested deeper than 3 levels")
    ) { try read(header) }
  }

  @Test("a header of 100 MB of zeros is refused, and one byte more before it is read")
  func largest() throws {
    for (claim, isRead) in [(100_000_000, true), (100_000_001, false)] {
      try scratch.write("x.safetensors", NPY.bytes(UInt64(claim)) + [0x7B])
      let file = try #require(FileHandle(forWritingAtPath: path))
      try file.truncate(atOffset: UInt64(claim) + 16)
      expectFailure(
        isRead
          ? .malformedHeader(
            file: path, array: "", reason: "it is not a JSON object of tensors")
          : .headerTooLarge(file: path, array: "", bytes: claim, limit: 100_000_000)
      ) { try ActivationDump.readInputs(path, parallelism: .allCores) }
    }
  }

  @Test("2^63 rows overflow in every container", arguments: [Int.max, 1 << 62])
  func rows(count: Int) throws {
    expectFailure(.shapeOverflow(file: path, array: "a", shape: "[\(count), 2]")) {
      try read("{\"a\":\(tensor("\"dtype\":\"F32\",\"shape\":[\(count),2]"))}")
    }
    let array = NPY.file(type: "<f4", shape: [count, 2], bytes: [])
    let file = try scratch.write("x.npy", array)
    expectFailure(.shapeOverflow(file: file, array: "x", shape: "[\(count), 2]")) {
      try ActivationDump.readInputs(file, parallelism: .allCores)
    }
    let archive = ForgedArchive(entries: [.init("x.npy", deflated: array)])
    let zip = try scratch.write("x.npz", archive.bytes)
    expectFailure(.shapeOverflow(file: zip, array: "x", shape: "[\(count), 2]")) {
      try ActivationDump.readInputs(zip, parallelism: .allCores)
    }
  }

  @Test("negative extents are refused, in arrays of types that are not read, too")
  func negativeExtents() {
    for (type, shape) in [("F32", "[-2, -1]"), ("F31", "[-2, 1]"), ("I28", "[-1]")] {
      expectFailure(
        .malformedHeader(
          file: path, array: "a", reason: "the shape \(shape) has a negative extent")
      ) {
        try read("{\"a\":\(tensor("\"dtype\":\"\(type)\",\"shape\":\(shape)"))}")
      }
    }
  }

  @Test("2^63 itself is no number of rows")
  func beyondInteger() {
    for shape in ["9223372036854775808", "-9223372036854775809", "1e400"] {
      #expect(throws: ActivationFormatsError.self) {
        try read("{\"a\":\(tensor("\"dtype\":\"F32\",\"shape\":[\(shape),1]"))}")
      }
    }
  }

  @Test("offsets beyond the file, backwards and at the ends of the integers are refused")
  func offsets() {
    for offsets in [
      "[0,9223372036854775807]", "[-9223372036854775808,8]", "[8,0]", "[-8,0]", "[0,16]", "[]",
    ] {
      #expect(throws: ActivationFormatsError.self, "\(offsets)") {
        try read("{\"a\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":\(offsets)}}")
      }
    }
  }

  @Test("a line of 1 GB is refused after 16 MiB of it")
  func longLine() throws {
    let file = try scratch.write("x.csv", text: "1,2\n1")
    let handle = try #require(FileHandle(forWritingAtPath: file))
    try handle.truncate(atOffset: 1 << 30)
    expectFailure(.lineTooLong(file: file, line: 2, limit: 16 << 20), says: "16777216 bytes") {
      try ActivationDump.readInputs(file, parallelism: .allCores)
    }
  }
}
