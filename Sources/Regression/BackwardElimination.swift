internal import LinearAlgebra

/// The order in which features can be left out of affine maps.
///
/// Backward elimination in closed form. When feature i is left out, the remaining features take
/// over the part that they explain. In mean square the outputs change by Σ_j p_j ‖B_j e_i‖² / H_ii.
/// Here H is the inverse of the penalised covariance of the features before the step, and p_j the
/// weight of region j. 1 / H_ii is the variance of the feature that the others do not explain. So
/// one of several neighbouring samples of a waveform stands for all. After each step the maps take
/// over and H loses the feature. (Hassibi and Stork 1993, "Second order derivatives for network
/// pruning: optimal brain surgeon", NIPS 5, with the outputs of the maps for the error.)
public struct BackwardElimination: Sendable {
  /// H, n × n; defined for the features that are still there.
  private var inverse: Matrix<Double>
  /// √p_j B_j, one map below the other, k t × n.
  private var weights: Matrix<Double>

  /// - Parameters:
  ///   - maps: of the regions of `design`.
  ///   - design: the moments of the rows that the maps were fitted to.
  ///   - penalty: λ₀ > 0, relative to the mean variance of a feature.
  /// - Throws: `RegressionError.factorization` when the covariance is singular in double precision.
  /// - Complexity: O(n³).
  public init(
    _ maps: CorrectedMaps, design: RegionalDesign, penalty: Double
  ) throws(RegressionError) {
    precondition(penalty > 0, "a penalty is positive")
    let n = design.featureCount
    var covariance = SymmetricMatrix(order: n)
    for row in 0..<n {
      for column in 0...row { covariance[row, column] = design.total.own[row, column] }
    }
    var identity = Matrix<Double>(rowCount: n, columnCount: n)
    for index in 0..<n {
      covariance[index, index] += penalty * design.featureScale
      identity[index, index] = 1
    }
    inverse = try rethrowing(
      CholeskyFactor(covariance).solve(identity), as: RegressionError.factorization)
    let regionMaps = maps.regionMaps
    weights = Matrix(
      rowCount: design.regionCount * design.targetCount, columnCount: n,
      elements: zip(regionMaps, design.regions).flatMap { map, products in
        let root = max(0, products.weight).squareRoot()
        return map.weights.elements.map { $0 * root }
      })
  }

  /// The order of the inputs whose coordinates `maps` read, as by `order()`.
  ///
  /// - Parameters:
  ///   - maps: of the regions of `design`, of the coordinates.
  ///   - design: the products of the rows that the maps were fitted to.
  ///   - penalty: λ₀ > 0, relative to the mean variance of an input.
  ///   - span: the inputs that the coordinates are of, n of them in r coordinates.
  /// - Throws: `RegressionError.factorization` when the covariance is not finite.
  /// - Complexity: O(n² · (r + k t) + n · r²).
  public static func order(
    of maps: CorrectedMaps, design: RegionalDesign, penalty: Double, span: RowSpan
  ) throws(RegressionError) -> [Int] {
    try SpanElimination(maps, design: design, penalty: penalty, span: span).order()
  }

  /// All features, the one that is missed least first; of equal ones the lowest first.
  ///
  /// - Complexity: O(n² · (n + k t)).
  public func order() -> [Int] {
    var state = self
    var remaining = Array(0..<inverse.rowCount)
    var order: [Int] = []
    while !remaining.isEmpty {
      let costs = remaining.map { state.cost(of: $0) }
      let least = costs.indices.reduce(0) { costs[$1] < costs[$0] ? $1 : $0 }
      let feature = remaining.remove(at: least)
      state.eliminate(feature, keeping: remaining)
      order.append(feature)
    }
    return order
  }

  /// The mean square by which the outputs change without a feature.
  func cost(of feature: Int) -> Double {
    var sum = 0.0
    for row in 0..<weights.rowCount { sum += weights[row, feature] * weights[row, feature] }
    return sum / inverse[feature, feature]
  }

  private mutating func eliminate(_ feature: Int, keeping others: [Int]) {
    let shares = others.map { inverse[feature, $0] / inverse[feature, feature] }
    for row in 0..<weights.rowCount {
      let weight = weights[row, feature]
      for (other, share) in zip(others, shares) { weights[row, other] -= weight * share }
    }
    for row in others {
      let factor = inverse[row, feature]
      for (other, share) in zip(others, shares) { inverse[row, other] -= factor * share }
    }
  }
}
