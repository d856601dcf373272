import ActivationFormats
import Foundation
import Rows
import Testing

@Suite("Safetensors")
struct SafetensorsTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private var path: String { scratch.path("x.safetensors") }

  private func read(_ header: String, dataBytes: Int = 8) throws -> NumericArray {
    try scratch.write(
      "x.safetensors", header: header, data: [UInt8](repeating: 0, count: dataBytes))
    return try ActivationDump.readInputs(path, parallelism: .allCores)
  }

  private func tensor(_ name: String, _ begin: Int, _ end: Int, type: String = "F32") -> String {
    let count = (end - begin) / 4
    return
      #""\#(name)":{"dtype":"\#(type)","shape":[\#(count),1],"data_offsets":[\#(begin),\#(end)]}"#
  }

  @Test("is read with padding and metadata")
  func right() throws {
    let array = try read("{\"__metadata__\":{\"a\":\"b\"},\(tensor("inputs", 0, 8))}   ")
    #expect(array.shape == [2, 1] && array.elementType == .float32)
  }

  @Test(
    "takes class names as JSON, lines or between commas",
    arguments: [
      #"[\"a\", \"b, c\"]"#, "a\\nb, c", "a,b",
    ])
  func classNames(text: String) throws {
    let tensors =
      "\(tensor("inputs", 0, 8)),"
      + #""logits":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]}"#
    try scratch.write(
      "x.safetensors", header: "{\"__metadata__\":{\"class_names\":\"\(text)\"},\(tensors)}",
      data: [UInt8](repeating: 0, count: 24))
    #expect(
      try ActivationDump.read(path, parallelism: .allCores).classNames == [
        "a", text.contains(" ") ? "b, c" : "b",
      ])
  }

  @Test("tensors tile the data without holes, overlaps or a rest")
  func tiling() {
    expectFailure(
      .misplacedArray(file: path, array: "b", offset: 8, expectedOffset: 4), says: path, "'b'",
      "begin at 8", "should at 4", "Write the file again"
    ) { try read("{\(tensor("a", 0, 4)),\(tensor("b", 8, 12))}", dataBytes: 12) }
    expectFailure(.misplacedArray(file: path, array: "b", offset: 0, expectedOffset: 4)) {
      try read("{\(tensor("a", 0, 4)),\(tensor("b", 0, 8))}")
    }
    expectFailure(
      .trailingBytes(file: path, array: "", expectedBytes: 4, foundBytes: 8), says: path, "8 bytes"
    ) { try read("{\(tensor("a", 0, 4))}") }
    expectFailure(
      .truncated(file: path, array: "a", expectedBytes: 12, foundBytes: 8), says: path, "'a'"
    ) { try read("{\(tensor("a", 0, 12))}") }
  }

  @Test("a shape that does not fill its bytes is refused")
  func shape() {
    let header = #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#
    expectFailure(
      .malformedHeader(
        file: path, array: "a", reason: "the shape takes 12 bytes and the offsets span 8"),
      says: path, "'a'"
    ) { try read(header) }
    let huge = #"{"a":{"dtype":"F32","shape":[1099511627776,1099511627776],"data_offsets":[0,8]}}"#
    expectFailure(
      .shapeOverflow(file: path, array: "a", shape: "[1099511627776, 1099511627776]"),
      says: path, "'a'", "overflows"
    ) { try read(huge) }
  }

  @Test("two tensors of one name are refused")
  func twice() {
    expectFailure(.duplicateArray(file: path, array: "a"), says: path, "'a'", "Remove one") {
      try read("{\(tensor("a", 0, 4)),\(tensor("a", 4, 8))}")
    }
  }

  @Test("a type that is not read is refused when it is wanted")
  func type() {
    let header = #"{"inputs":{"dtype":"F8_E4M3","shape":[8,1],"data_offsets":[0,8]}}"#
    expectFailure(
      .unsupportedElementType(file: path, array: "inputs", type: "F8_E4M3"), says: path,
      "'inputs'", "F8_E4M3"
    ) { try read(header) }
  }

  @Test(
    "a header that is no JSON object of tensors is refused",
    arguments: [
      "", " {}", "{", "[]", "{\"a\":1}", "{\"a\":{\"dtype\":\"F32\"}}",
      #"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}}"#,
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#,
      #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}"#,
      #"{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}"#, "{\"a\\", "{\"",
    ])
  func malformed(header: String) {
    let thrown = #expect(throws: ActivationFormatsError.self) { try read(header) }
    #expect(thrown?.description.hasPrefix(path) == true)
  }

  @Test("a header longer than the limit or the file is refused before it is read")
  func length() throws {
    try scratch.write("x.safetensors", NPY.bytes(UInt64.max) + [0x7B])
    expectFailure(
      .headerTooLarge(file: path, array: "", bytes: .max, limit: 100_000_000), says: path
    ) { try ActivationDump.readInputs(path, parallelism: .allCores) }
    try scratch.write("x.safetensors", NPY.bytes(UInt64(1000)) + [0x7B])
    expectFailure(
      .truncated(file: path, array: "", expectedBytes: 1008, foundBytes: 9), says: path, "1008"
    ) { try ActivationDump.readInputs(path, parallelism: .allCores) }
  }
}
