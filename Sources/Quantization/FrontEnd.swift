internal import HostRuntime
internal import PackedFormat
internal import Rows

/// The steps of a device from int16 converter counts to the student's inputs; recorded in the
/// packed student.
///
/// It changes how a device reads inputs, and not the training. The dump's inputs stay as they are.
public struct FrontEnd: Sendable, Equatable {
  /// A converter: input = (count − `zero`) / `countsPerUnit`.
  public struct Converter: Sendable, Equatable {
    /// Counts per unit of the dump's inputs, above 0.
    public var countsPerUnit: Double
    /// The count of an input of 0.
    public var zero: Int16

    /// A converter.
    ///
    /// - Precondition: `countsPerUnit` is finite and above 0.
    public init(countsPerUnit: Double, zero: Int16 = 0) {
      precondition(countsPerUnit > 0 && countsPerUnit.isFinite, "counts per unit are positive")
      self.countsPerUnit = countsPerUnit
      self.zero = zero
    }

    /// The input whose count is whole and nearest to that of `input`.
    func nearestCount(to input: Double) -> Double {
      ((input * countsPerUnit + Double(zero)).rounded() - Double(zero)) / countsPerUnit
    }
  }

  /// The first m inputs are a window that the device standardises to mean 0 and population
  /// deviation 1, as they are in the dump; 0 for none.
  public var standardizedCount: Int
  /// How the other inputs come as counts; nil when they come as floats only.
  public var converter: Converter?
  /// Whether the inputs are features of a program: whole numbers, which never come as floats.
  public private(set) var areFeatures = false

  /// The steps for features of a program.
  public static let ofFeatures: FrontEnd = {
    var frontEnd = FrontEnd(converter: Converter(countsPerUnit: 1))
    frontEnd.areFeatures = true
    return frontEnd
  }()

  /// Counts per deviation for standardised inputs that come as floats: ±32 deviations fit an int16.
  static let countsPerDeviation: Float = 1_024
  /// How far a window of the dump may be from mean 0 and deviation 1. Sample and population
  /// deviations of 140 values differ by 0.004.
  static let tolerance = 0.02

  /// A front end; the default takes floats only.
  ///
  /// - Precondition: `standardizedCount` is at least 0.
  public init(standardizedCount: Int = 0, converter: Converter? = nil) {
    precondition(standardizedCount >= 0, "a window has a non-negative length")
    self.standardizedCount = standardizedCount
    self.converter = converter
  }

  /// Finds out before any training whether inputs of this width can be read so.
  ///
  /// - Parameter featureCount: n.
  /// - Throws: `QuantizationError.windowTooLong` and `.nothingToConvert`.
  public func check(featureCount: Int) throws(QuantizationError) {
    guard standardizedCount <= featureCount else {
      throw .windowTooLong(count: standardizedCount, featureCount: featureCount)
    }
    guard converter == nil || standardizedCount < featureCount else {
      throw .nothingToConvert(featureCount: featureCount)
    }
  }

  /// The mean deviation of the windows of `inputs` (N × n): 1, or √((m−1)/m) where the dump was
  /// standardised by the sample deviation. 1 without a window.
  ///
  /// - Precondition: `check` has passed.
  /// - Throws: `QuantizationError.notStandardized` with the first row whose window is neither
  ///   constant nor standardised.
  /// - Complexity: O(N · m).
  func deviation(of inputs: Matrix<Float>) throws(QuantizationError) -> Double {
    guard standardizedCount > 0 else { return 1 }
    var sum = 0.0
    var count = 0.0
    for row in 0..<inputs.rowCount {
      let window = inputs[row: row].prefix(standardizedCount).map { Double($0) }
      let mean = window.reduce(0, +) / Double(window.count)
      let squares = window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / Double(window.count)).squareRoot()
      guard abs(mean) <= Self.tolerance, deviation == 0 || abs(deviation - 1) <= Self.tolerance
      else { throw .notStandardized(row: row, mean: mean, deviation: deviation) }
      guard deviation > 0 else { continue }
      sum += deviation
      count += 1
    }
    return count > 0 ? sum / count : 1
  }

  /// How many of the inputs a device standardises.
  ///
  /// - Parameter features: the feature of each input, ascending; nil for all of them.
  func standardizedCount(of features: [Int]?) -> Int {
    features.map { $0.prefix { $0 < standardizedCount }.count } ?? standardizedCount
  }

  /// The window part of a header.
  ///
  /// - Parameters:
  ///   - grid: of the inputs.
  ///   - window: the leading inputs that are standardised.
  /// - Throws: `QuantizationError.gainOutOfRange`.
  func window(
    on grid: InputGrid, _ window: StandardizedInputs
  ) throws(QuantizationError) -> WindowQuantization? {
    guard standardizedCount > 0 else { return nil }
    let quanta = grid.form.hasScales ? 1 / grid.windowStep : Double(grid.multipliers[0])
    let gain = (quanta * window.deviation * 0x1p16).rounded()
    guard (1...0x1p30).contains(gain) else {
      throw .gainOutOfRange(gain)
    }
    return WindowQuantization(
      standardizedCount: standardizedCount, inputCount: window.count,
      countsPerUnit: Self.countsPerDeviation, gain: UInt32(gain))
  }

  /// The converter part of a header: quanta per 256th of a count as multiplier and shift.
  ///
  /// - Parameter inputMultiplier: quanta per unit.
  /// - Throws: `QuantizationError.countsPerUnitOutOfRange`.
  func counts(inputMultiplier: Float) throws(QuantizationError) -> CountQuantization? {
    guard let converter else { return nil }
    let quanta = Double(inputMultiplier)
    let (above, most) = (quanta / 64, quanta * 0x1p24)
    guard converter.countsPerUnit > above, converter.countsPerUnit <= most else {
      throw .countsPerUnitOutOfRange(
        found: converter.countsPerUnit, above: Float(above), most: Float(most))
    }
    let requantizer = Requantizer(factor: quanta / converter.countsPerUnit / 256)
    return CountQuantization(
      multiplier: requantizer.multiplier, shift: requantizer.shift, zero: converter.zero)
  }

  /// The scales of the inputs that are not standardised: for floats, and for counts where there is a
  /// converter. nil where the header says the same.
  ///
  /// - Throws: `QuantizationError.countsPerUnitOutOfRange` and `.countOutOfRange`.
  func scales(of grid: InputGrid) throws(QuantizationError) -> InputScales? {
    guard grid.form.hasScales else { return nil }
    let floats = grid.floatScales
    let integers = try converter.map { converter throws(QuantizationError) in
      try floats.map { scale throws(QuantizationError) in
        try converter.scale(for: scale, largest: grid.largest)
      }
    }
    let scales = InputScales(integers: integers, floats: areFeatures ? nil : floats)
    return scales.isOneScale ? nil : scales
  }
}

extension FrontEnd.Converter {
  /// The scale of counts that gives the quanta of `scale`. Its centre is a count, up to the rounding
  /// of binary32.
  ///
  /// - Parameter largest: quanta to either side of the centre. A count is worth no more than these.
  fileprivate func scale(
    for scale: FloatScale, largest: Int
  ) throws(QuantizationError) -> IntegerScale {
    guard scale.multiplier > 0 else { return .zero }
    let quanta = Double(scale.multiplier)
    let (least, limit) = (quanta / Double(largest) * (1 - 0x1p-20), quanta * 0x1p32)
    guard countsPerUnit > least, countsPerUnit <= limit else {
      throw .countsPerUnitOutOfRange(
        found: countsPerUnit, above: Float(least), most: Float(limit))
    }
    let centre = (Double(scale.centre) * countsPerUnit + Double(zero)).rounded()
    guard let count = Int32(exactly: centre) else { throw .countOutOfRange(centre) }
    let requantizer = Requantizer(scaling: quanta / countsPerUnit)
    return IntegerScale(
      centre: count, multiplier: requantizer.multiplier, shift: requantizer.shift)
  }
}
