public import Rows

/// The logits of a classifier, N × C with C ≥ 2, read block by block from the outputs as they are
/// stored.
///
/// Probabilities and their logarithms become logits on the way: logarithms less their mean over the
/// row. A single output z becomes the two logits 0 and z, so that class 1 is where it is above 0.
public struct DumpLogits: RowSource {
  /// The outputs as they are stored: N × C, or N × 1 or N of two classes.
  public let stored: NumericArray
  let scale: OutputScale

  init(_ stored: NumericArray, scale: OutputScale = .logits) {
    self.stored = stored
    self.scale = scale
  }

  /// The form in which the outputs are stored.
  public var form: OutputForm { scale.form }
  /// Whether one output stands for two classes.
  public var isSingle: Bool { stored.columnCount == 1 }

  public var rowCount: Int { stored.rowCount }
  /// The number of classes, C.
  public var columnCount: Int { max(2, stored.columnCount) }

  public func read<Scalar: RowScalar>(
    _ rows: Range<Int>, into block: inout [Scalar]
  ) throws(RowReadError) {
    try read(count: rows.count, into: &block) { values throws(RowReadError) in
      try stored.read(rows, into: &values)
    } direct: { block throws(RowReadError) in
      try stored.read(rows, into: &block)
    }
  }

  public func read<Scalar: RowScalar>(
    _ rows: [Int], into block: inout [Scalar]
  ) throws(RowReadError) {
    try read(count: rows.count, into: &block) { values throws(RowReadError) in
      try stored.read(rows, into: &values)
    } direct: { block throws(RowReadError) in
      try stored.read(rows, into: &block)
    }
  }

  private func read<Scalar: RowScalar>(
    count: Int, into block: inout [Scalar],
    converted: (inout [Double]) throws(RowReadError) -> Void,
    direct: (inout [Scalar]) throws(RowReadError) -> Void
  ) throws(RowReadError) {
    guard isSingle || scale != .logits else { return try direct(&block) }
    let width = stored.columnCount
    var values = [Double](repeating: 0, count: count * width)
    try converted(&values)
    for row in 0..<count {
      if isSingle {
        (block[2 * row], block[2 * row + 1]) = (0, Scalar(scale.logit(values[row])))
      } else {
        var logits = Array(values[row * width..<(row + 1) * width])
        scale.centre(&logits)
        for (index, logit) in logits.enumerated() { block[row * width + index] = Scalar(logit) }
      }
    }
  }
}
