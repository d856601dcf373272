/// The rows of a source after a map of each of them.
public struct MappedRows: RowSource {
  private let base: any RowSource
  private let map: @Sendable (Matrix<Double>) -> Matrix<Double>
  public let columnCount: Int

  /// The most rows of the base that are held at once.
  private static let partRowCount = 256

  /// - Parameters:
  ///   - base: N × n.
  ///   - columnCount: r, the width of the mapped rows.
  ///   - map: b × n to b × r, each row by itself.
  public init(
    _ base: any RowSource, columnCount: Int,
    by map: @escaping @Sendable (Matrix<Double>) -> Matrix<Double>
  ) {
    self.base = base
    self.columnCount = columnCount
    self.map = map
  }

  public var rowCount: Int { base.rowCount }

  public func read<Scalar: RowScalar>(
    _ rows: Range<Int>, into block: inout [Scalar]
  ) throws(RowReadError) {
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: Self.partRowCount) {
      let part = start..<min(start + Self.partRowCount, rows.upperBound)
      store(map(try base.matrix(of: part)), from: start - rows.lowerBound, in: &block)
    }
  }

  public func read<Scalar: RowScalar>(
    _ rows: [Int], into block: inout [Scalar]
  ) throws(RowReadError) {
    for start in stride(from: 0, to: rows.count, by: Self.partRowCount) {
      let part = Array(rows[start..<min(start + Self.partRowCount, rows.count)])
      store(map(try base.gathering(rows: part)), from: start, in: &block)
    }
  }

  private func store<Scalar: RowScalar>(
    _ values: Matrix<Double>, from row: Int, in block: inout [Scalar]
  ) {
    let start = row * columnCount
    for (index, value) in values.elements.enumerated() { block[start + index] = Scalar(value) }
  }
}
