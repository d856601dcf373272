internal import Regression
public import Rows

extension PiecewiseLinearModel {
  /// Whether the only output decides between two classes: 1 where it is above 0. A classifier's
  /// outputs are logits, so there is no other classifier of one output.
  public var isBinary: Bool { head.kind != .absent && outputCount == 1 }

  /// The number of labels that an answer can be: 2 of a binary student, otherwise C.
  public var labelCount: Int { isBinary ? 2 : outputCount }

  /// The same student with the difference of its two outputs, the second less the first; nil for
  /// another number of outputs, and without logits.
  ///
  /// Both give the same labels, because the lower class wins a tie. Before a head all maps stay.
  ///
  /// - Complexity: O(parameters).
  public var difference: PiecewiseLinearModel? {
    guard outputCount == 2 else { return nil }
    switch head {
    case .absent: return nil
    case .folded:
      return PiecewiseLinearModel(
        projection: projection, partition: partition, sharedMap: sharedMap?.difference,
        maps: maps.map(\.difference), head: .folded)
    case .linear(let layer): return replacing(head: .linear(layer.difference))
    case .rectified(let layer): return replacing(head: .rectified(layer.difference))
    }
  }

  private func replacing(head: StudentHead) -> PiecewiseLinearModel {
    PiecewiseLinearModel(
      projection: projection, partition: partition, sharedMap: sharedMap, maps: maps, head: head)
  }

  /// The labels of outputs.
  ///
  /// - Parameter outputs: N × C, as `predict` gives them.
  /// - Returns: N values in 0 ..< `labelCount`; the lowest class among equal outputs.
  /// - Complexity: O(N · C).
  public func labels(of outputs: Matrix<Double>) -> [Int] { outputs.labels(isBinary: isBinary) }
}

extension Matrix<Double> {
  /// The labels of these outputs, one a row.
  ///
  /// - Parameter isBinary: whether the only output decides between two classes: 1 where it is above 0.
  /// - Returns: the lowest class among equal outputs.
  /// - Complexity: O(N · C).
  public func labels(isBinary: Bool) -> [Int] {
    guard !isBinary else { return elements.map { $0 > 0 ? 1 : 0 } }
    return (0..<rowCount).map { row in
      (0..<columnCount).reduce(0) { self[row, $1] > self[row, $0] ? $1 : $0 }
    }
  }
}

/// Two columns of logits as one: the second less the first.
public struct LogitDifference: RowSource {
  private let base: any RowSource

  /// - Parameter base: N × 2.
  public init(_ base: any RowSource) {
    precondition(base.columnCount == 2, "two classes")
    self.base = base
  }

  public var rowCount: Int { base.rowCount }
  public var columnCount: Int { 1 }

  public func read<Scalar: RowScalar>(
    _ rows: Range<Int>, into block: inout [Scalar]
  ) throws(RowReadError) {
    var logits = [Double](repeating: 0, count: 2 * rows.count)
    try base.read(rows, into: &logits)
    for row in 0..<rows.count { block[row] = Scalar(logits[2 * row + 1] - logits[2 * row]) }
  }

  public func read<Scalar: RowScalar>(
    _ rows: [Int], into block: inout [Scalar]
  ) throws(RowReadError) {
    var logits = [Double](repeating: 0, count: 2 * rows.count)
    try base.read(rows, into: &logits)
    for row in 0..<rows.count { block[row] = Scalar(logits[2 * row + 1] - logits[2 * row]) }
  }
}

extension AffineMap {
  /// The second of two outputs less the first.
  fileprivate var difference: AffineMap {
    AffineMap(
      weights: Matrix(
        rowCount: 1, columnCount: featureCount,
        elements: zip(weights[row: 1], weights[row: 0]).map { $0 - $1 }),
      offsets: [offsets[1] - offsets[0]])
  }
}
