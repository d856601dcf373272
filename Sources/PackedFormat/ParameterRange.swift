/// The ranges of the parameters of a row (Docs/Format.md, Sections): with them no accumulator and
/// no requantised value can overflow, for any weights and inputs.
public enum ParameterRange {
  /// The largest magnitude of a bias, 2³⁰.
  public static var largestBias: Int32 { 1 << 30 }
  /// The smallest multiplier that is not 0, 2³⁰.
  public static var smallestMultiplier: Int32 { 1 << 30 }
  /// The smallest total shift.
  public static var smallestShift: UInt8 { 33 }
  /// The largest total shift.
  public static var largestShift: UInt8 { 62 }

  /// Whether `bias` is in −2³⁰ … 2³⁰.
  @inline(__always)
  public static func isBias(_ bias: Int32) -> Bool {
    UInt32(bitPattern: bias &+ largestBias) <= 2 << 30
  }

  /// Whether `multiplier` is 0 or in 2³⁰ … 2³¹ − 1.
  @inline(__always)
  public static func isMultiplier(_ multiplier: Int32) -> Bool {
    multiplier == 0 || multiplier >= smallestMultiplier
  }

  /// Whether `shift` is in 33 … 62.
  @inline(__always)
  public static func isShift(_ shift: UInt8) -> Bool { isShift(UInt32(shift)) }

  /// Whether bits that hold a shift and zeros above it are in 33 … 62.
  @inline(__always)
  static func isShift(_ bits: UInt32) -> Bool { bits &- 33 <= 62 - 33 }

  /// Whether the bits of a float are in the normal range, 2⁻⁶⁴ ≤ value < 2⁶⁵.
  @inline(__always)
  static func isNormal(_ bits: UInt32) -> Bool {
    bits &- 63 &<< 23 < 129 &<< 23
  }
}
