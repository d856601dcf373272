// 64-bit integers from words. The conversions of the standard library widen through an array
// of words on 32-bit targets, which `-no-allocations` refuses; targets are little-endian.

extension UInt64 {
  /// `value` in 64 bits.
  @inline(__always)
  package init(word value: UInt32) { self.init(high: 0, low: value) }

  /// `high` × 2³² + `low`.
  @inline(__always)
  package init(high: UInt32, low: UInt32) {
    self = unsafeBitCast(SIMD2(low, high), to: UInt64.self)
  }

  /// The square of `value`.
  @inline(__always)
  package init(squareOf value: Int32) {
    let magnitude = UInt32(bitPattern: value < 0 ? 0 &- value : value)
    let square = magnitude.multipliedFullWidth(by: magnitude)
    self.init(high: square.high, low: square.low)
  }
}

extension Int64 {
  /// `value` in 64 bits.
  @inline(__always)
  package init(word value: Int32) {
    self.init(
      bitPattern: UInt64(
        high: UInt32(bitPattern: value &>> 31), low: UInt32(bitPattern: value)))
  }
}

/// ⌊`dividend` / `divisor`⌋, bit by bit: a core without a division would need a routine that bare
/// metal may not have.
///
/// - Parameters:
///   - dividend: Of magnitude 2³⁰ + 2¹⁵ or less.
///   - divisor: 1 … 2¹⁵.
package func flooredQuotient(_ dividend: Int32, _ divisor: Int32) -> Int32 {
  // A multiple of the divisor makes the dividend positive: ⌊−a / b⌋ = −⌊(a + b − 1) / b⌋.
  let isNegative = dividend < 0
  let top = UInt32(bitPattern: isNegative ? divisor &- 1 &- dividend : dividend)
  let bottom = UInt32(bitPattern: divisor)
  var (rest, quotient, bit) = (UInt32(0), UInt32(0), UInt32(32))
  while bit != 0 {
    bit = bit &- 1
    rest = (rest &<< 1) | ((top &>> bit) & 1)
    quotient = quotient &<< 1
    if rest >= bottom {
      rest = rest &- bottom
      quotient |= 1
    }
  }
  let magnitude = Int32(bitPattern: quotient)
  return isNegative ? 0 &- magnitude : magnitude
}
