internal import Clustering
internal import LinearAlgebra
internal import PackedFormat
internal import Regression
internal import Student

/// Where the errors of a packed student come from: its integers beside the float student, step by
/// step.
///
/// The file does not say what a quantum of z, or of what stands before a head, is worth. It is
/// recovered from the two students by least squares: any value gives a valid bound, the writer's a
/// tight one.
struct StudentErrors: Sendable, Equatable {
  /// Real units per quantum of each input.
  let inputStep: Double
  /// Real units per quantum of each component of z, d values; 0 for one that is always 0, and empty
  /// without a projection.
  let projectionSteps: [Double]
  /// Real units per quantum of what the maps give, q values; 0 for one that is always 0.
  let mapSteps: [Double]
  /// The errors of z before it is rounded; nil without a projection.
  let projection: ErrorTerms?
  /// The errors of the score of each region, k × ..., in units of the real scores.
  let scores: ErrorTerms?
  /// The real score of regions 1 ..< k, of z: (c_j − c_0) · z − (‖c_j‖² − ‖c_0‖²)/2. Nil for k = 1.
  let gate: AffineMap?
  /// The errors of what the map of each region gives.
  let maps: [ErrorTerms]
  /// What remains of the head's weights and offsets.
  private let headResidual: AffineMap?
  private let head: StudentHead
  /// Real units per quantum of the outputs.
  private let outputStep: Double

  /// - Complexity: O(weights · d) with a projection, O(weights) without.
  init(_ student: QuantizedStudent, model: PiecewiseLinearModel) {
    inputStep = 1 / Double(student.header.inputMultiplier)
    outputStep = Double(student.header.outputScale)
    head = model.head
    let inputSteps = Array(repeating: inputStep, count: model.featureCount)
    var seen = inputSteps
    var z: ErrorTerms?
    if let map = model.projection, let integers = student.projection {
      projectionSteps = Self.steps(of: [map], integers: [integers], inputSteps: [inputSteps])
      seen = projectionSteps
      z = ErrorTerms(
        of: map, residual: map.residual(integers, outputSteps: projectionSteps, steps: inputSteps))
    } else {
      projectionSteps = []
    }
    projection = z
    var shared: [(AffineMap, IntegerMap)] = []
    if let map = model.sharedMap, let integers = student.sharedMap { shared = [(map, integers)] }
    mapSteps =
      student.head == nil
      ? Array(repeating: outputStep, count: model.mapOutputCount)
      : Self.steps(
        of: model.maps + shared.map(\.0), integers: student.regionMaps + shared.map(\.1),
        inputSteps: model.maps.map { _ in seen } + shared.map { _ in inputSteps })
    maps = zip(model.maps, student.regionMaps).map { [mapSteps] map, integers in
      let residual = map.residual(integers, outputSteps: mapSteps, steps: seen)
      var terms =
        z.map { ErrorTerms(of: map, residual: residual, seeing: $0) }
        ?? ErrorTerms(of: map, residual: residual)
      terms.addHalves(of: mapSteps)
      for (map, integers) in shared {
        let residual = map.residual(integers, outputSteps: mapSteps, steps: inputSteps)
        terms.add(ErrorTerms(of: map, residual: residual))
        terms.addHalves(of: mapSteps)
      }
      return terms
    }
    let outputSteps = Array(repeating: outputStep, count: model.outputCount)
    if let layer = model.head.layer, let integers = student.head {
      headResidual = layer.residual(integers, outputSteps: outputSteps, steps: mapSteps)
    } else {
      headResidual = nil
    }
    let gate = student.gate.map { _ in AffineMap(scoring: model.partition.centroids) }
    self.gate = gate
    if let gate, let integers = student.gate {
      scores = Self.scores(gate, integers, steps: seen, z: z)
    } else {
      scores = nil
    }
  }

  /// The errors of the outputs in one region, or of sums of them.
  ///
  /// - Parameter weights: of the outputs in each sum, s × C; nil for each output alone.
  func outputs(in region: Int, combinedBy weights: Matrix<Double>? = nil) -> ErrorTerms {
    guard let layer = head.layer, let headResidual else {
      return weights.map { maps[region].combined(by: $0) } ?? maps[region]
    }
    let isRectified = head.kind == .rectified
    var own = ErrorTerms(of: layer, residual: headResidual)
    own.addHalves(of: Array(repeating: outputStep, count: layer.outputCount))
    if let weights { own = own.combined(by: weights) }
    var terms = maps[region].combined(by: own.rounding, isRectified: isRectified)
    terms.activations = own.rounding
    terms.activationQuanta = own.quanta
    for row in 0..<terms.rowCount {
      // Offsets that are magnitudes take those of the head as one.
      let offset = own.offsets[row, 0]
      terms.offsets[row, 0] += isRectified ? abs(offset) : offset
      terms.steps[row, 0] += own.steps[row, 0]
    }
    return terms
  }

  /// The errors of all scores on a common scale, with region 0, which scores 0, in the first row.
  private static func scores(
    _ gate: AffineMap, _ integers: IntegerGate, steps: [Double], z: ErrorTerms?
  ) -> ErrorTerms {
    var fit = LeastSquares()
    for row in 0..<integers.rowCount {
      fit.add(gate, integers.weights, row: row, factor: 1, steps: steps)
    }
    // Scores compare on any scale that is not negative.
    let scales = Array(repeating: max(0, fit.scale), count: integers.rowCount)
    let residual = gate.residual(
      weights: integers.weights, biases: integers.biases, scales: scales, steps: steps)
    let terms =
      z.map { ErrorTerms(of: gate, residual: residual, seeing: $0) }
      ?? ErrorTerms(of: gate, residual: residual)
    var padding = Matrix<Double>(rowCount: gate.outputCount + 1, columnCount: gate.outputCount)
    for row in 0..<gate.outputCount { padding[row + 1, row] = 1 }
    return terms.combined(by: padding)
  }

  /// What a quantum of each row is worth, when all `maps` are requantised to one grid.
  private static func steps(
    of maps: [AffineMap], integers: [IntegerMap], inputSteps: [[Double]]
  ) -> [Double] {
    (0..<integers[0].rowCount).map { row in
      var fit = LeastSquares()
      for (index, map) in maps.enumerated() {
        let (integers, factor) = (integers[index], integers[index].factor(row))
        fit.add(map, integers.weights, row: row, factor: factor, steps: inputSteps[index])
        fit.add(map.offsets[row], factor * Double(integers.biases[row]))
      }
      return max(0, fit.scale)
    }
  }
}

/// The g for which g × integers is nearest to real values.
private struct LeastSquares {
  private var product = 0.0
  private var square = 0.0

  /// 0 when all integers are 0.
  var scale: Double { square > 0 ? product / square : 0 }

  mutating func add(_ real: Double, _ integer: Double) {
    product += real * integer
    square += integer * integer
  }

  /// Adds the weights of a row: w h against `factor` · ŵ.
  mutating func add(
    _ map: AffineMap, _ weights: [Int8], row: Int, factor: Double, steps: [Double]
  ) {
    for (column, step) in steps.enumerated() {
      add(
        map.weights[row, column] * step,
        factor * Double(weights[row * map.featureCount + column]))
    }
  }
}

extension IntegerMap {
  /// The requantisation of a row as a real factor.
  fileprivate func factor(_ row: Int) -> Double {
    Double(multipliers[row])
      * Double(sign: .plus, exponent: -Int(shifts[row]), significand: 1)
  }
}

extension AffineMap {
  /// Scores that are largest where the distance to a centroid is least, of centroids 1 ..< k against
  /// centroid 0.
  fileprivate init(scoring centroids: Matrix<Double>) {
    let origin = centroids[row: 0]
    let size = origin.reduce(0) { $0 + $1 * $1 }
    let others = 1..<centroids.rowCount
    self.init(
      weights: Matrix(
        rowCount: others.count, columnCount: centroids.columnCount,
        elements: others.flatMap { zip(centroids[row: $0], origin).map { $0 - $1 } }),
      offsets: others.map { (size - centroids[row: $0].reduce(0) { $0 + $1 * $1 }) / 2 })
  }

  /// What int8 leaves of this map whose outputs count in `outputSteps`.
  fileprivate func residual(
    _ integers: IntegerMap, outputSteps: [Double], steps: [Double]
  ) -> AffineMap {
    residual(
      weights: integers.weights, biases: integers.biases,
      scales: outputSteps.enumerated().map { $1 * integers.factor($0) }, steps: steps)
  }
}
