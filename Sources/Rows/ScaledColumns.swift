/// The columns of a source, each less a centre and times a factor of its own.
public struct ScaledColumns: RowSource {
  private let base: any RowSource
  private let centres: [Double]
  private let factors: [Double]

  /// Scales the columns of `base`.
  ///
  /// - Parameters:
  ///   - base: N × n.
  ///   - centres: n values, in the units of the columns.
  ///   - factors: n values.
  public init(_ base: any RowSource, centres: [Double], factors: [Double]) {
    precondition(
      centres.count == base.columnCount && factors.count == base.columnCount,
      "a centre and a factor for each column")
    self.base = base
    self.centres = centres
    self.factors = factors
  }

  public var rowCount: Int { base.rowCount }
  public var columnCount: Int { base.columnCount }

  public func read<Scalar: RowScalar>(
    _ rows: Range<Int>, into block: inout [Scalar]
  ) throws(RowReadError) {
    try base.read(rows, into: &block)
    scale(rows.count, in: &block)
  }

  public func read<Scalar: RowScalar>(
    _ rows: [Int], into block: inout [Scalar]
  ) throws(RowReadError) {
    try base.read(rows, into: &block)
    scale(rows.count, in: &block)
  }

  private func scale<Scalar: RowScalar>(_ rowCount: Int, in block: inout [Scalar]) {
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        let index = row * columnCount + column
        block[index] = Scalar((Double(block[index]) - centres[column]) * factors[column])
      }
    }
  }
}
