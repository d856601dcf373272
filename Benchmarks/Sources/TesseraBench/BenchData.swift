import Foundation
import Tessera

/// The dumps that are measured on: files, or a synthetic set.
struct BenchData {
  /// `PREFIX-train.npz` and `PREFIX-test.npz`; nil for the synthetic set.
  let prefix: String?

  func train() throws -> ActivationDump {
    guard let prefix else { return try SyntheticSet(seed: 1).dump(rowCount: 50_000) }
    return try ActivationDump.read(prefix + "-train.npz", parallelism: .allCores)
  }

  func test() throws -> ActivationDump {
    guard let prefix else { return try SyntheticSet(seed: 1).dump(rowCount: 25_000, stream: 1) }
    return try ActivationDump.read(prefix + "-test.npz", parallelism: .allCores)
  }

  /// The file that the import is measured on; the synthetic set is never a file.
  var importPath: String { (prefix ?? "Examples/SyntheticBeats/beats") + "-train.npz" }

  var description: String {
    prefix.map { "`\($0)-train.npz` and `\($0)-test.npz`" }
      ?? "a synthetic set made in the program (50,000 and 25,000 rows × 144 → 4, 22 groups)"
  }
}

/// Seeded rows around six centres that vary in eight directions each, with the logits of a smooth
/// function: about as hard to cluster as beats.
struct SyntheticSet {
  private static let featureCount = 144
  private static let outputCount = 4
  private static let centreCount = 6
  private static let directionCount = 8
  private static let groupCount = 22

  private let seed: UInt64
  private let centres: [[Float]]
  private let directions: [[Float]]
  private let weights: [[Float]]

  init(seed: UInt64) {
    self.seed = seed
    var normal = NormalGenerator(SeededGenerator(seed: seed))
    func vectors(_ count: Int, _ length: Int, _ scale: Float) -> [[Float]] {
      (0..<count).map { _ in (0..<length).map { _ in scale * normal.next() } }
    }
    centres = vectors(Self.centreCount, Self.featureCount, 0.7)
    directions = vectors(Self.centreCount * Self.directionCount, Self.featureCount, 0.5)
    weights = vectors(2 * Self.outputCount, Self.featureCount, 0.15)
  }

  /// - Parameter stream: another stream gives other rows of the same distribution.
  func dump(rowCount: Int, stream: UInt64 = 0) throws -> ActivationDump {
    var normal = NormalGenerator(SeededGenerator(seed: seed, stream: 2 + stream))
    var inputs = Matrix<Float>(rowCount: rowCount, columnCount: Self.featureCount)
    var logits = Matrix<Float>(rowCount: rowCount, columnCount: Self.outputCount)
    var labels: [Int] = []
    var groups: [Int] = []
    for row in 0..<rowCount {
      let centre = normal.generator.index(below: Self.centreCount)
      let values = sample(centre: centre, from: &normal)
      let outputs = self.outputs(of: values)
      for (column, value) in values.enumerated() { inputs[row, column] = value }
      for (column, value) in outputs.enumerated() { logits[row, column] = value }
      labels.append(outputs.indices.max { outputs[$0] < outputs[$1] } ?? 0)
      groups.append(normal.generator.index(below: Self.groupCount))
    }
    return try ActivationDump(
      inputs: inputs, logits: logits, labels: labels, groups: groups, parallelism: .allCores)
  }

  private func sample(centre: Int, from normal: inout NormalGenerator) -> [Float] {
    var values = centres[centre]
    for direction in 0..<Self.directionCount {
      let amount = normal.next()
      let vector = directions[centre * Self.directionCount + direction]
      for column in values.indices { values[column] += amount * vector[column] }
    }
    for column in values.indices { values[column] += 0.2 * normal.next() }
    return values
  }

  private func outputs(of values: [Float]) -> [Float] {
    func product(_ index: Int) -> Float {
      zip(values, weights[index]).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return (0..<Self.outputCount).map { output in
      product(output) + 2 * abs(product(Self.outputCount + output))
    }
  }
}

/// Normally distributed numbers by the method of Box and Muller.
struct NormalGenerator {
  var generator: SeededGenerator
  private var spare: Float?

  init(_ generator: SeededGenerator) { self.generator = generator }

  mutating func next() -> Float {
    if let value = spare {
      spare = nil
      return value
    }
    let radius = (-2 * log(1 - generator.uniform())).squareRoot()
    let angle = 2 * Double.pi * generator.uniform()
    spare = Float(radius * sin(angle))
    return Float(radius * cos(angle))
  }
}
