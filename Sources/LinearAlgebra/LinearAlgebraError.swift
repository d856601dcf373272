/// Why a factorisation fails.
public enum LinearAlgebraError: Error, Equatable, Sendable, CustomStringConvertible {
  /// LAPACK gave up; `info` is its status.
  case noConvergence(operation: String, info: Int)
  /// A leading minor of a symmetric matrix is not positive.
  case notPositiveDefinite(minor: Int, order: Int)
  /// LAPACK found no memory to work in; `info` is its status.
  case outOfMemory(operation: String, order: Int, info: Int)
  /// The matrix holds a NaN or an infinity.
  case invalidValue(operation: String)

  public var description: String {
    switch self {
    case .noConvergence(let operation, let info):
      "LAPACK's \(operation) did not converge (info \(info)). Rescale the features to similar ranges."
    case .notPositiveDefinite(let minor, let order):
      """
      The equations of a fit are singular in double precision (LAPACK's dpotrf: info \(minor) of \
      order \(order)): in some fold or region the features depend on one another. Remove constant \
      and repeated features, bring the others to similar ranges, or give more rows.
      """
    case .outOfMemory(let operation, let order, let info):
      """
      There is no memory for LAPACK's \(operation) of a matrix of order \(order) (info \(info)). Use \
      fewer inputs or threads, or raise the limit (ulimit -v).
      """
    case .invalidValue(let operation):
      """
      A matrix handed to LAPACK's \(operation) is not finite: the squares of the inputs overflow. \
      Rescale the features.
      """
    }
  }
}
