import Foundation
import Tessera
import Testing

/// The verbs on a packed student with a projection and a shared map.
@Suite("Verbs on projected students")
struct ProjectedStudentTests {
  /// The student of two numbers: their sum is projected, and a region's map corrects them.
  private func student() throws -> PackedStudent {
    let model = PiecewiseLinearModel(
      projection: AffineMap(weights: Matrix(rows: [[1, 1]]), offsets: [0]),
      partition: Partition(centroids: Matrix(rows: [[-1], [1]])),
      sharedMap: AffineMap(weights: Matrix(rows: [[1, 0], [0, 1]]), offsets: [0, 0]),
      maps: [
        AffineMap(weights: Matrix(rows: [[0.5], [0]]), offsets: [0, 0]),
        AffineMap(weights: Matrix(rows: [[0], [0.5]]), offsets: [0, 0]),
      ], head: .folded)
    var generator = SeededGenerator(seed: 1)
    let inputs = Matrix(
      rowCount: 50, columnCount: 2,
      elements: (0..<100).map { _ in Float(generator.uniform() * 2 - 1) })
    return try PackedStudent(
      Quantizer().quantize(model, calibratingOn: inputs, parallelism: .allCores).student)
  }

  @Test("tell what it holds, what it costs, and write a folder that proves itself")
  func verbs() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(student().bytes, to: "s.tessera")
    let inspected = try tool.run("inspect", "s.tessera")
    #expect(inspected.code == 0, "\(inspected.error)")
    for part in ["inputs 2, projected to 1, regions 2", "a map shared by all regions"] {
      #expect(inspected.output.contains(part), "\(part)")
    }
    let profiled = try tool.run("profile", "s.tessera", "--estimate")
    #expect(profiled.code == 0, "\(profiled.error)")
    #expect(profiled.output.contains("projection"))
    let generated = try tool.run("generate", "s.tessera", "--output", "fw")
    #expect(generated.code == 0, "\(generated.error)")
    let made = try tool.start(
      ["make", "-s", "-C", "fw", "test", "CFLAGS=-O1 -Werror"],
      program: URL(fileURLWithPath: "/usr/bin/env")
    ).outcome()
    #expect(made.code == 0, "\(made.error)")
    #expect(made.output.hasPrefix("PASS"))
  }
}
