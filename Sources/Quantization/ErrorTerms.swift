internal import LinearAlgebra
internal import Regression

/// The errors of some quantities, a row for each. An error is real value − int8 value × unit, as a
/// linear form of everything that rounding and limiting change.
///
///     error = rounding · r + quanta · q + projection · p + projectedQuanta · ẑ
///           + activations · a + activationQuanta · m̂ + offsets + steps · ρ
///
/// Let m be the values before a head. r are the errors of the inputs in their unit. q, ẑ and m̂ are
/// the quanta of inputs, z and m. p and a are the changes of z and m by rounding and limiting, and
/// |ρ| ≤ 1. A form keeps signs, so that an error shared by two paths through a student is counted
/// once.
struct ErrorTerms: Sendable, Equatable {
  /// r × n, real units per unit of input.
  var rounding: Matrix<Double>
  /// r × n, real units per quantum: the error from rounding weights.
  var quanta: Matrix<Double>
  /// r × d, real units per unit of z; no column without a projection.
  var projection: Matrix<Double>
  /// r × d, real units per quantum of z.
  var projectedQuanta: Matrix<Double>
  /// r × q, real units per unit; no column where nothing is limited on the way.
  var activations: Matrix<Double>
  /// r × q, real units per quantum.
  var activationQuanta: Matrix<Double>
  /// r × 1: the error from rounding biases.
  var offsets: Matrix<Double>
  /// r × 1, not negative: half steps of requantisation that no other path shares.
  var steps: Matrix<Double>

  /// The number of quantities, r.
  var rowCount: Int { rounding.rowCount }

  /// The errors of a map of the inputs.
  ///
  /// - Parameter residual: see `AffineMap.residual`.
  init(of map: AffineMap, residual: AffineMap) {
    let none = Matrix<Double>(rowCount: map.outputCount, columnCount: 0)
    rounding = map.weights
    quanta = residual.weights
    projection = none
    projectedQuanta = none
    activations = none
    activationQuanta = none
    offsets = Matrix(column: residual.offsets)
    steps = Matrix(rowCount: map.outputCount, columnCount: 1)
  }

  /// The errors of a map of z.
  ///
  /// - Parameter z: the errors of z before its own rounding.
  init(of map: AffineMap, residual: AffineMap, seeing z: ErrorTerms) {
    self = z.combined(by: map.weights)
    projection = map.weights
    projectedQuanta = residual.weights
    offsets.add(Matrix(column: residual.offsets))
  }

  /// The errors of sums of these quantities, `weights` · quantities.
  ///
  /// - Parameters:
  ///   - weights: s × r.
  ///   - isRectified: whether negative quantities become 0 before. An error of such a quantity is
  ///     carried on in some share between 0 and 1, which differs from row to row: coefficients are
  ///     then the largest magnitudes that any shares give, (|weights| · |terms| + |weights ·
  ///     terms|) / 2.
  /// - Complexity: O(s · r · (n + d)).
  func combined(by weights: Matrix<Double>, isRectified: Bool = false) -> ErrorTerms {
    let magnitudes = weights.magnitudes
    func product(_ terms: Matrix<Double>) -> Matrix<Double> {
      let product = weights.multiplied(by: terms)
      guard isRectified else { return product }
      var largest = magnitudes.multiplied(by: terms.magnitudes)
      for (index, value) in product.elements.enumerated() {
        largest.elements[index] = (largest.elements[index] + abs(value)) / 2
      }
      return largest
    }
    var terms = self
    terms.rounding = product(rounding)
    terms.quanta = product(quanta)
    terms.projection = product(projection)
    terms.projectedQuanta = product(projectedQuanta)
    terms.activations = product(activations)
    terms.activationQuanta = product(activationQuanta)
    terms.offsets = product(offsets)
    terms.steps = magnitudes.multiplied(by: steps)
    return terms
  }

  /// Adds other quantities, and with them errors, row by row.
  mutating func add(_ other: ErrorTerms) {
    rounding.add(other.rounding)
    quanta.add(other.quanta)
    offsets.add(other.offsets)
    steps.add(other.steps)
  }

  /// Adds half a step of its grid to each quantity.
  mutating func addHalves(of units: [Double]) {
    steps.add(Matrix(column: units.map { $0 / 2 }))
  }
}

/// The largest factors of `ErrorTerms`.
struct ErrorLimits: Sendable, Equatable {
  /// Of each input, in its unit: n values.
  let inputErrors: [Double]
  /// The unit of ‖x‖₂ per quantum.
  let normUnit: Double
  /// The largest ‖q‖₂ of the quanta of an input.
  let quantaNorm: Double
  /// The largest quanta of an input: 127 or 32,767.
  let largestInput: Double
  /// The largest quanta of a component of z: 127 or 32,767.
  let largestComponent: Double
  /// Half a step of each component of z, in its unit: d values.
  var projectionHalves: [Double] = []

  /// A factor on every bound, for the rounding of binary64. A row of n inputs sums to a relative
  /// error of n · 2⁻⁵³ in terms that are at most 2⁸ times the half quanta in the bound, or 2¹⁶ times
  /// with 16 bits. An offset is at most 2³⁰ of the steps whose half is in the bound. All errors are
  /// far below the added 2⁻¹⁶.
  static let inflation = 1 + 0x1p-16

  /// The largest magnitude of each quantity's error, r values.
  ///
  /// - Complexity: O(r · (n + d + q)).
  func bounds(of terms: ErrorTerms) -> [Double] {
    (0..<terms.rowCount).map { row in
      let rounding = zip(terms.rounding[row: row], inputErrors).reduce(0) {
        $0 + abs($1.0) * $1.1
      }
      let weights = terms.quanta[row: row]
      let quanta = min(largestInput * weights.sumOfMagnitudes, quantaNorm * weights.norm)
      let projection = zip(terms.projection[row: row], projectionHalves).reduce(0) {
        $0 + abs($1.0) * $1.1
      }
      let inner =
        largestComponent / 127 * terms.projectedQuanta[row: row].sumOfMagnitudes
        + terms.activationQuanta[row: row].sumOfMagnitudes
      let bound = rounding + quanta + projection + 127 * inner
      return (bound + abs(terms.offsets[row, 0]) + terms.steps[row, 0]) * Self.inflation
    }
  }

  /// How much larger the errors may be for an input that exceeds the limits, r values.
  func allowances(for excess: RangeExcess, of terms: ErrorTerms) -> [Double] {
    guard !excess.isEmpty else { return Array(repeating: 0, count: terms.rowCount) }
    return (0..<terms.rowCount).map { row in
      var allowance = 0.0
      func add(_ weights: ArraySlice<Double>, _ excess: [Double]) {
        for (weight, excess) in zip(weights, excess) where excess > 0 {
          allowance += abs(weight) * excess
        }
      }
      add(terms.rounding[row: row], excess.inputs)
      add(terms.projection[row: row], excess.projection)
      add(terms.activations[row: row], excess.activations)
      if excess.norm > 0 { allowance += excess.norm / normUnit * terms.quanta[row: row].norm }
      return allowance * Self.inflation
    }
  }
}

/// How far an input lies outside the calibrated range, in real units.
struct RangeExcess {
  /// n values; empty for none.
  var inputs: [Double] = []
  /// Of ‖x‖₂, in its unit.
  var norm = 0.0
  /// The largest loss of each component of z by limiting; empty for none.
  var projection: [Double] = []
  /// The largest loss of each value before the head by limiting; empty for none.
  var activations: [Double] = []

  /// Whether the input lies within the range.
  var isEmpty: Bool {
    inputs.isEmpty && norm == 0 && projection.isEmpty && activations.isEmpty
  }

  /// `values` beyond `limits`; empty for none.
  static func beyond(_ limits: [Double], _ values: some Sequence<Double>) -> [Double] {
    let excess = zip(values, limits).map { max(0, $0 - $1) }
    return excess.allSatisfy { $0 == 0 } ? [] : excess
  }
}

extension AffineMap {
  /// This map less its integers: weights w h − s ŵ per quantum of each input, offsets o − s b̂.
  ///
  /// - Parameters:
  ///   - weights: ŵ, row after row.
  ///   - scales: s of each row, real units per unit of its accumulator.
  ///   - steps: h, real units per quantum of each input; 0 for one whose quanta are always 0.
  func residual<Weight: BinaryInteger, Bias: BinaryInteger>(
    weights integers: [Weight], biases: [Bias], scales: [Double], steps: [Double]
  ) -> AffineMap {
    var residual = self
    for row in 0..<outputCount {
      for (column, step) in steps.enumerated() {
        let own = scales[row] * Double(integers[row * featureCount + column])
        residual.weights[row, column] = step > 0 ? weights[row, column] * step - own : 0
      }
      residual.offsets[row] -= scales[row] * Double(biases[row])
    }
    return residual
  }
}

extension ArraySlice<Double> {
  fileprivate var sumOfMagnitudes: Double { reduce(0) { $0 + abs($1) } }
  fileprivate var norm: Double { reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

extension Matrix<Double> {
  fileprivate init(column: [Double]) {
    self.init(rowCount: column.count, columnCount: 1, elements: column)
  }

  fileprivate var magnitudes: Matrix {
    Matrix(rowCount: rowCount, columnCount: columnCount, elements: elements.map { abs($0) })
  }

  fileprivate mutating func add(_ other: Matrix) {
    for index in elements.indices { elements[index] += other.elements[index] }
  }
}
