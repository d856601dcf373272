public import Rows

/// The eigendecomposition of a symmetric matrix A of order n: A = Qᵀ diag(`values`) Q, where row i
/// of Q = `vectors` is the eigenvector of `values[i]`.
public struct Eigendecomposition: Sendable {
  /// n eigenvalues in ascending order.
  public let values: [Double]
  /// n × n; the rows are orthonormal eigenvectors.
  public let vectors: Matrix<Double>
}
