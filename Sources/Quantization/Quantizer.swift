public import HostRuntime
internal import PackedFormat
internal import Regression
public import Rows
public import Student

/// Turns a float student into int8: symmetric weights with a scale per output row, int8 inputs with
/// one calibrated scale, int32 biases, one int32 grid for the outputs.
public struct Quantizer: Sendable, Equatable {
  /// How the input range is chosen.
  public var calibration: Calibration
  /// The device's steps for converter counts.
  public var frontEnd: FrontEnd

  /// A quantiser; the default chooses the ranges itself and takes floats only.
  public init(calibration: Calibration = .automatic, frontEnd: FrontEnd = FrontEnd()) {
    self.calibration = calibration
    self.frontEnd = frontEnd
  }

  /// The result of quantisation.
  public struct Result: Sendable {
    /// The integers, with their scales.
    public let student: QuantizedStudent
    /// How the ranges were chosen, and the values that they clip.
    public let calibration: CalibrationReport
  }

  /// Quantises `model`.
  ///
  /// With a projection, every alternative for the range of the inputs is tried with every one for
  /// the range of z.
  ///
  /// - Parameters:
  ///   - model: a float student, finite.
  ///   - inputs: calibration rows, N × n; some thousands suffice.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `QuantizationError`.
  /// - Complexity: O(N) inferences per alternative, and O(N · n log(N · n)) to rank magnitudes.
  public func quantize(
    _ model: PiecewiseLinearModel, calibratingOn inputs: Matrix<Float>, parallelism: Parallelism
  ) throws(QuantizationError) -> Result {
    precondition(inputs.columnCount == model.featureCount, "calibration rows of another width")
    try frontEnd.check(featureCount: model.featureCount)
    let deviation = try frontEnd.deviation(of: inputs)
    let magnitudes = Magnitudes(inputs.elements)
    let ranges = model.activationRanges(on: inputs)
    let expected = model.predict(inputs).outputs
    let methods = calibration == .automatic ? Calibration.alternatives : [calibration]
    let projected: [ProjectionRange?] =
      model.projection == nil
      ? [nil] : ProjectionRange.alternatives(methods, for: model.components(of: inputs))
    var best: Result?
    for method in methods {
      let limit = magnitudes.limit(method)
      for range in projected {
        let student = try student(
          model, limit: limit, projectionLimits: range?.limits, activationRanges: ranges,
          deviation: deviation)
        let error = try Self.error(
          of: student, on: inputs, expected: expected, parallelism: parallelism)
        if let current = best, error >= current.calibration.outputError { continue }
        let report = CalibrationReport(
          method: method.name, limit: limit,
          inputScale: 1 / Double(student.header.inputMultiplier),
          clippedShare: magnitudes.share(beyond: limit), sampleCount: inputs.rowCount,
          outputError: error, projectionMethod: range?.method.name,
          projectionClippedShare: range?.clippedShare)
        best = Result(student: student, calibration: report)
      }
    }
    guard let best else { preconditionFailure("there is at least one alternative") }
    return best
  }

  private static func error(
    of student: QuantizedStudent, on inputs: Matrix<Float>, expected: Matrix<Double>,
    parallelism: Parallelism
  ) throws(QuantizationError) -> Double {
    let prediction = try rethrowing(
      student.predict(inputs, parallelism: parallelism), as: QuantizationError.notPackable)
    let scale = Double(student.header.outputScale)
    var sum = 0.0
    for (index, value) in prediction.logits.enumerated() {
      let error = Double(value) * scale - expected.elements[index]
      sum += error * error
    }
    return (sum / Double(max(1, expected.elements.count))).squareRoot()
  }

  private func student(
    _ model: PiecewiseLinearModel, limit: Double, projectionLimits: [Double]?,
    activationRanges: [Double]?, deviation: Double
  ) throws(QuantizationError) -> QuantizedStudent {
    let multiplier = Float(127 / limit)
    try Self.check("input limit", limit, multiplier)
    let inputScales = Array(repeating: 1 / Double(multiplier), count: model.featureCount)
    let projection = try model.projection.map { map throws(QuantizationError) in
      try QuantizedRows(map, inputScales: inputScales)
    }
    var gateScales = inputScales
    if let projection, let projectionLimits {
      gateScales = Self.grid(for: [projection], ranges: projectionLimits)
    }
    let gate =
      try model.regionCount > 1 ? IntegerGate(model.partition, scales: gateScales) : nil
    let shared = try model.sharedMap.map { map throws(QuantizationError) in
      try QuantizedRows(map, inputScales: inputScales)
    }
    let regional = try model.maps.map { map throws(QuantizationError) in
      try QuantizedRows(map, inputScales: gateScales)
    }
    let outputs = try OutputStage(
      of: regional + (shared.map { [$0] } ?? []), layer: model.head.layer,
      ranges: activationRanges)
    let header = try header(
      model, inputMultiplier: multiplier, outputScale: outputs.outputScale, deviation: deviation)
    return QuantizedStudent(
      header: header, projection: projection?.requantized(to: gateScales), gate: gate,
      sharedMap: shared?.requantized(to: outputs.mapScales),
      regionMaps: regional.map { $0.requantized(to: outputs.mapScales) }, head: outputs.head)
  }

  fileprivate static func check(
    _ what: String, _ value: Double, _ scale: Float
  ) throws(QuantizationError) {
    guard scale >= 0x1p-64, scale < 0x1p65 else {
      throw .scaleOutOfRange(what: what, value: value)
    }
  }

  private func header(
    _ model: PiecewiseLinearModel, inputMultiplier: Float, outputScale: Float, deviation: Double
  ) throws(QuantizationError) -> PackedHeader {
    let shape = PackedShape(
      inputCount: model.featureCount, regionCount: model.regionCount,
      outputCount: model.outputCount, componentCount: model.projection?.outputCount,
      headInputCount: model.head.layer?.featureCount, hasSharedMap: model.sharedMap != nil)
    let window = try frontEnd.window(inputMultiplier: inputMultiplier, deviation: deviation)
    let counts = try frontEnd.counts(inputMultiplier: inputMultiplier)
    do {
      let header = try PackedHeader(
        shape: shape, isRectified: model.head.kind == .rectified,
        hasLogits: model.head.kind != .absent, inputMultiplier: inputMultiplier,
        outputScale: outputScale, window: window, counts: counts)
      // A shape that no file can hold is refused before it is judged.
      _ = try PackedLayout(shape)
      return header
    } catch {
      throw .notPackable(error)
    }
  }
}

/// The stage after the maps, and the grids that it needs.
private struct OutputStage {
  /// Units per quantum of the maps' results, q values: the activations before a head, or the
  /// outputs.
  let mapScales: [Double]
  let head: IntegerMap?
  /// Units per int32 quantum of the outputs.
  let outputScale: Float

  /// - Parameters:
  ///   - maps: all maps of q rows, those that are added to one another on one grid.
  ///   - layer: the head, C × q; nil for none.
  ///   - ranges: the largest magnitude of each activation, q values; nil without a head.
  init(
    of maps: [QuantizedRows], layer: AffineMap?, ranges: [Double]?
  ) throws(QuantizationError) {
    guard let layer, let ranges else {
      outputScale = try Self.outputScale(for: maps)
      mapScales = Array(repeating: Double(outputScale), count: maps[0].rowCount)
      head = nil
      return
    }
    mapScales = Quantizer.grid(for: maps, ranges: ranges)
    let rows = try QuantizedRows(layer, inputScales: mapScales)
    outputScale = try Self.outputScale(for: [rows])
    head = rows.requantized(to: Array(repeating: Double(outputScale), count: rows.rowCount))
  }

  /// As fine as requantisation allows.
  private static func outputScale(for rows: [QuantizedRows]) throws(QuantizationError) -> Float {
    let coarsest = rows.reduce(0) { max($0, $1.scales.max() ?? 0) }
    guard coarsest > 0 else { return 1 }
    let scale = Float(coarsest * Requantizer.coarsening)
    try Quantizer.check("output scale", Double(scale), scale)
    return scale
  }
}

extension Quantizer {
  /// Units per int8 quantum of each component of z, or of each activation: its range over 127, and
  /// never so fine that the requantisation factor reaches 1/4.
  fileprivate static func grid(for rows: [QuantizedRows], ranges: [Double]) -> [Double] {
    ranges.indices.map { index in
      let finest = rows.reduce(0) { max($0, $1.scales[index]) } * Requantizer.coarsening
      return max(ranges[index] / 127, finest)
    }
  }
}

extension PiecewiseLinearModel {
  /// The largest magnitude that each activation takes before the head, q values; nil without one.
  fileprivate func activationRanges(on inputs: Matrix<Float>) -> [Double]? {
    guard head.layer != nil else { return nil }
    let activations = PiecewiseLinearModel(
      projection: projection, partition: partition, sharedMap: sharedMap, maps: maps, head: .absent
    ).predict(inputs).outputs
    var ranges = [Double](repeating: 0, count: mapOutputCount)
    for row in 0..<activations.rowCount {
      for column in 0..<mapOutputCount {
        let value = activations[row, column]
        ranges[column] = max(ranges[column], head.kind == .rectified ? value : abs(value))
      }
    }
    return ranges
  }
}
