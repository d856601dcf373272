import LinearAlgebra

extension DumpArrays {
  /// The largest work of the comparison between head and logits, in multiply-accumulates.
  private static let comparisonBudget = 200_000_000

  /// Checks the head's shape and values, and that it reproduces the logits.
  func validateHead() throws(ActivationFormatsError) {
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
    try compare(head, activations, logits)
  }

  /// Compares activations · weight + bias with the logits, on all rows or, when that is more
  /// work than the budget, on evenly spaced blocks of rows.
  private func compare(
    _ head: DumpHead, _ activations: NumericArray, _ logits: NumericArray
  ) throws(ActivationFormatsError) {
    let work = activations.columnCount * head.bias.count
    let rowLimit = max(256, Self.comparisonBudget / max(1, work))
    let height = 256
    let step = max(height, height * ((activations.rowCount + rowLimit - 1) / rowLimit))
    var (least, largest) = (Double.infinity, -Double.infinity)
    var worst = (difference: 0.0, row: 0)
    for start in stride(from: 0, to: activations.rowCount, by: step) {
      let rows = start..<min(start + height, activations.rowCount)
      let given: [Double] = logits.decoded([rows])
      let computed = head.outputs(activations.decoded([rows]), rowCount: rows.count)
      for (index, (value, target)) in zip(computed, given).enumerated() {
        least = min(least, target)
        largest = max(largest, target)
        let difference = abs(value - target)
        if difference > worst.difference {
          worst = (difference, start + index / head.bias.count)
        }
      }
    }
    let range = largest > least ? largest - least : max(abs(largest), .leastNormalMagnitude)
    let tolerance = tolerance(of: [activations.elementType, logits.elementType])
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

extension DumpHead {
  /// activations · weight + bias for a row-major block of activations.
  func outputs(_ activations: [Double], rowCount: Int) -> [Double] {
    let (inner, outputs) = (weight.rowCount, weight.columnCount)
    var result: [Double] = []
    result.reserveCapacity(rowCount * outputs)
    // Rows of the transpose are contiguous, which matters as C is small.
    let transposed = weight.transposed
    for row in 0..<rowCount {
      for output in 0..<outputs {
        var sum = bias[output]
        for index in 0..<inner {
          sum += activations[row * inner + index] * transposed.elements[output * inner + index]
        }
        result.append(sum)
      }
    }
    return result
  }
}

extension NumericArray {
  /// Refuses head weights or biases that are not finite.
  func validateHeadValues(file: String) throws(ActivationFormatsError) {
    do {
      try validateShape(ranks: 2...2, expected: "p × C")
      try validateFinite()
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
