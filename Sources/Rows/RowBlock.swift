/// A buffer for some rows in single precision, with the values that distances between rows need. It
/// is used again for block after block.
public struct RowBlock: Sendable {
  /// The rows that are in it, b.
  public private(set) var rowCount = 0
  /// The width of a row, n.
  public let columnCount: Int
  /// At least b × n, row after row.
  package internal(set) var elements: [Float] = []
  /// At least b · r: the products of LinearAlgebra's `multiply`.
  public package(set) var products: [Float] = []

  /// An empty block for rows of `columnCount` numbers.
  public init(columnCount: Int) {
    self.columnCount = columnCount
  }

  /// Replaces the rows by rows of `source`, less `origin`.
  ///
  /// - Parameters:
  ///   - rows: ascending indices into `source`, which has n columns.
  ///   - source: where they are.
  ///   - origin: n values.
  /// - Throws: the error of `source`.
  /// - Complexity: O(b · n).
  public mutating func read(
    _ rows: [Int], of source: any RowSource, from origin: [Float]
  ) throws(RowReadError) {
    reserve(rows.count)
    try source.read(rows, into: &elements)
    subtract(origin)
  }

  /// Replaces the rows by consecutive `rows` of `source` (N × n), less `origin`.
  ///
  /// - Throws: the error of `source`.
  /// - Complexity: O(b · n).
  public mutating func read(
    _ rows: Range<Int>, of source: any RowSource, from origin: [Float]
  ) throws(RowReadError) {
    reserve(rows.count)
    try source.read(rows, into: &elements)
    subtract(origin)
  }

  /// Replaces the rows by consecutive `rows` of `matrix` (N × n), less `origin`.
  ///
  /// - Complexity: O(b · n).
  public mutating func read(_ rows: Range<Int>, of matrix: Matrix<Float>, from origin: [Float]) {
    reserve(rows.count)
    matrix.read(rows, into: &elements)
    subtract(origin)
  }

  /// Replaces the rows by consecutive `rows` of `source`, less `origin`, on several threads.
  ///
  /// - Parameters:
  ///   - rows: consecutive rows of the source.
  ///   - source: N × n.
  ///   - origin: n values.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: the error of `source`.
  /// - Complexity: O(b · n).
  public mutating func read(
    _ rows: Range<Int>, of source: any RowSource, from origin: [Float], parallelism: Parallelism
  ) throws(RowReadError) {
    var all: [Float] = []
    all.reserveCapacity(rows.count * columnCount)
    try parallelism.forEachBlock(of: RowBlocks(rowCount: rows.count, width: columnCount)) {
      [columnCount] (range) throws(RowReadError) in
      var block = RowBlock(columnCount: columnCount)
      let start = rows.lowerBound
      try block.read(
        start + range.lowerBound..<start + range.upperBound, of: source, from: origin)
      return block
    } take: { (_: Range<Int>, block: RowBlock) throws(RowReadError) in
      all.append(contentsOf: block.elements)
    }
    elements = all
    rowCount = rows.count
  }

  private mutating func reserve(_ count: Int) {
    rowCount = count
    let size = count * columnCount
    if elements.count < size {
      elements.append(contentsOf: repeatElement(0, count: size - elements.count))
    }
  }

  package mutating func reserveProducts(_ count: Int) {
    if products.count < count {
      products.append(contentsOf: repeatElement(0, count: count - products.count))
    }
  }

  /// Row `row` of the block.
  public subscript(row: Int) -> ArraySlice<Float> {
    elements[row * columnCount..<(row + 1) * columnCount]
  }

  /// The rows as a matrix of their own, b × n.
  public var matrix: Matrix<Float> {
    Matrix(
      rowCount: rowCount, columnCount: columnCount,
      elements: Array(elements[..<(rowCount * columnCount)]))
  }
}
