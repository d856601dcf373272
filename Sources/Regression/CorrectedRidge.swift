internal import LinearAlgebra

/// The closed form of a shared map with regional corrections.
///
/// Minimises Σ w ‖y − f(x)‖² + λ₀ s ‖B₀‖² + λ₁ Σ_j (s_z ‖V_j‖² + ‖e_j‖²) with Σ w = 1, where s is
/// the mean variance of a feature. s_z is that of z where z = x, and 1 otherwise. So the penalties
/// have no unit. b₀ is not penalised, because every column is centred by its weighted mean first.
/// e_j always is, because offsets of regions memorise groups of rows.
public struct CorrectedRidge: Sendable {
  private let design: RegionalDesign
  private let gram: SymmetricMatrix
  /// t × columns.
  private let cross: Matrix<Double>
  private let means: [Double]

  /// Assembles the equations of order n + k(d + 1).
  ///
  /// - Parameter design: the moments of the rows, region by region.
  /// - Complexity: O(k · n² · d).
  public init(_ design: RegionalDesign) {
    let (d, shared) = (design.componentCount, design.sharedCount)
    var gram = SymmetricMatrix(order: design.columnCount)
    var cross = Matrix<Double>(rowCount: design.targetCount, columnCount: design.columnCount)
    for row in 0..<shared {
      for column in 0...row { gram[row, column] = design.total.own[row, column] }
      for target in 0..<design.targetCount {
        cross[target, row] = design.total.targets[target, row]
      }
    }
    for (region, products) in design.regions.enumerated() {
      let start = shared + region * (d + 1)
      for row in 0...d {
        for column in 0...row { gram[start + row, start + column] = products.own[row, column] }
        for column in 0..<shared { gram[start + row, column] = products.inputs[row, column] }
        for target in 0..<design.targetCount {
          cross[target, start + row] = products.targets[target, row]
        }
      }
    }
    means = design.correctionMeans
    gram.addOuterProduct(of: Array(repeating: 0, count: shared) + means, scale: -1)
    self.design = design
    self.gram = gram
    self.cross = cross
  }

  /// The maps of least penalised error.
  ///
  /// - Parameters:
  ///   - sharedPenalty: λ₀ > 0.
  ///   - correctionPenalty: λ₁ > 0.
  /// - Throws: `RegressionError.factorization` when the equations are singular in double precision.
  /// - Complexity: O((n + k d)³).
  public func fit(
    sharedPenalty: Double, correctionPenalty: Double
  ) throws(RegressionError) -> CorrectedMaps {
    precondition(sharedPenalty >= 0 && correctionPenalty > 0, "penalties are positive")
    var system = gram
    let penalties = design.penalties(shared: sharedPenalty, corrections: correctionPenalty)
    for (index, penalty) in penalties.enumerated() { system[index, index] += penalty }
    let coefficients = try rethrowing(
      CholeskyFactor(system).solve(cross), as: RegressionError.factorization)
    return design.maps(
      coefficients, constants: Array(design.mean.suffix(design.targetCount)), means: means)
  }
}
