internal import LinearAlgebra

/// Ridge regression for every regularisation from one eigendecomposition.
///
/// Minimises ‖Y − X Bᵀ‖² + λ‖B − B_ref‖² over centred rows (the intercept is not penalised), with
/// scikit-learn's unit of λ: it multiplies no mean. With XᵀX = Qᵀ Λ Q the minimum is
/// B = (YᵀX + λ B_ref) Qᵀ (Λ + λ)⁻¹ Q (Hoerl and Kennard 1970, Technometrics 12(1)).
public struct RidgeSolver: Sendable {
  private let featureMean: [Double]
  private let targetMean: [Double]
  private let sampleCount: Int
  /// Eigenvalues of the centred XᵀX, not below 0, and its eigenvectors as rows, n × n.
  private let eigenvalues: [Double]
  private let basis: Matrix<Double>
  /// Centred YᵀX in the eigenbasis, t × n.
  private let cross: Matrix<Double>

  /// - Parameter moments: of the rows to fit.
  /// - Throws: `RegressionError.factorization` when LAPACK refuses the Gram matrix.
  /// - Complexity: O(n³ + t · n²).
  public init(_ moments: Moments) throws(RegressionError) {
    let n = moments.featureCount
    let scatter = moments.scatter
    let decomposition: Eigendecomposition
    do {
      decomposition = try Eigendecomposition(scatter.principalBlock(0..<n))
    } catch {
      throw .factorization(error)
    }
    sampleCount = moments.sampleCount
    featureMean = moments.featureMean
    targetMean = moments.targetMean
    eigenvalues = decomposition.values.map { max(0, $0) }
    basis = decomposition.vectors
    cross = scatter.block(rows: n..<n + moments.targetCount, columns: 0..<n)
      .multiplied(byTransposeOf: basis)
  }

  /// The number of eigenvalues of the centred XᵀX that are not lost in rounding.
  public var rank: Int {
    let threshold = (eigenvalues.last ?? 0) * Double(eigenvalues.count) * Double.ulpOfOne
    return eigenvalues.count { $0 > threshold }
  }

  /// The ridge map.
  ///
  /// - Parameters:
  ///   - lambda: λ ≥ 0.
  ///   - reference: the map to shrink towards (t × n; its offsets do not matter), nil for 0.
  /// - Throws: `RegressionError.singular` for λ = 0 when the features are linearly dependent, which
  ///   they are whenever there are no more rows than features.
  /// - Complexity: O(t · n²).
  public func fit(
    lambda: Double, towards reference: AffineMap? = nil
  ) throws(RegressionError) -> AffineMap {
    precondition(lambda >= 0, "lambda is not negative")
    let n = basis.rowCount
    guard lambda > 0 || rank == n else {
      throw .singular(rank: rank, featureCount: n, sampleCount: sampleCount)
    }
    var rotated = cross
    let pull = reference.map { $0.weights.multiplied(byTransposeOf: basis) }
    for index in 0..<n {
      // As a product with a share in 0 ... 1, so that a huge λ does not overflow.
      let sum = eigenvalues[index] + lambda
      let share = lambda / sum
      for target in 0..<rotated.rowCount {
        rotated[target, index] =
          rotated[target, index] / sum + (pull.map { share * $0[target, index] } ?? 0)
      }
    }
    let weights = rotated.multiplied(by: basis)
    let offsets = (0..<weights.rowCount).map { target in
      var offset = targetMean[target]
      for feature in 0..<n { offset -= weights[target, feature] * featureMean[feature] }
      return offset
    }
    return AffineMap(weights: weights, offsets: offsets)
  }
}
