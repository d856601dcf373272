internal import Foundation
import LinearAlgebra

extension DumpArrays {
  /// The largest work of the comparison between head and logits, in multiply-accumulates.
  private static let comparisonBudget = 200_000_000

  /// Checks the head's shape and values, and that it reproduces the logits.
  func validateHead(parallelism: Parallelism) throws(ActivationFormatsError) {
    guard let head else { return }
    try NumericArray(name: names.name(of: .headWeight), matrix: head.weight).validateHeadValues(
      file: file)
    let bias = Matrix(rowCount: head.bias.count, columnCount: 1, elements: head.bias)
    try NumericArray(name: names.name(of: .headBias), matrix: bias).validateHeadValues(file: file)
    let outputs = logits?.columnCount
    guard activations.map({ $0.columnCount == head.weight.rowCount }) ?? true,
      outputs.map({ $0 == head.bias.count }) ?? true
    else {
      throw .headShape(
        file: file, array: names.name(of: .headWeight),
        shape: [head.weight.rowCount, head.weight.columnCount],
        activationCount: activations?.columnCount, outputCount: outputs)
    }
    guard let activations, let logits else { return }
    try compare(head, activations, logits, parallelism: parallelism)
  }

  /// Compares activations · weight + bias with the logits, on all rows. When that is more work than
  /// the budget, it takes evenly spaced blocks of rows.
  private func compare(
    _ head: DumpHead, _ activations: NumericArray, _ logits: DumpLogits,
    parallelism: Parallelism
  ) throws(ActivationFormatsError) {
    let work = activations.columnCount * head.bias.count
    let rowLimit = max(256, Self.comparisonBudget / max(1, work))
    let height = 256
    let step = max(height, height * ((activations.rowCount + rowLimit - 1) / rowLimit))
    let count = (activations.rowCount + step - 1) / step
    let blocks = try rethrowing(
      parallelism.map(count) { block throws(RowReadError) in
        let start = block * step
        return try head.compare(
          activations, logits, rows: start..<min(start + height, activations.rowCount))
      }, as: ActivationFormatsError.unreadableRows)
    var worst = LogitComparison()
    for block in blocks { worst.merge(block) }
    let (least, largest) = (worst.least, worst.largest)
    let range = largest > least ? largest - least : max(abs(largest), .leastNormalMagnitude)
    let tolerance = max(
      tolerance(of: [activations.elementType, logits.stored.elementType]), 2 * logits.scale.floor)
    guard worst.difference > tolerance * range else { return }
    throw .headDisagrees(
      file: file, array: names.name(of: .logits), row: worst.row, difference: worst.difference,
      range: range, tolerance: tolerance, isSquare: head.weight.rowCount == head.bias.count)
  }

  /// 1e-3 of the logits' range; arrays in half precision cannot always keep that.
  private func tolerance(of types: [ElementType]) -> Double {
    types.reduce(1e-3) { max($0, 4 * $1.unitRoundoff) }
  }
}

/// How far logits are off, and in what range they lie.
private struct LogitComparison {
  var least = Double.infinity
  var largest = -Double.infinity
  var difference = 0.0
  var row = 0

  mutating func merge(_ other: LogitComparison) {
    least = min(least, other.least)
    largest = max(largest, other.largest)
    if other.difference > difference { (difference, row) = (other.difference, other.row) }
  }
}

extension DumpHead {
  /// Compares activations · weight + bias with the logits of some rows.
  fileprivate func compare(
    _ activations: NumericArray, _ logits: DumpLogits, rows: Range<Int>
  ) throws(RowReadError) -> LogitComparison {
    let outputs = bias.count
    var block = Matrix<Double>(rowCount: rows.count, columnCount: weight.rowCount)
    try activations.read(rows, into: &block.elements)
    var given = [Double](repeating: 0, count: rows.count * outputs)
    try logits.read(rows, into: &given)
    var computed = block.multiplied(by: weight).elements
    for index in computed.indices { computed[index] += bias[index % outputs] }
    if logits.form != .logits {
      // Logarithms lack a constant of the row, and those of small probabilities lack digits.
      for start in stride(from: 0, to: given.count, by: outputs) {
        computed.softmax(start..<start + outputs)
        given.softmax(start..<start + outputs)
      }
    }
    var found = LogitComparison()
    for (index, (value, target)) in zip(computed, given).enumerated() {
      found.least = min(found.least, target)
      found.largest = max(found.largest, target)
      let row = index / outputs
      let difference = abs(value - target)
      if difference > found.difference {
        (found.difference, found.row) = (difference, rows.lowerBound + row)
      }
    }
    return found
  }
}

extension [Double] {
  /// Turns the logits at `indices` into probabilities.
  fileprivate mutating func softmax(_ indices: Range<Int>) {
    let largest = self[indices].reduce(-.infinity) { Swift.max($0, $1) }
    for index in indices { self[index] = exp(self[index] - largest) }
    let sum = self[indices].reduce(0, +)
    for index in indices { self[index] /= sum }
  }
}

extension NumericArray {
  /// Refuses head weights or biases that are not finite.
  func validateHeadValues(file: String) throws(ActivationFormatsError) {
    do {
      try validateShape(ranks: 2...2, expected: "p × C")
      try validateFinite(parallelism: .serial)
    } catch {
      switch error {
      case .nonFinite(_, let array, let count, let row, let column):
        throw .nonFinite(file: file, array: array, count: count, row: row, column: column)
      case .emptyArray(_, let array, let shape):
        throw .emptyArray(file: file, array: array, shape: shape)
      default: throw error
      }
    }
  }
}
