public import PackedFormat

/// Why a student cannot be quantised, packed or read.
public enum QuantizationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The gate's biases exceed the packed format's range.
  case gateOutOfRange(bias: Double)
  /// A scale lies outside 2⁻⁶⁴ ..< 2⁶⁵.
  case scaleOutOfRange(what: String, value: Double)
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
