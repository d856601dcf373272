import Exports
import Foundation
import HostRuntime
import PackedFormat
import Testing

/// Graphs of golden students; Scripts/test-export.sh runs them.
@Suite("A student as ONNX operators")
struct OnnxModelTests {
  /// The golden files.
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/Golden")

  static func student(_ name: String) throws -> PackedStudent {
    let url = folder.appendingPathComponent("\(name).tessera")
    return try PackedStudent(bytes: Array(Data(contentsOf: url)))
  }

  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".tessera") }.map { String($0.dropLast(8)) }.sorted()
  }

  @Test("is written the same twice, for every golden student")
  func repeats() throws {
    for name in try Self.names() {
      let student = try Self.student(name)
      let model = try OnnxModel(student, hasVerdict: false, version: "1")
      #expect(try OnnxModel(student, hasVerdict: false, version: "1") == model)
      #expect(model.bytes.starts(with: [0x08, 0x08, 0x12, 0x07] + Array("tessera".utf8)))
      #expect(model.outputNames.starts(with: ["outputs", "quanta"]))
    }
  }

  @Test("refuses limits whose sums do not fit, and leaves them out where that is asked for")
  func refusesLimits() throws {
    let student = try Self.student("v2-limits-08-n5-k2-c2")
    #expect(throws: ExportsError.limits) { try OnnxModel(student, version: "1") }
    let model = try OnnxModel(student, hasVerdict: false, version: "1")
    #expect(!model.outputNames.contains("verdict"))
  }

  @Test("refuses windows that the student does not take, and says which it does")
  func refusesWindows() throws {
    let floats = try Self.student("v2-scales-floats-n7-k2-c2")
    #expect(throws: ExportsError.window(.int32, accepted: [.float32])) {
      try OnnxModel(floats, window: .int32, version: "1")
    }
    let integers = try Self.student("v2-scales-integers-n5-k3-c5")
    #expect(throws: ExportsError.window(.float32, accepted: [.int32, .int16])) {
      try OnnxModel(integers, window: .float32, version: "1")
    }
  }

  @Test("has a verdict where the student has limits, unless it is left out")
  func verdicts() throws {
    let limited = try Self.student("v2-limits-06-n5-k2-c2")
    #expect(try OnnxModel(limited, version: "1").outputNames.last == "verdict")
    #expect(
      try OnnxModel(limited, hasVerdict: false, version: "1").outputNames.last == "margin")
  }

  @Test("has labels of logits alone")
  func labels() throws {
    let names = try Self.names().map { name in
      let student = try Self.student(name)
      let hasLogits = student.header.flags.contains(.logits)
      guard let model = try? OnnxModel(student, hasVerdict: false, version: "1") else {
        return true
      }
      return model.outputNames.contains("label") == hasLogits
    }
    #expect(names.allSatisfy { $0 })
  }

  @Test("writes equal arrays once")
  func sharesConstants() {
    var graph = GraphBuilder()
    let first = graph.constant([1, 2])
    #expect(graph.constant([1, 2]) == first)
    #expect(graph.constant([1, 2], shape: [2, 1]) != first)
    #expect(graph.scalar(1) != graph.constant([1]))
    #expect(graph.tensors.count == 4)
  }
}
