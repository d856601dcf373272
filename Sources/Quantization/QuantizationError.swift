public import PackedFormat

/// Why a student cannot be quantised or packed.
public enum QuantizationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The gate's biases exceed the packed format's range.
  case gateOutOfRange(bias: Double)
  /// A scale lies outside 2⁻⁶⁴ ..< 2⁶⁵.
  case scaleOutOfRange(what: String, value: Double)
  /// The gain of a standardised window lies outside 1 ... 2³⁰.
  case gainOutOfRange(Double)
  /// Counts per unit that are not above `above` and at most `most`: a 256th of a count is worth
  /// 2⁻³² ..< 2⁻² quanta, and a count 2⁻³² ..< 2³⁰ with scales.
  case countsPerUnitOutOfRange(found: Double, above: Float, most: Float)
  /// A count that stands for the middle of an input, beyond int32.
  case countOutOfRange(Double)
  /// A converter for other inputs than those of the window, where there are none.
  case nothingToConvert(featureCount: Int)
  /// A window to standardise that is longer than an input.
  case windowTooLong(count: Int, featureCount: Int)
  /// A window of the dump that is not standardised, although the device is to standardise it.
  case notStandardized(row: Int, mean: Double, deviation: Double)
  /// The student exceeds a limit of format version 1.
  case notPackable(PackedFormatError)

  public var description: String {
    switch self {
    case .gateOutOfRange(let bias):
      """
      A gate bias of \(bias) exceeds 2^30: the centroids lie far outside the calibration inputs. \
      Calibrate on the training inputs, or use --k 1.
      """
    case .scaleOutOfRange(let what, let value):
      "The \(what) \(value) lies outside 2^-64 ... 2^64. Rescale the dump."
    case .gainOutOfRange(let value):
      """
      The gain of the standardised window, \(value), lies outside 1 ... 2^30: the other inputs are far \
      larger or smaller than the window. Scale them in the dump.
      """
    case .countsPerUnitOutOfRange(let found, let above, let most):
      """
      --counts-per-unit \(found) does not suit the scales of these inputs. It takes more than \
      \(above) and at most \(most): otherwise a count is too coarse or too fine for them. Change \
      --counts-per-unit.
      """
    case .countOutOfRange(let count):
      """
      The middle of an input is count \(count), which an int32 does not hold. Lower --counts-per-unit.
      """
    case .nothingToConvert(let featureCount):
      """
      --counts-per-unit is for inputs that the device does not standardise, and --standardize \
      \(featureCount) leaves none. Leave --counts-per-unit out: a window comes in counts of any unit.
      """
    case .windowTooLong(let count, let featureCount):
      "--standardize \(count) exceeds the \(featureCount) features of an input. Lower it."
    case .notStandardized(let row, let mean, let deviation):
      """
      The device is to standardise the first inputs, but in calibration row \(row) they have mean \
      \(mean) and deviation \(deviation) and not 0 and 1. Standardise each window before the teacher \
      sees it, or leave --standardize out.
      """
    case .notPackable(let error):
      "The student exceeds a limit of the packed format (\(error)). Docs/Format.md lists them."
    }
  }
}
