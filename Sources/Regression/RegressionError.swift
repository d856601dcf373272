public import LinearAlgebra

/// Why a regression has no answer.
public enum RegressionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// λ = 0 and linearly dependent features: infinitely many maps fit equally well.
  case singular(rank: Int, featureCount: Int, sampleCount: Int)
  /// LAPACK refused the Gram matrix.
  case factorization(LinearAlgebraError)

  public var description: String {
    switch self {
    case .singular(let rank, let featureCount, let sampleCount):
      """
      lambda = 0 needs independent features, but \(sampleCount) rows of \(featureCount) features \
      have rank \(rank). Use a lambda above 0, fewer regions or more rows.
      """
    case .factorization(let error):
      error.description
    }
  }
}
