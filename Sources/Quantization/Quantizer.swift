public import HostRuntime
internal import PackedFormat
internal import Regression
public import Rows
public import Student

/// Turns a float student into integers: symmetric int8 weights with a scale per output row, int8 or
/// int16 inputs on a calibrated grid, int32 biases, one int32 grid for the outputs.
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
  /// the range of z. With one int8 scale, that is taken whose outputs lie nearest to the float
  /// student's. In other forms, where single rows may lie far off, it is the one that changes the
  /// fewest labels, and among equals the nearest. Alternatives that the format cannot hold are then
  /// left out.
  ///
  /// - Parameters:
  ///   - model: a float student, finite. In other forms than the plain one it is rounded to binary32
  ///     as it is seen from the middle of the inputs.
  ///   - form: how inputs become integers.
  ///   - features: the features that the student reads, ascending; nil for all.
  ///   - inputs: calibration rows, N × F: all features; some thousands of rows suffice.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `QuantizationError`.
  /// - Complexity: O(N) inferences per alternative, and O(N · n log(N · n)) to rank magnitudes.
  public func quantize(
    _ model: PiecewiseLinearModel, as form: InputForm = .plain, keeping features: [Int]? = nil,
    calibratingOn inputs: Matrix<Float>, parallelism: Parallelism
  ) throws(QuantizationError) -> Result {
    let kept = features.flatMap { $0.count < inputs.columnCount ? $0 : nil }
    precondition(
      (kept?.count ?? inputs.columnCount) == model.featureCount, "calibration rows of another width"
    )
    try frontEnd.check(featureCount: inputs.columnCount)
    let window = StandardizedInputs(
      count: frontEnd.standardizedCount(of: kept), deviation: try frontEnd.deviation(of: inputs))
    let rows = CalibrationRows(model, inputs: inputs, keeping: kept)
    let methods = calibration == .automatic ? Calibration.alternatives : [calibration]
    let ranges = rows.projectionRanges(methods, form)
    var best: (result: Result, distance: Distance)?
    var refusal: QuantizationError?
    for choice in try gridChoices(form, methods, rows, window) {
      for range in ranges {
        do throws(QuantizationError) {
          let student = try IntegerStudent(
            model, on: choice.grid, projectionRange: range,
            activationRanges: rows.activationRanges
          ).student(frontEnd, window: window, keeping: kept, featureCount: inputs.columnCount)
          let distance = try rows.distance(of: student, form, parallelism: parallelism)
          if let best, !(distance < best.distance) { continue }
          let report = CalibrationReport(
            choice, projection: range, rowCount: inputs.rowCount, outputError: distance.error)
          best = (Result(student: student, calibration: report), distance)
        } catch {
          guard form != .plain else { throw error }
          refusal = refusal ?? error
        }
      }
    }
    if let best { return best.result }
    if let refusal { throw refusal }
    preconditionFailure("there is at least one alternative")
  }

  /// The grids that are tried, in the order of preference among equals.
  private func gridChoices(
    _ form: InputForm, _ methods: [Calibration], _ rows: CalibrationRows,
    _ window: StandardizedInputs
  ) throws(QuantizationError) -> [InputGridChoice] {
    guard form.hasScales, window.count < rows.seen.columnCount else {
      return try InputGridChoice.oneScale(
        bits: form.bits, methods: methods, inputs: rows.seen, window: window)
    }
    let ranges = InputRanges(
      bits: form.bits, of: rows.seen, for: rows.model, regions: rows.prediction.regions,
      window: window, converter: frontEnd.converter)
    var choices: [InputGridChoice] = []
    for balance in StepBalance.allCases {
      for method in methods { choices.append(try ranges.choice(method, balance: balance)) }
    }
    return choices
  }

  static func check(
    _ what: String, _ value: Double, _ scale: Float
  ) throws(QuantizationError) {
    guard scale >= 0x1p-64, scale < 0x1p65 else {
      throw .scaleOutOfRange(what: what, value: value)
    }
  }
}

/// How far integers lie from the float student on the calibration rows.
private struct Distance {
  /// Rows with another label; 0 where labels do not count.
  var changedLabels: Int
  /// Root mean square of (integers − float) over the outputs.
  var error: Double

  static func < (a: Distance, b: Distance) -> Bool {
    a.changedLabels == b.changedLabels
      ? a.error < b.error : a.changedLabels < b.changedLabels
  }
}

/// The calibration rows, and what the float student says to them.
private struct CalibrationRows {
  let model: PiecewiseLinearModel
  /// N × F: what a device is handed over.
  let inputs: Matrix<Float>
  /// N × n: what the student reads of it.
  let seen: Matrix<Float>
  let prediction: PiecewiseLinearModel.Prediction
  /// The largest magnitude of each activation, q values; nil without a head.
  let activationRanges: [Double]?

  init(_ model: PiecewiseLinearModel, inputs: Matrix<Float>, keeping features: [Int]?) {
    self.model = model
    self.inputs = inputs
    seen = features.map { inputs.gathering(columns: $0) } ?? inputs
    activationRanges = model.activationRanges(on: seen)
    prediction = model.predict(seen)
  }

  /// The ranges of z that are tried; one nil without a projection.
  func projectionRanges(_ methods: [Calibration], _ form: InputForm) -> [ProjectionRange?] {
    guard model.projection != nil else { return [nil] }
    let z = model.components(of: seen)
    return form == .plain
      ? ProjectionRange.alternatives(methods, for: z) : ProjectionRange.centred(methods, for: z)
  }

  func distance(
    of student: QuantizedStudent, _ form: InputForm, parallelism: Parallelism
  ) throws(QuantizationError) -> Distance {
    let found = try rethrowing(
      student.predict(inputs, parallelism: parallelism), as: QuantizationError.notPackable)
    let scale = Double(student.header.outputScale)
    let expected = prediction.outputs
    var sum = 0.0
    for (index, value) in found.logits.enumerated() {
      let error = Double(value) * scale - expected.elements[index]
      sum += error * error
    }
    let error = (sum / Double(max(1, expected.elements.count))).squareRoot()
    guard form != .plain, model.head.kind != .absent else {
      return Distance(changedLabels: 0, error: error)
    }
    let changed = zip(found.labels, model.labels(of: expected)).count { $0 != $1 }
    return Distance(changedLabels: changed, error: error)
  }
}

extension CalibrationReport {
  fileprivate init(
    _ choice: InputGridChoice, projection: ProjectionRange?, rowCount: Int, outputError: Double
  ) {
    self.init(
      method: choice.method.name, limit: choice.limit,
      inputScale: choice.grid.steps.max() ?? 0, clippedShare: choice.clippedShare,
      sampleCount: rowCount, outputError: outputError, projectionMethod: projection?.method.name,
      projectionClippedShare: projection?.clippedShare)
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
