/// The nearest-centroid rule in integers: k − 1 rows of c_j − c_0, each component in units of its
/// scale, with one unit for all scores, and biases.
public struct IntegerGate: Sendable, Equatable {
  /// k − 1.
  public let rowCount: Int
  /// The length of a row.
  public let columnCount: Int
  /// (k − 1) × d, row after row, −127 ... 127.
  public let weights: [Int8]
  /// k − 1 values, −2³⁰ ... 2³⁰.
  public let biases: [Int32]

  /// A gate of these integers.
  package init(rowCount: Int, columnCount: Int, weights: [Int8], biases: [Int32]) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.weights = weights
    self.biases = biases
  }
}
