/// An affine map in the integers of the packed format: r × c weights, and a bias, multiplier and
/// shift per row.
public struct IntegerMap: Sendable, Equatable {
  /// The number of rows, r.
  public let rowCount: Int
  /// The number of columns, c.
  public let columnCount: Int
  /// r × c, row after row, −127 ... 127.
  public let weights: [Int8]
  /// r values, −2³⁰ ... 2³⁰.
  public let biases: [Int32]
  /// r values: 0, or 2³⁰ ... 2³¹ − 1.
  public let multipliers: [Int32]
  /// r values, 33 ... 62.
  public let shifts: [UInt8]

  /// A map of these integers.
  package init(
    rowCount: Int, columnCount: Int, weights: [Int8], biases: [Int32], multipliers: [Int32],
    shifts: [UInt8]
  ) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.weights = weights
    self.biases = biases
    self.multipliers = multipliers
    self.shifts = shifts
  }
}
