public import LinearAlgebra

/// Why a regression has no answer.
public enum RegressionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// λ = 0 and linearly dependent features: infinitely many maps fit equally well.
  case singular(rank: Int, featureCount: Int, sampleCount: Int)
  /// All rows have the same features.
  case constantFeatures
  /// A file can no longer be read.
  case unreadable(RowReadError)
  /// LAPACK refused the Gram matrix.
  case factorization(LinearAlgebraError)

  public var description: String {
    switch self {
    case .singular(let rank, let featureCount, let sampleCount):
      """
      lambda = 0 needs independent features, but \(sampleCount) rows of \(featureCount) features \
      have rank \(rank). Use a lambda above 0, fewer regions or more rows.
      """
    case .constantFeatures:
      """
      All rows have the same inputs, which have no principal axes. Check the 'inputs' of the dump.
      """
    case .unreadable(let error):
      error.description
    case .factorization(let error):
      error.description
    }
  }
}
