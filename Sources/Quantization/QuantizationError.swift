public import PackedFormat

/// Why a student cannot be quantised, packed or read.
public enum QuantizationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The gate's biases exceed the packed format's range.
  case gateOutOfRange(bias: Double)
  /// A scale lies outside 2⁻⁶⁴ ..< 2⁶⁵.
  case scaleOutOfRange(what: String, value: Double)
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
    case .notPackable(let error):
      "The student exceeds a limit of the packed format (\(error)). Docs/Format.md lists them."
    }
  }
}
