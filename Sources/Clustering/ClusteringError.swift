public import Rows

/// Why rows cannot be clustered.
public enum ClusteringError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There are fewer different rows than clusters.
  case tooFewDistinctRows(found: Int, regionCount: Int)
  /// The squares of single-precision distances overflow, or vanish. The deviation is of one feature
  /// from its mean, as the root of the mean square.
  case outOfRange(deviation: Double)
  /// The rows could not be read to the end.
  case unreadable(RowReadError)

  public var description: String {
    switch self {
    case .tooFewDistinctRows(let found, let regionCount):
      """
      k-means with k = \(regionCount) found only \(found) distinct rows (cross-validation \
      holds some out). Lower k to at most \(found), or give more rows.
      """
    case .outOfRange(let deviation):
      """
      The inputs deviate from their mean by \(deviation), and the squares of such numbers leave \
      single precision. Rescale the features in the dump, best to deviations near 1.
      """
    case .unreadable(let error):
      error.description
    }
  }
}
