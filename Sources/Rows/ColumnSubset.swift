/// Some columns of a source as a source of their own: the inputs that a pruned student reads.
public struct ColumnSubset: RowSource {
  private let base: any RowSource
  private let columns: [Int]

  /// The most rows of the base that are held at once.
  private static let partRowCount = 1_024

  /// - Parameters:
  ///   - base: N × n.
  ///   - columns: indices into the columns of `base`.
  public init(_ base: any RowSource, columns: [Int]) {
    precondition(
      columns.allSatisfy { (0..<base.columnCount).contains($0) }, "columns that the base has")
    self.base = base
    self.columns = columns
  }

  public var rowCount: Int { base.rowCount }
  public var columnCount: Int { columns.count }

  public func read<Scalar: RowScalar>(
    _ rows: Range<Int>, into block: inout [Scalar]
  ) throws(RowReadError) {
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.partRowCount) {
      let part = start..<min(start + Self.partRowCount, rows.upperBound)
      let values = try base.matrix(of: part, as: Scalar.self)
      store(values, from: start - rows.lowerBound, in: &block)
    }
  }

  public func read<Scalar: RowScalar>(
    _ rows: [Int], into block: inout [Scalar]
  ) throws(RowReadError) {
    for start in stride(from: 0, to: rows.count, by: Self.partRowCount) {
      let part = rows[start..<min(start + Self.partRowCount, rows.count)]
      let values = try base.gathering(rows: Array(part), as: Scalar.self)
      store(values, from: start, in: &block)
    }
  }

  private func store<Scalar>(_ values: Matrix<Scalar>, from row: Int, in block: inout [Scalar]) {
    var target = row * columns.count
    for row in 0..<values.rowCount {
      let start = row * values.columnCount
      for column in columns {
        block[target] = values.elements[start + column]
        target += 1
      }
    }
  }
}
