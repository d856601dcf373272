/// The Cholesky factor L of a symmetric positive-definite matrix of order n: A = L Lᵀ.
public struct CholeskyFactor: Sendable {
  /// The order, n.
  public let order: Int
  /// n × n elements. Defined are those at `j * n + i` with i ≥ j: LAPACK's lower triangle.
  let storage: [Double]
}
