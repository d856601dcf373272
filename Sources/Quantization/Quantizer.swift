public import LinearAlgebra
internal import PackedFormat
internal import Regression
public import Student

/// Turns a float student into int8: symmetric weights with a scale per output row, int8 inputs with
/// one calibrated scale, int32 biases, one int32 grid for the outputs.
public struct Quantizer: Sendable, Equatable {
  /// How the input range is chosen.
  public var calibration: Calibration
  /// What the device does with converter counts.
  public var frontEnd: FrontEnd

  public init(calibration: Calibration = .automatic, frontEnd: FrontEnd = FrontEnd()) {
    self.calibration = calibration
    self.frontEnd = frontEnd
  }

  /// What quantisation made.
  public struct Result: Sendable {
    public let student: QuantizedStudent
    public let calibration: CalibrationReport
  }

  /// Quantises `model`.
  ///
  /// - Parameter inputs: calibration rows, N × n; some thousands suffice.
  /// - Throws: `QuantizationError`.
  /// - Complexity: O(N · n) per alternative, and O(N · n log(N · n)) to rank magnitudes.
  public func quantize(
    _ model: PiecewiseLinearModel, calibratingOn inputs: Matrix<Float>
  ) throws(QuantizationError) -> Result {
    precondition(inputs.columnCount == model.featureCount, "calibration rows of another width")
    try frontEnd.check(featureCount: model.featureCount)
    let deviation = try frontEnd.deviation(of: inputs)
    let magnitudes = InputMagnitudes(inputs)
    let ranges = model.activationRanges(on: inputs)
    let expected = model.predict(inputs).outputs
    var best: Result?
    for method in calibration == .automatic ? Calibration.alternatives : [calibration] {
      let limit = magnitudes.limit(method)
      let student = try student(
        model, limit: limit, activationRanges: ranges, deviation: deviation)
      let report = CalibrationReport(
        method: method.name, limit: limit,
        inputScale: 1 / Double(student.header.inputMultiplier),
        clippedShare: magnitudes.share(beyond: limit), sampleCount: inputs.rowCount,
        outputError: try Self.error(of: student, on: inputs, expected: expected))
      if let current = best, report.outputError >= current.calibration.outputError { continue }
      best = Result(student: student, calibration: report)
    }
    guard let best else { preconditionFailure("there is at least one alternative") }
    return best
  }

  private static func error(
    of student: QuantizedStudent, on inputs: Matrix<Float>, expected: Matrix<Double>
  ) throws(QuantizationError) -> Double {
    let packed = try PackedStudent(student)
    let prediction = packed.predict(inputs)
    var sum = 0.0
    for (index, value) in prediction.logits.enumerated() {
      let error = Double(value) * packed.outputScale - expected.elements[index]
      sum += error * error
    }
    return (sum / Double(max(1, expected.elements.count))).squareRoot()
  }

  private func student(
    _ model: PiecewiseLinearModel, limit: Double, activationRanges: [Double]?, deviation: Double
  ) throws(QuantizationError) -> QuantizedStudent {
    let multiplier = Float(127 / limit)
    try Self.check("input limit", limit, multiplier)
    let inputScale = 1 / Double(multiplier)
    let n = model.featureCount
    let gate =
      try model.clusterCount > 1
      ? IntegerGate(model.partition, inputScale: inputScale) : nil
    let inputScales = Array(repeating: inputScale, count: n)
    let rows = try model.maps.map { map throws(QuantizationError) in
      try QuantizedRows(map, inputScales: inputScales)
    }
    let maps: [IntegerMap]
    let head: IntegerMap?
    let outputScale: Float
    if let layer = model.head.layer, let activationRanges {
      let grid = Self.grid(for: rows, ranges: activationRanges)
      maps = rows.map { $0.requantized(to: grid) }
      let headRows = try QuantizedRows(layer, inputScales: grid)
      outputScale = try Self.outputScale(for: [headRows])
      head = headRows.requantized(
        to: Array(repeating: Double(outputScale), count: headRows.rowCount))
    } else {
      outputScale = try Self.outputScale(for: rows)
      maps = rows.map {
        $0.requantized(to: Array(repeating: Double(outputScale), count: $0.rowCount))
      }
      head = nil
    }
    let header = try header(
      model, inputMultiplier: multiplier, outputScale: outputScale, deviation: deviation)
    return QuantizedStudent(
      header: header,
      projection: nil, gate: gate, sharedMap: nil, regionMaps: maps, head: head)
  }

  /// Units per int8 quantum of each activation: its range over 127, and never so fine that the
  /// requantisation factor reaches 1/4.
  private static func grid(for rows: [QuantizedRows], ranges: [Double]) -> [Double] {
    ranges.indices.map { index in
      let finest = rows.reduce(0) { max($0, $1.scales[index]) } * Requantizer.coarsening
      return max(ranges[index] / 127, finest)
    }
  }

  /// Units per int32 quantum of the outputs: as fine as requantisation allows.
  private static func outputScale(for rows: [QuantizedRows]) throws(QuantizationError) -> Float {
    let coarsest = rows.reduce(0) { max($0, $1.scales.max() ?? 0) }
    guard coarsest > 0 else { return 1 }
    let scale = Float(coarsest * Requantizer.coarsening)
    try check("output scale", Double(scale), scale)
    return scale
  }

  private static func check(
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
      inputCount: model.featureCount, regionCount: model.clusterCount,
      outputCount: model.outputCount, headInputCount: model.head.layer?.featureCount)
    let window = try frontEnd.window(inputMultiplier: inputMultiplier, deviation: deviation)
    let counts = try frontEnd.counts(inputMultiplier: inputMultiplier)
    do {
      return try PackedHeader(
        shape: shape, isRectified: model.head.kind == .rectified,
        hasLogits: model.head.kind != .absent, inputMultiplier: inputMultiplier,
        outputScale: outputScale, window: window, counts: counts)
    } catch {
      throw .notPackable(error)
    }
  }
}

extension PiecewiseLinearModel {
  /// The largest magnitude that each activation takes before the head, q values; nil without one.
  fileprivate func activationRanges(on inputs: Matrix<Float>) -> [Double]? {
    guard head.layer != nil else { return nil }
    let activations = PiecewiseLinearModel(partition: partition, maps: maps, head: .absent)
      .predict(inputs).outputs
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
