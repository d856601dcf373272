import Foundation
import Tessera

/// Teachers whose answers are known, and directories for tests.
enum Samples {
  /// Inputs N × 4 in two blobs.
  static func inputs(_ count: Int, seed: UInt64 = 3) -> Matrix<Float> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rowCount: count, columnCount: 4,
      elements: (0..<4 * count).map { index in
        Float(generator.uniform() * 2 - 1) + ((index / 4).isMultiple(of: 2) ? 2 : -2)
      })
  }

  static let head = DumpHead(
    weight: Matrix(rows: [[1, -0.5], [0.25, 0.75], [-1, 0.5]]), bias: [0.5, -0.25])

  /// Three activations that are a rectified affine function of the inputs.
  static func activations(_ inputs: Matrix<Float>) -> Matrix<Float> {
    let weights: [[Float]] = [
      [0.5, -0.25, 0.1, 0.3], [-0.4, 0.2, 0.6, -0.1], [0.3, 0.3, -0.5, 0.2],
    ]
    var values: [Float] = []
    for row in 0..<inputs.rowCount {
      for unit in weights {
        values.append(max(0, (0..<4).reduce(Float(0.25)) { $0 + unit[$1] * inputs[row, $1] }))
      }
    }
    return Matrix(rowCount: inputs.rowCount, columnCount: 3, elements: values)
  }

  /// A dump with activations, head and labels.
  static func dump(_ count: Int, seed: UInt64 = 3) throws -> ActivationDump {
    let x = inputs(count, seed: seed)
    return try ActivationDump(
      inputs: x, activations: activations(x), labels: (0..<count).map { $0 % 2 }, head: head,
      teacherParameters: 1_000, teacherMultiplyAccumulates: 5_000, classNames: ["up", "down"],
      parallelism: .allCores)
  }

  /// A sweep that takes no time.
  static func sweep(
    head: HeadKind? = nil, regionCounts: [Int] = [1, 2], lambdas: [Double] = [0.1, 10]
  ) -> Sweep {
    Sweep(
      search: .grid(
        GridSearch(regionCounts: regionCounts, lambdas: lambdas)),
      head: head)
  }

  /// Calls `body` with the path of a new directory, and removes it.
  static func inDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("tessera-library-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder.path)
  }

  static func files(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  static func bytes(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
  }
}
