/// What can go wrong in a factorisation.
public enum LinearAlgebraError: Error, Equatable, Sendable, CustomStringConvertible {
  /// LAPACK gave up; `info` is its status.
  case noConvergence(operation: String, info: Int)
  /// The matrix holds a NaN or an infinity.
  case invalidValue(operation: String)

  public var description: String {
    switch self {
    case .noConvergence(let operation, let info):
      "LAPACK's \(operation) did not converge (info \(info)). Rescale the features to similar ranges."
    case .invalidValue(let operation):
      """
      A matrix handed to LAPACK's \(operation) is not finite: the squares of the inputs overflow. \
      Rescale the features.
      """
    }
  }
}
