internal import Clustering
internal import HostRuntime
internal import PackedFormat
internal import Regression
internal import Rows
internal import Student

/// Where the errors of a packed student come from: its integers beside the float student, step by
/// step.
///
/// The file does not state the worth of a quantum of z, or of the values before a head. Least
/// squares recovers it from the two students. Any value gives a valid bound, the writer's a tight
/// one.
struct StudentErrors: Sendable, Equatable {
  /// Real units per quantum of each input, n values; 0 for one that is always 0.
  let inputSteps: [Double]
  /// Real units per quantum of each component of z, d values; 0 for one that is always 0, and empty
  /// without a projection.
  let projectionSteps: [Double]
  /// Real units per quantum of the maps' results, q values; 0 for one that is always 0.
  let mapSteps: [Double]
  /// The errors of z before it is rounded; nil without a projection.
  let projection: ErrorTerms?
  /// The errors of the score of each region, k × ..., in units of the real scores.
  let scores: ErrorTerms?
  /// The real score of regions 1 ..< k, of z: (c_j − c_i) · z − (‖c_j‖² − ‖c_i‖²)/2, where i is the
  /// lowest region that the integers can take. Nil for k = 1.
  let gate: AffineMap?
  /// Whether the integers can take each region, k values. Only those have scores that compare.
  let isReachable: [Bool]
  /// The errors of the results of each region's map.
  let maps: [ErrorTerms]
  /// The head's weights and offsets less their integers.
  private let headResidual: AffineMap?
  private let head: StudentHead
  /// Real units per quantum of the outputs.
  private let outputStep: Double

  /// - Parameter aligned: the float student, seen as the integers count.
  /// - Complexity: O(weights · d) with a projection, O(weights) without.
  init(_ student: QuantizedStudent, aligned: AlignedModel) {
    let (model, inputSteps) = (aligned.model, aligned.grid.steps)
    let outputStep = Double(student.header.outputScale)
    func match(_ map: AffineMap?, _ integers: IntegerMap?, _ steps: [Double]) -> MatchedMap? {
      guard let map, let integers else { return nil }
      return MatchedMap(real: map, integers: integers, inputSteps: steps)
    }
    let first = match(model.projection, student.projection, inputSteps)
    let projectionSteps = first.map { MatchedMap.outputSteps(of: [$0]) } ?? []
    let z = first?.errors(outputSteps: projectionSteps)
    let seen = first == nil ? inputSteps : projectionSteps
    let shared = match(model.sharedMap, student.sharedMap, inputSteps)
    let regional = zip(model.maps, student.regionMaps).map {
      MatchedMap(real: $0, integers: $1, inputSteps: seen)
    }
    let mapSteps =
      student.head == nil
      ? Array(repeating: outputStep, count: model.mapOutputCount)
      : MatchedMap.outputSteps(of: regional + (shared.map { [$0] } ?? []))
    let sharedErrors = shared?.errors(outputSteps: mapSteps)
    maps = regional.map { map in
      var terms = map.errors(outputSteps: mapSteps, seeing: z)
      terms.addHalves(of: mapSteps)
      guard let sharedErrors else { return terms }
      terms.add(sharedErrors)
      terms.addHalves(of: mapSteps)
      return terms
    }
    head = model.head
    headResidual = match(model.head.layer, student.head, mapSteps)?
      .residual(outputSteps: Array(repeating: outputStep, count: model.outputCount))
    let reachable = ReachableGate(student, isPlain: aligned.grid.form == .plain)
    let gate = reachable.map { gate in
      AffineMap(scoring: model.partition.centroids, from: gate.origin)
    }
    scores = gate.flatMap { gate in
      reachable.map { Self.scores(gate, $0, steps: seen, z: z) }
    }
    self.gate = gate
    isReachable = reachable?.isReachable ?? [true]
    projection = z
    self.inputSteps = inputSteps
    self.outputStep = outputStep
    self.projectionSteps = projectionSteps
    self.mapSteps = mapSteps
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

  /// The errors of all scores on a common scale, with region 0 in the first row; those of regions that
  /// the integers cannot take are of no use.
  private static func scores(
    _ gate: AffineMap, _ integers: ReachableGate, steps: [Double], z: ErrorTerms?
  ) -> ErrorTerms {
    var fit = LeastSquares()
    for row in 0..<integers.rowCount where integers.isReachable[row + 1] {
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
}

extension AffineMap {
  /// Scores that are largest where the distance to a centroid is least, of centroids 1 ..< k
  /// against the centroid `origin`.
  fileprivate init(scoring centroids: Matrix<Double>, from origin: Int) {
    let origin = centroids[row: origin]
    let size = origin.reduce(0) { $0 + $1 * $1 }
    let others = 1..<centroids.rowCount
    self.init(
      weights: Matrix(
        rowCount: others.count, columnCount: centroids.columnCount,
        elements: others.flatMap { zip(centroids[row: $0], origin).map { $0 - $1 } }),
      offsets: others.map { (size - centroids[row: $0].reduce(0) { $0 + $1 * $1 }) / 2 })
  }
}
