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
  }

  /// The first m inputs are a window that the device standardises to mean 0 and population
  /// deviation 1, as they are in the dump; 0 for none.
  public var standardizedCount: Int
  /// How the other inputs come as counts; nil when they come as floats only.
  public var converter: Converter?

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

  /// The window part of a header.
  ///
  /// - Parameters:
  ///   - inputMultiplier: int8 quanta per unit.
  ///   - deviation: units per deviation in the dump, see `deviation(of:)`.
  func window(
    inputMultiplier: Float, deviation: Double
  ) throws(QuantizationError) -> WindowQuantization? {
    guard standardizedCount > 0 else { return nil }
    let gain = (Double(inputMultiplier) * deviation * 0x1p16).rounded()
    guard (1...0x1p30).contains(gain) else {
      throw .gainOutOfRange(gain)
    }
    return WindowQuantization(
      standardizedCount: standardizedCount, countsPerUnit: Self.countsPerDeviation,
      gain: UInt32(gain))
  }

  /// The converter part of a header: int8 quanta per 256th of a count as multiplier and shift.
  ///
  /// - Parameter inputMultiplier: int8 quanta per unit.
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
}
