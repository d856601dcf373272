import ActivationFormats
import Foundation
import Rows
import Testing

@Suite("The .npy header")
struct NPYTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private func read(_ bytes: [UInt8], _ options: DumpOptions = DumpOptions()) throws
    -> NumericArray
  {
    try ActivationDump.readInputs(
      try scratch.write("x.npy", bytes), options: options, parallelism: .allCores)
  }

  private var path: String { scratch.path("x.npy") }

  @Test(
    "is read in every form that Python may write",
    arguments: [
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }",
      "{\"shape\":(2,1),\"fortran_order\":False,\"descr\":\"<f4\"}   ",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 1L), }",
    ])
  func forms(header: String) throws {
    let bytes = NPY.bytes(Float(1).bitPattern) + NPY.bytes(Float(2).bitPattern)
    #expect(
      try read(NPY.file(header: header, bytes: bytes)).matrix(as: Float.self).elements == [1, 2])
  }

  @Test(
    "is refused when it is anything else",
    arguments: [
      "", "{}", "[1]", "{'descr': '<f4', 'fortran_order': False}",
      "{'descr': '<f4', 'fortran_order': 0, 'shape': (2, 1)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, -1)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': 2}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1.0)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), 'x': 1}",
      "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2, 1)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1)} x",
      "{'descr': '<f4', 'fortran_order': False, 'shape': __import__('os')}",
      "{'descr': '<f4, 'fortran_order': False, 'shape': (2, 1)}", "{'descr': '<f4",
      "{'descr': '\\x3cf4', 'fortran_order': False, 'shape': (2, 1)}",
    ])
  func malformed(header: String) throws {
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try read(NPY.file(header: header, bytes: [UInt8](repeating: 0, count: 8)))
    }
    guard case .malformedHeader(path, "x", _)? = thrown else {
      Issue.record("\(String(describing: thrown))")
      return
    }
    #expect(thrown?.description.contains("\(path), array 'x': the header is malformed") == true)
  }

  @Test(
    "of types that are not numbers is refused, with a remedy for each",
    arguments: [
      ("<c8", "array.real"), ("<M8[ns]", "astype('int64')"), ("<f16", "astype('float32')"),
      ("<U3", "astype('float32')"),
    ])
  func types(type: String, remedy: String) throws {
    expectFailure(
      .unsupportedElementType(file: path, array: "x", type: type), says: path, "'x'", type, remedy
    ) {
      try read(
        NPY.file(
          type: type, shape: [1, 1], bytes: [UInt8](repeating: 0, count: type == "<U3" ? 12 : 8)))
    }
  }

  @Test("of records is refused with a command that writes their fields")
  func records() throws {
    let header = "{'descr': [('a', '<f4'), ('', '|V4')], 'fortran_order': False, 'shape': (1,), }"
    let bytes = NPY.file(header: header, bytes: [0, 0, 0, 0, 0, 0, 0, 0])
    let thrown = #expect(throws: ActivationFormatsError.self) { try read(bytes) }
    #expect(thrown?.description.contains("records of the fields 'a', and no") == true)
    #expect(thrown?.description.contains("structured_to_unstructured(np.load(f)))") == true)
    for damage in ["[('a', '<f4'", "[('a')]", "[('a', '<f4', 2)]", "[", "[('a', [('a', '<f4')]]"] {
      let header = "{'descr': \(damage), 'fortran_order': False, 'shape': (1,), }"
      let thrown = #expect(throws: ActivationFormatsError.self) {
        try read(NPY.file(header: header, bytes: [0, 0, 0, 0]))
      }
      #expect(thrown?.description.contains("malformed") == true, "\(thrown as Any)")
    }
  }

  @Test("of records in records, thousands deep, is refused")
  func deepRecords() throws {
    let deep = String(repeating: "[('a', ", count: 1_000)
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try read(NPY.file(header: "{'descr': \(deep)", bytes: []))
    }
    #expect(thrown?.description.contains("too deep") == true)
  }

  @Test("of another version or another file is refused")
  func versions() throws {
    var bytes = NPY.file(type: "<f4", shape: [1, 1], bytes: [0, 0, 0, 0])
    bytes[6] = 4
    expectFailure(
      .unsupportedVersion(file: path, array: "x", version: "4.0"), says: path, "'x'", "4.0"
    ) { try read(bytes) }
    bytes[0] = 0
    expectFailure(
      .malformedHeader(file: path, array: "x", reason: "it does not begin as a .npy file")
    ) { try read(bytes) }
  }

  @Test("that claims a trillion rows is refused at once")
  func trillion() throws {
    let bytes = NPY.file(type: "<f4", shape: [1_000_000_000_000, 100], bytes: [0, 0, 0, 0])
    let expected = 400_000_000_000_000 + bytes.count - 4
    expectFailure(
      .truncated(file: path, array: "x", expectedBytes: expected, foundBytes: bytes.count),
      says: path, "'x'", "\(expected) bytes", "Write or copy"
    ) { try read(bytes) }
  }

  @Test("whose shape overflows is refused, even beside a zero")
  func overflow() throws {
    let big = 1 << 40
    for shape in [[big, big], [0, big, big], [Int.max, 1], [1, Int.max / 4 + 1]] {
      let bytes = NPY.file(type: "<f4", shape: shape, bytes: [])
      expectFailure(
        .shapeOverflow(file: path, array: "x", shape: "\(shape)"), says: path, "'x'", "overflows"
      ) { try read(bytes) }
    }
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999, 1)}"
    #expect {
      try read(NPY.file(header: header, bytes: []))
    } throws: { "\($0)".contains("99999999999999999999") }
  }

  @Test("that claims to be long is refused before it is read")
  func longHeader() throws {
    let bytes = NPY.file(header: String(repeating: " ", count: 70_000), version: [2, 0], bytes: [])
    expectFailure(
      .headerTooLarge(file: path, array: "x", bytes: 70_001, limit: 65_536), says: path, "'x'",
      "70001 bytes", "65536"
    ) { try read(bytes) }
  }

  @Test("with bytes behind the array is refused")
  func trailing() throws {
    let bytes = NPY.file(type: "<f4", shape: [1, 1], bytes: [0, 0, 0, 0, 7])
    expectFailure(
      .trailingBytes(
        file: path, array: "x", expectedBytes: bytes.count - 1, foundBytes: bytes.count),
      says: path, "'x'", "Write the file again"
    ) { try read(bytes) }
  }

  @Test("of an array above the limit, or of too many dimensions, is refused")
  func limits() throws {
    var options = DumpOptions()
    options.limits.maximumArrayBytes = 3
    expectFailure(
      .arrayTooLarge(file: path, array: "x", bytes: 4, limit: 3), says: path, "'x'",
      "raise the limit"
    ) { try read(NPY.file(type: "<f4", shape: [1, 1], bytes: [0, 0, 0, 0]), options) }
    let shape = [Int](repeating: 1, count: 33)
    expectFailure(
      .wrongRank(file: path, array: "x", shape: shape, expected: "at most 32 dimensions")
    ) { try read(NPY.file(type: "<f4", shape: shape, bytes: [0, 0, 0, 0])) }
  }
}
