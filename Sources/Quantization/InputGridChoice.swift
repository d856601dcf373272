internal import PackedFormat
internal import Rows
internal import Student

/// A grid of inputs that may be taken, and how it was found.
struct InputGridChoice {
  let grid: InputGrid
  /// How the ranges were chosen.
  let method: Calibration
  /// The largest difference from a centre that is not clipped, over all inputs, in their units.
  let limit: Double
  /// The share of calibration values that are clipped.
  let clippedShare: Double

  /// With one scale, a grid for each of `methods`.
  ///
  /// - Parameters:
  ///   - inputs: of the calibration rows, N × n.
  ///   - window: the leading inputs that are standardised.
  /// - Throws: `QuantizationError.scaleOutOfRange`.
  /// - Complexity: O(N · n log(N · n)).
  static func oneScale(
    bits: Int, methods: [Calibration], inputs: Matrix<Float>, window: StandardizedInputs
  ) throws(QuantizationError) -> [InputGridChoice] {
    let form = InputForm(bits: bits, hasScales: false)
    let magnitudes = Magnitudes(inputs.elements)
    return try methods.map { method throws(QuantizationError) in
      let limit = magnitudes.limit(method)
      var quanta = Double(form.largest) / limit
      if bits > 8 { quanta = min(quanta, window.largestMultiplier) }
      let multiplier = Float(quanta)
      try Quantizer.check("input limit", limit, multiplier)
      return InputGridChoice(
        grid: InputGrid(
          form: form, count: inputs.columnCount, multiplier: multiplier,
          standardizedCount: window.count),
        method: method, limit: limit, clippedShare: magnitudes.share(beyond: limit))
    }
  }
}

/// The leading inputs of a student that a device standardises.
struct StandardizedInputs {
  /// How many they are; 0 for none.
  let count: Int
  /// Units of the dump per deviation.
  let deviation: Double

  /// Quanta per unit beyond which the gain of a window leaves its range, less what binary32 may add;
  /// infinite without a window.
  var largestMultiplier: Double { count > 0 ? 0x1p14 / deviation * (1 - 0x1p-20) : .infinity }

  /// Units per quantum under the gain that a header states for `multiplier`.
  func step(multiplier: Double) -> Double {
    deviation * 0x1p16 / (multiplier * deviation * 0x1p16).rounded()
  }
}

/// The ranges of all inputs one by one, from which grids with scales are made.
struct InputRanges {
  private let bits: Int
  private let window: StandardizedInputs
  /// How inputs come as counts; nil for floats alone.
  private let converter: FrontEnd.Converter?
  /// The values of the leading inputs that are standardised.
  private let windowMagnitudes: Magnitudes
  /// The values of each other input, ascending.
  private let columns: [[Double]]
  /// Whether the student sees each input.
  private let isSeen: [Bool]
  /// How much its results change with each input.
  private let sensitivities: [Double]

  /// - Parameters:
  ///   - inputs: of the calibration rows, N × n.
  ///   - model: the student that sees them.
  ///   - regions: of the rows.
  ///   - converter: how inputs come as counts; nil for floats alone.
  /// - Complexity: O(n · N log N).
  init(
    bits: Int, of inputs: Matrix<Float>, for model: PiecewiseLinearModel, regions: [Int],
    window: StandardizedInputs, converter: FrontEnd.Converter?
  ) {
    self.bits = bits
    self.window = window
    self.converter = converter
    windowMagnitudes = Magnitudes(
      (0..<inputs.rowCount).flatMap { inputs[row: $0].prefix(window.count) })
    columns = (window.count..<inputs.columnCount).map { column in
      (0..<inputs.rowCount).map { Double(inputs[$0, column]) }.sorted()
    }
    isSeen = Array(model.seesInputs.dropFirst(window.count))
    sensitivities = Array(model.sensitivities(inRegions: regions).dropFirst(window.count))
  }

  /// The grid for one method.
  ///
  /// - Throws: `QuantizationError.scaleOutOfRange`.
  func choice(
    _ method: Calibration, balance: StepBalance
  ) throws(QuantizationError) -> InputGridChoice {
    let largest = Double(InputForm.largest(bits: bits))
    let ranges = columns.map { ScaledRange(of: $0, method, converter) }
    let coarsest = zip(ranges, sensitivities).reduce(0) { max($0, $1.0.limit * $1.1) } / largest
    var scales: [FloatScale] = []
    for (column, range) in ranges.enumerated() {
      let step = balance.step(
        spanning: range.limit / largest, even: coarsest / sensitivities[column])
      scales.append(try range.scale(step: step, isSeen: isSeen[column]))
    }
    let windowLimit = window.count > 0 ? windowMagnitudes.limit(method) : 0
    let windowStep =
      window.count > 0
      ? window.step(multiplier: min(largest / windowLimit, window.largestMultiplier)) : 1
    let clipped = zip(ranges, columns).reduce(
      Double(window.count) * (window.count > 0 ? windowMagnitudes.share(beyond: windowLimit) : 0)
    ) { $0 + $1.0.share(outsideOf: $1.1) }
    return InputGridChoice(
      grid: InputGrid(
        bits: bits, windowStep: windowStep, standardizedCount: window.count, scales: scales),
      method: method, limit: ranges.reduce(windowLimit) { max($0, $1.limit) },
      clippedShare: clipped / Double(max(1, columns.count + window.count)))
  }
}

/// The range of one input about a centre that binary32 holds.
private struct ScaledRange {
  private let range: ShortestRange
  let centre: Float
  /// The largest difference from the centre that is not clipped; 0 where all values are equal.
  let limit: Double
  private let converter: FrontEnd.Converter?

  /// With a converter the centre is a whole count, because a device subtracts a count: of counts that
  /// are coarser than quanta, a part of one would move all answers.
  ///
  /// - Parameter sorted: ascending.
  init(of sorted: [Double], _ method: Calibration, _ converter: FrontEnd.Converter?) {
    self.converter = converter
    range = ShortestRange(of: sorted, method)
    let middle = Float(converter?.nearestCount(to: range.middle) ?? range.middle)
    // The format has no centre nearer to 0 than this, except 0.
    centre = middle.magnitude < 0x1p-64 ? 0 : middle
    limit =
      range.lower < range.upper
      ? max(range.upper - Double(centre), Double(centre) - range.lower) : 0
  }

  /// The scale with steps of `step`.
  ///
  /// An input of one value that the student does not see is always 0 quanta. One that it sees keeps
  /// its value as the centre, and steps as fine as those of binary32 there.
  func scale(step: Double, isSeen: Bool) throws(QuantizationError) -> FloatScale {
    guard limit > 0 || isSeen else { return .zero }
    let finest = min(1 / Double(centre.ulp), converter?.countsPerUnit ?? .infinity)
    let quanta = limit > 0 ? 1 / step : finest
    guard !isSeen || limit == 0 || limit * 0x1p64 >= 1 else {
      throw .scaleOutOfRange(what: "range of an input", value: limit)
    }
    // Finer steps than the format has are not needed.
    let multiplier = Float(min(quanta, 0x1p64))
    try Quantizer.check("range of an input", limit, multiplier)
    guard centre.magnitude < 0x1p65 else {
      throw .scaleOutOfRange(what: "centre of an input", value: Double(centre))
    }
    return FloatScale(centre: centre, multiplier: multiplier)
  }

  /// The share of values that are clipped.
  func share(outsideOf sorted: [Double]) -> Double { range.share(outsideOf: sorted) }
}

/// What the step of an input follows.
///
/// Where a few values lie far off, a step that spans them all is far coarser than those of other
/// inputs. Rows of int8 weights then have nothing left for the others, whose steps may be coarser.
enum StepBalance: CaseIterable {
  /// Its range.
  case range
  /// The geometric mean of the two others.
  case between
  /// Its weight in the results: all inputs count alike, and none is finer than its range needs.
  case result

  /// The step of an input.
  ///
  /// - Parameters:
  ///   - step: the one that its range needs.
  ///   - even: the one with which it counts as much as the others; not finite for an input that does
  ///     not count.
  func step(spanning step: Double, even: Double) -> Double {
    guard step > 0, even > step, even.isFinite else { return step }
    return switch self {
    case .range: step
    case .between: (step * even).squareRoot()
    case .result: even
    }
  }
}
