internal import LinearAlgebra

/// Backward elimination as by `BackwardElimination`, of inputs that a span has the coordinates of.
///
/// The covariance of the inputs is AᵀA with A of r × n. So H = (1 − Aᵀ (α + A Aᵀ)⁻¹ A) / α, and a
/// step changes a matrix of r × r by a product of two vectors (Sherman and Morrison 1950). No matrix
/// of n × n is formed.
struct SpanElimination {
  /// α: the penalty in the units of the inputs.
  private let penalty: Double
  /// Aᵀ of the inputs that are still there, m × r.
  private var factors: Matrix<Double>
  /// (α + A Aᵀ)⁻¹, r × r.
  private var inverse: Matrix<Double>
  /// a_iᵀ (α + A Aᵀ)⁻¹ a_i of each of them.
  private var explained: [Double]
  /// √p_j B_j, one map beside the other, m × k t.
  private var weights: Matrix<Double>
  /// The inputs that are still there, and others where a row of `factors` is not needed any more.
  private var inputs: [Int]
  private var isLeft: [Bool]

  /// - Parameters:
  ///   - maps: of the regions of `design`, of the coordinates.
  ///   - penalty: λ₀ > 0, relative to the mean variance of an input.
  ///   - span: the inputs that the coordinates are of.
  /// - Throws: `RegressionError.factorization` when the covariance is singular in double precision.
  /// - Complexity: O(r³ + r² · n).
  init(
    _ maps: CorrectedMaps, design: RegionalDesign, penalty: Double, span: RowSpan
  ) throws(RegressionError) {
    let r = span.coordinateCount
    let decomposition = try rethrowing(
      Eigendecomposition(design.total.covariance), as: RegressionError.factorization)
    let alpha = penalty * design.featureScale
    self.penalty = alpha
    var axes = decomposition.vectors
    for row in 0..<r {
      let scale = max(0, decomposition.values[row]).squareRoot()
      for column in 0..<r { axes[row, column] *= scale }
    }
    let a = axes.multiplied(by: span.map.weights)
    // V has orthonormal rows, so that A Aᵀ is diagonal.
    inverse = Matrix(rowCount: r, columnCount: r)
    for row in 0..<r { inverse[row, row] = 1 / (alpha + max(0, decomposition.values[row])) }
    factors = a.transposed
    explained = (0..<factors.rowCount).map { [inverse, factors] input in
      factors[row: input].enumerated().reduce(0) { $0 + $1.1 * $1.1 * inverse[$1.0, $1.0] }
    }
    let regionMaps = maps.regionMaps
    let stacked = Matrix(
      rowCount: design.regionCount * design.targetCount, columnCount: r,
      elements: zip(regionMaps, design.regions).flatMap { map, products in
        let root = max(0, products.weight).squareRoot()
        return map.weights.elements.map { $0 * root }
      })
    weights = stacked.multiplied(by: span.map.weights).transposed
    inputs = Array(0..<factors.rowCount)
    isLeft = Array(repeating: true, count: inputs.count)
  }

  /// All inputs, the one that is missed least first; of equal ones the lowest first.
  ///
  /// - Complexity: O(n · (n · (r + k t) + r²)).
  func order() -> [Int] {
    var state = self
    var order: [Int] = []
    let count = inputs.count
    while order.count < count {
      order.append(state.eliminateLeast())
      if 2 * (count - order.count) < state.inputs.count { state.compact() }
    }
    return order
  }

  /// Leaves out the input that is missed least; returns it.
  private mutating func eliminateLeast() -> Int {
    var least: (row: Int, cost: Double)?
    for row in inputs.indices where isLeft[row] {
      let cost =
        weights[row: row].reduce(0) { $0 + $1 * $1 } * penalty / rest(row)
      if cost < least?.cost ?? .infinity { least = (row, cost) }
    }
    let row = least?.row ?? isLeft.firstIndex(of: true) ?? 0
    let own = Matrix(
      rowCount: 1, columnCount: factors.columnCount, elements: Array(factors[row: row]))
    let step = own.multiplied(byTransposeOf: inverse)
    let shares = factors.multiplied(byTransposeOf: step).elements
    let scale = 1 / rest(row)
    for other in inputs.indices where isLeft[other] && other != row {
      let share = shares[other] * scale
      explained[other] += shares[other] * share
      for column in 0..<weights.columnCount {
        weights[other, column] += weights[row, column] * share
      }
    }
    for first in 0..<inverse.rowCount {
      let factor = step.elements[first] * scale
      for second in 0..<inverse.columnCount {
        inverse[first, second] += factor * step.elements[second]
      }
    }
    isLeft[row] = false
    return inputs[row]
  }

  /// α H_ii, the share of an input that the others do not explain; above 0 but for rounding.
  private func rest(_ row: Int) -> Double { max(1 - explained[row], .ulpOfOne) }

  /// Forgets the inputs that are left out.
  private mutating func compact() {
    let rows = inputs.indices.filter { isLeft[$0] }
    factors = factors.gathering(rows: rows)
    weights = weights.gathering(rows: rows)
    explained = rows.map { explained[$0] }
    inputs = rows.map { inputs[$0] }
    isLeft = Array(repeating: true, count: rows.count)
  }
}
