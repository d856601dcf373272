public import LinearAlgebra

/// Why rows cannot be clustered.
public enum ClusteringError: Error, Equatable, Sendable, CustomStringConvertible {
  /// There are fewer different rows than clusters.
  case tooFewDistinctRows(found: Int, clusterCount: Int)
  /// The rows could not be read to the end.
  case unreadable(RowReadError)

  public var description: String {
    switch self {
    case .tooFewDistinctRows(let found, let clusterCount):
      """
      k-means with k = \(clusterCount) found only \(found) distinct rows (cross-validation \
      holds some out). Lower k to at most \(found), or give more rows.
      """
    case .unreadable(let error):
      error.description
    }
  }
}
