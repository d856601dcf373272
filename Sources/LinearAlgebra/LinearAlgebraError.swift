/// What can go wrong in a factorisation.
public enum LinearAlgebraError: Error, Equatable, Sendable, CustomStringConvertible {
  /// LAPACK gave up; `info` is its status.
  case noConvergence(operation: String, info: Int)
  /// A leading minor of a symmetric matrix is not positive.
  case notPositiveDefinite(minor: Int, order: Int)
  /// The matrix holds a NaN or an infinity.
  case invalidValue(operation: String)

  public var description: String {
    switch self {
    case .noConvergence(let operation, let info):
      "LAPACK's \(operation) did not converge (info \(info)). Rescale the features to similar ranges."
    case .notPositiveDefinite(let minor, let order):
      """
      The equations of a fit are singular (order \(minor) of \(order)): the features depend on one \
      another. Use a lambda above 0 or more rows.
      """
    case .invalidValue(let operation):
      """
      A matrix handed to LAPACK's \(operation) is not finite: the squares of the inputs overflow. \
      Rescale the features.
      """
    }
  }
}
