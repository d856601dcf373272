internal import LinearAlgebra

/// The first principal axes of weighted rows, as a projection.
public enum PrincipalAxes {
  /// The deviation of the first component after the projection. Maps of components are penalised by
  /// this scale, and not by that of the inputs.
  public static let deviation = 6.0

  /// z = (6/σ₁) Uᵀ(x − x̄), with the d axes of largest variance in descending order and σ₁ the
  /// deviation along the first. Of each axis, the entry of largest magnitude is positive.
  ///
  /// The projection to fewer components is the first rows of the one to more.
  ///
  /// - Parameters:
  ///   - moments: of the rows to project.
  ///   - count: d, 1 ... n.
  /// - Throws: `RegressionError.factorization` when LAPACK refuses the covariance, and
  ///   `.constantFeatures` when the rows do not vary.
  /// - Complexity: O(n³).
  public static func fit(
    _ moments: WeightedMoments, count: Int
  ) throws(RegressionError) -> AffineMap {
    let n = moments.featureCount
    precondition((1...n).contains(count), "1 to n components")
    let decomposition = try rethrowing(
      Eigendecomposition(moments.featureCovariance), as: RegressionError.factorization)
    let variance = decomposition.values.last ?? 0
    guard variance > 0 else { throw .constantFeatures }
    let scale = deviation / variance.squareRoot()
    var weights = Matrix<Double>(rowCount: count, columnCount: n)
    for row in 0..<count {
      let axis = decomposition.vectors[row: n - 1 - row]
      let largest = axis.reduce(0) { abs($1) > abs($0) ? $1 : $0 }
      for (column, value) in axis.enumerated() {
        weights[row, column] = (largest < 0 ? -scale : scale) * value
      }
    }
    let mean = Matrix(rowCount: 1, columnCount: n, elements: Array(moments.mean.prefix(n)))
    return AffineMap(
      weights: weights, offsets: mean.multiplied(byTransposeOf: weights).elements.map { -$0 })
  }
}
