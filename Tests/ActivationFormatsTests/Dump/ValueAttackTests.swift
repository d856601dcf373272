import ActivationFormats
import Foundation
import Rows
import Testing

/// Numbers at the ends of their range.
@Suite("Attacks by values")
struct ValueAttackTests {
  let scratch: Scratch

  init() throws {
    scratch = try .holdingDump()
  }

  private func read() throws -> ActivationDump { try scratch.read() }

  @Test(
    "NaN and the infinities are refused wherever they are",
    arguments: ["inputs", "activations", "logits", "head_weight", "head_bias"],
    [Double.nan, .infinity, -.infinity, .signalingNaN])
  func nonFinite(array: String, value: Double) throws {
    let shapes = [
      "inputs": [4, 2], "activations": [4, 2], "logits": [4, 3], "head_weight": [2, 3],
      "head_bias": [3],
    ]
    let shape = try #require(shapes[array])
    var values = [Double](repeating: 1, count: shape.reduce(1, *))
    values[values.count - 1] = value
    try scratch.write(array, shape: shape, values)
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    #expect(thrown?.description.contains("'\(array)'") == true, "\(thrown as Any)")
    #expect(thrown?.description.contains("NaN, infinite") == true, "\(thrown as Any)")
  }

  @Test(
    "NaN, infinities and halves are no integers",
    arguments: ["labels", "groups", "parents", "teacher_parameters", "teacher_macs"],
    [Double.nan, .infinity, -.infinity, 0.5, 1e300])
  func notIntegers(array: String, value: Double) throws {
    // A row without a label.
    guard array != "labels" || !value.isNaN else { return }
    try scratch.write(
      array, shape: array.hasPrefix("teacher") ? [1] : [4],
      array.hasPrefix("teacher") ? [value] : [value, 0, 0, 0])
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    #expect(thrown?.description.contains("'\(array)'") == true, "\(thrown as Any)")
  }

  @Test(
    "labels beyond 32 bits are no classes, and do not wrap to one",
    arguments: [1 << 32, 1 << 32 | 1, -(1 << 32), Int(Int32.max) + 1, Int.max, Int.min])
  func wideLabels(label: Int) throws {
    try scratch.write("labels", shape: [4], integers: [1, label, 2, 0])
    expectFailure(
      .labelOutOfRange(
        file: scratch.path, array: "labels", row: 1, label: label, classCount: 3)
    ) { try read() }
    // Without outputs to compare with, too.
    try scratch.remove("logits.npy")
    try scratch.remove("head_weight.npy")
    try scratch.remove("head_bias.npy")
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    #expect(thrown?.description.contains("\(label)") == true, "\(thrown as Any)")
  }

  @Test("groups take all 64 bits, and parents beyond 32 bits are refused")
  func wideIntegers() throws {
    try scratch.write("groups", shape: [4], integers: [Int.min, Int.max, 0, Int.max])
    #expect(try read().groups == [Int.min, Int.max, 0, Int.max])
    try scratch.write("parents", shape: [4], integers: [0, 1 << 32, 0, 0])
    let thrown = #expect(throws: ActivationFormatsError.self) { try read() }
    #expect(thrown?.description.contains("'parents'") == true, "\(thrown as Any)")
  }

  @Test("denormal numbers and -0 are read to the bit")
  func smallest() throws {
    let values: [Float] = [
      .leastNonzeroMagnitude, -.leastNonzeroMagnitude, -0.0, 0, .leastNormalMagnitude.nextDown,
      .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
    ]
    try scratch.write("inputs", shape: [4, 2], floats: values)
    let read = try read().inputs.matrix(as: Float.self).elements
    #expect(read.map(\.bitPattern) == values.map(\.bitPattern))
    let text = values.map { "\(Double($0))" }.joined(separator: "\n")
    let path = try scratch.write("table.csv", text: text)
    let table = try ActivationDump.readInputs(path, parallelism: .allCores).matrix(as: Float.self)
      .elements
    #expect(table.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test("float64 values below single precision are the nearest single ones")
  func belowSingle() throws {
    let values = [5e-324, -5e-324, 1e-46, 1.4e-45, -1e-300, 1, 2, 3]
    try scratch.write("inputs", shape: [4, 2], values)
    let read = try read().inputs.matrix(as: Float.self).elements
    #expect(read.map(\.bitPattern) == values.map { Float($0).bitPattern })
  }
}
