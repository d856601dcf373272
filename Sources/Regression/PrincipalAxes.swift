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
    try fit(
      moments.featureCovariance, mean: Array(moments.mean.prefix(moments.featureCount)),
      count: count)
  }

  /// The same from the products of the rows, whose weights add up to 1.
  ///
  /// - Parameters:
  ///   - products: of the rows to project, with z = x − x̄.
  ///   - mean: x̄, n values.
  ///   - count: d, 1 ... n.
  /// - Throws: as above.
  /// - Complexity: O(n³).
  public static func fit(
    _ products: RegionProducts, mean: [Double], count: Int
  ) throws(RegressionError) -> AffineMap {
    try fit(products.covariance, mean: mean, count: count)
  }

  private static func fit(
    _ covariance: SymmetricMatrix, mean: [Double], count: Int
  ) throws(RegressionError) -> AffineMap {
    let n = mean.count
    precondition((1...n).contains(count), "1 to n components")
    let decomposition = try rethrowing(
      Eigendecomposition(covariance), as: RegressionError.factorization)
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
    let origin = Matrix(rowCount: 1, columnCount: n, elements: mean)
    return AffineMap(
      weights: weights, offsets: origin.multiplied(byTransposeOf: weights).elements.map { -$0 })
  }
}
