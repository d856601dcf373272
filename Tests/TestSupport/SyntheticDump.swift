public import ActivationFormats
public import LinearAlgebra

/// A dump of a small teacher: activations are tanh-like functions of the inputs, logits a head on
/// them.
public struct SyntheticTeacher: Sendable {
  /// p × n.
  public let layer: Matrix<Double>
  /// p × C, and C biases.
  public let head: DumpHead

  public init(features: Int = 6, activations: Int = 8, classes: Int = 3, seed: UInt64 = 1) {
    var random = SeededGenerator(seed: seed, stream: 31)
    layer = random.matrix(activations, features)
    head = DumpHead(
      weight: random.matrix(activations, classes), bias: random.matrix(1, classes).elements)
  }

  /// N inputs around `centres` many centres.
  public func inputs(_ rows: Int, centres: Int = 3, seed: UInt64) -> Matrix<Float> {
    var random = SeededGenerator(seed: seed, stream: 32)
    var layout = SeededGenerator(seed: 0, stream: 33)
    let middle = layout.matrix(centres, layer.columnCount, deviation: 2)
    var inputs = random.matrix(rows, layer.columnCount, deviation: 0.7)
    for row in 0..<rows {
      for column in 0..<inputs.columnCount { inputs[row, column] += middle[row % centres, column] }
    }
    return inputs.converted(to: Float.self)
  }

  /// The penultimate activations, N × p: x / (1 + |x|) of the layer.
  public func activations(_ inputs: Matrix<Float>) -> Matrix<Float> {
    var values = inputs.converted(to: Double.self).multiplied(byTransposeOf: layer)
    for index in values.elements.indices {
      values.elements[index] /= 1 + abs(values.elements[index])
    }
    return values.converted(to: Float.self)
  }

  /// The logits, N × C, of single-precision activations.
  public func logits(_ activations: Matrix<Float>) -> Matrix<Double> {
    var logits = activations.converted(to: Double.self).multiplied(by: head.weight)
    for row in 0..<logits.rowCount {
      for column in 0..<logits.columnCount { logits[row, column] += head.bias[column] }
    }
    return logits
  }

  /// A dump of activations and head, with labels: the teacher's own, one in seven wrong.
  public func dump(
    _ rows: Int, seed: UInt64 = 2, groups: [Int]? = nil, parents: [[Int]]? = nil
  ) throws -> ActivationDump {
    let inputs = inputs(rows, seed: seed)
    let activations = activations(inputs)
    let logits = logits(activations)
    let labels = (0..<rows).map { row in
      let best = (0..<logits.columnCount).reduce(0) {
        logits[row, $1] > logits[row, $0] ? $1 : $0
      }
      return row % 7 == 3 ? (best + 1) % logits.columnCount : best
    }
    return try ActivationDump(
      inputs: inputs, activations: activations, labels: labels, groups: groups, parents: parents,
      head: head, parallelism: .allCores)
  }
}
