import Rows

extension DumpArrays {
  /// Finds out which way round the weight is and pairs it with its bias.
  mutating func head(
    weight: NumericArray?, bias: NumericArray?
  ) throws(ActivationFormatsError) -> DumpHead? {
    guard let weight else {
      guard let bias else { return nil }
      throw .headBiasWithoutWeight(
        file: file, array: bias.name, weight: names.name(of: .headWeight))
    }
    try weight.validateShape(ranks: 1...2, expected: "p × C or C × p")
    if let bias, bias.shape.filter({ $0 != 1 }).count > 1 {
      throw .wrongRank(file: file, array: bias.name, shape: bias.shape, expected: "C numbers")
    }
    let biases = try bias?.doubles()
    let isTransposed = try isTransposed(weight, biasCount: biases?.elements.count)
    let matrix = isTransposed ? try weight.doubles().transposed : try weight.doubles()
    let outputs = matrix.columnCount
    if let bias, let count = biases?.elements.count, count != outputs {
      throw .headBiasCount(file: file, array: bias.name, count: count, outputCount: outputs)
    }
    let zeros = [Double](repeating: 0, count: outputs)
    let head = DumpHead(weight: matrix, bias: biases?.elements ?? zeros)
    guard outputs == 1 else { return head }
    hasSingleOutput = true
    return head.ofTwoClasses
  }

  /// Whether `weight` is C × p, as PyTorch keeps it.
  private func isTransposed(
    _ weight: NumericArray, biasCount: Int?
  ) throws(ActivationFormatsError) -> Bool {
    let (rows, columns) = (weight.rowCount, weight.columnCount)
    let activationCount = activations?.columnCount
    let outputCount = logits?.stored.columnCount
    func fits(_ inner: Int, _ outer: Int) -> Bool {
      (activationCount ?? inner) == inner && (outputCount ?? outer) == outer
    }
    switch (fits(rows, columns), fits(columns, rows)) {
    case (true, false): return false
    case (false, true): return true
    case (true, true) where rows == columns:
      guard let layout = names.headLayout else {
        throw .ambiguousHead(file: file, array: weight.name, size: rows)
      }
      return layout == .outputsByActivations
    default:
      throw .headShape(
        file: file, array: weight.name, shape: weight.shape, activationCount: activationCount,
        outputCount: outputCount)
    }
  }
}

extension DumpHead {
  /// The head of the two logits 0 and z for that of z, p × 1.
  fileprivate var ofTwoClasses: DumpHead {
    DumpHead(
      weight: Matrix(
        rowCount: weight.rowCount, columnCount: 2, elements: weight.elements.flatMap { [0, $0] }),
      bias: [0] + bias)
  }
}
