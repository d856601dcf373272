/// A buffer of rows [x y] in double precision, less an origin. Gram matrices are made of it.
public struct JoinedRows: Sendable {
  /// The most rows that it holds.
  public static let capacity = 256

  /// n + q values that are subtracted from each row.
  public let origin: [Double]
  /// The rows that are in it.
  public private(set) var rowCount = 0
  /// `capacity` × (n + q).
  package internal(set) var elements: [Double]

  /// An empty buffer.
  public init(origin: [Double]) {
    self.origin = origin
    elements = Array(repeating: 0, count: Self.capacity * origin.count)
  }

  /// Whether it has no room for another row.
  public var isFull: Bool { rowCount == Self.capacity }

  /// Appends row `row` of two blocks that together have the width of the origin.
  ///
  /// - Parameters:
  ///   - x: rows of n values.
  ///   - y: rows of q values.
  ///   - row: its index in both.
  ///   - featureCount: n.
  public mutating func append(_ x: [Double], _ y: [Double], row: Int, featureCount: Int) {
    precondition(!isFull, "a row more than there is room for")
    store(x, y, row: row, featureCount: featureCount, at: rowCount)
    rowCount += 1
  }

  /// Removes all rows.
  public mutating func removeAll() { rowCount = 0 }
}
