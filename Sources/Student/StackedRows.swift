public import ActivationFormats
public import LinearAlgebra

/// The rows of several arrays of equal width, one array after the other, still as they lie in
/// their files: a training dump and its transfer sets.
public struct StackedRows: Sendable {
  private let parts: [NumericArray]
  /// The first row of each part, and the number of all rows at the end.
  private let starts: [Int]

  /// - Precondition: at least one array, all of one width.
  public init(_ parts: [NumericArray]) {
    precondition(!parts.isEmpty, "there is at least one array")
    precondition(
      parts.allSatisfy { $0.columnCount == parts[0].columnCount }, "arrays of one width")
    self.parts = parts
    var starts = [0]
    for part in parts { starts.append(starts[starts.count - 1] + part.rowCount) }
    self.starts = starts
  }

  /// The number of rows of all parts.
  public var rowCount: Int { starts[starts.count - 1] }
  /// The width of every part.
  public var columnCount: Int { parts[0].columnCount }

  /// The given rows, in the given order.
  ///
  /// - Parameter rows: ascending indices in 0 ..< `rowCount`.
  /// - Throws: `RowReadError` when a file can no longer be read.
  /// - Complexity: O(`rows.count` × width).
  public func gathering<Scalar: BLASScalar>(
    rows: [Int], as type: Scalar.Type
  ) throws(RowReadError) -> Matrix<Scalar> {
    guard parts.count > 1 else { return try parts[0].gathering(rows: rows, as: type) }
    var elements: [Scalar] = []
    elements.reserveCapacity(rows.count * columnCount)
    var remaining = rows[...]
    for (index, part) in parts.enumerated() {
      let end = starts[index + 1]
      let own = remaining.prefix { $0 < end }
      remaining = remaining.dropFirst(own.count)
      guard !own.isEmpty else { continue }
      let local = own.map { $0 - starts[index] }
      elements.append(contentsOf: try part.gathering(rows: local, as: type).elements)
    }
    precondition(remaining.isEmpty, "rows ascend and lie within the parts")
    return Matrix(rowCount: rows.count, columnCount: columnCount, elements: elements)
  }
}
