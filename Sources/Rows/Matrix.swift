/// A dense matrix in row-major order: element (i, j) is `elements[i * columnCount + j]`.
///
/// A row-major N × n matrix is, seen by column-major BLAS and LAPACK, its n × N transpose;
/// `OpenBLAS.swift` of LinearAlgebra does that bookkeeping once.
public struct Matrix<Scalar: BinaryFloatingPoint & Sendable>: Sendable, Equatable {
  /// The number of rows, N.
  public let rowCount: Int
  /// The number of columns, n.
  public let columnCount: Int
  /// `rowCount × columnCount` elements, row after row.
  public var elements: [Scalar]

  /// A matrix of the given shape.
  ///
  /// - Precondition: `elements.count == rowCount * columnCount`.
  @inlinable
  public init(rowCount: Int, columnCount: Int, elements: [Scalar]) {
    precondition(rowCount >= 0 && columnCount >= 0, "a matrix has a non-negative shape")
    precondition(
      elements.count == rowCount * columnCount,
      "\(elements.count) elements do not fill \(rowCount) × \(columnCount)")
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.elements = elements
  }

  /// A matrix of `repeating` values.
  @inlinable
  public init(rowCount: Int, columnCount: Int, repeating value: Scalar = 0) {
    self.init(
      rowCount: rowCount, columnCount: columnCount,
      elements: Array(repeating: value, count: rowCount * columnCount))
  }

  /// A matrix from rows of equal length; for literals in tests and examples.
  ///
  /// - Parameter rows: N rows of n values.
  @inlinable
  public init(rows: [[Scalar]]) {
    self.init(
      rowCount: rows.count, columnCount: rows.first?.count ?? 0, elements: rows.flatMap { $0 })
  }

  /// The element in row `row` and column `column`.
  @inlinable
  public subscript(row: Int, column: Int) -> Scalar {
    get { elements[row * columnCount + column] }
    set { elements[row * columnCount + column] = newValue }
  }

  /// Row `row` as a slice of `elements`.
  @inlinable
  public subscript(row row: Int) -> ArraySlice<Scalar> {
    elements[row * columnCount..<(row + 1) * columnCount]
  }

  /// The matrix of the given rows, in the given order.
  ///
  /// - Complexity: O(`rows.count` × n).
  @inlinable
  public func gathering(rows: [Int]) -> Matrix {
    var gathered: [Scalar] = []
    gathered.reserveCapacity(rows.count * columnCount)
    for row in rows { gathered.append(contentsOf: self[row: row]) }
    return Matrix(rowCount: rows.count, columnCount: columnCount, elements: gathered)
  }

  /// The matrix of the given columns, in the given order.
  ///
  /// - Complexity: O(N × `columns.count`).
  @inlinable
  public func gathering(columns: [Int]) -> Matrix {
    var gathered: [Scalar] = []
    gathered.reserveCapacity(rowCount * columns.count)
    for row in 0..<rowCount {
      for column in columns { gathered.append(self[row, column]) }
    }
    return Matrix(rowCount: rowCount, columnCount: columns.count, elements: gathered)
  }

  /// The block of rows `rows` and columns `columns`.
  ///
  /// - Complexity: O(`rows.count` · `columns.count`).
  @inlinable
  public func block(rows: Range<Int>, columns: Range<Int>) -> Matrix {
    var elements: [Scalar] = []
    elements.reserveCapacity(rows.count * columns.count)
    for row in rows {
      elements.append(
        contentsOf: self[row: row].dropFirst(columns.lowerBound).prefix(columns.count))
    }
    return Matrix(rowCount: rows.count, columnCount: columns.count, elements: elements)
  }

  /// The sum of each column, n values, row after row.
  @inlinable
  public var columnSums: [Scalar] {
    var sums = [Scalar](repeating: 0, count: columnCount)
    for row in 0..<rowCount {
      for column in 0..<columnCount { sums[column] += self[row, column] }
    }
    return sums
  }

  /// The transpose, n × N.
  @inlinable
  public var transposed: Matrix {
    var result = Matrix(rowCount: columnCount, columnCount: rowCount)
    for row in 0..<rowCount {
      for column in 0..<columnCount { result[column, row] = self[row, column] }
    }
    return result
  }

  /// The same values in another precision.
  ///
  /// - Parameter type: the other type of element; values that it cannot hold are rounded.
  @inlinable
  public func converted<Other>(to type: Other.Type) -> Matrix<Other> {
    Matrix<Other>(
      rowCount: rowCount, columnCount: columnCount, elements: elements.map { Other($0) })
  }
}
