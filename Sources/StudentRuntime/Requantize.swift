/// An accumulator in the units of the next step: the one rounding rule of the format.
///
/// (`accumulator` × `multiplier` + 2^(`shift` − 1)) >> `shift`, exactly: the real product
/// rounded to the nearest integer, halves upward. Half a unit of the high word is all that
/// can carry into the result, so the low word is never read. Floors nest: adding half and
/// shifting is shifting to one bit more, adding one, and halving.
///
/// - Parameters:
///   - accumulator: Of magnitude at most 2³¹ − 2; of vectors of 8 bits at most 1.25 × 2³⁰.
///   - multiplier: 0, or 2³⁰ … 2³¹ − 1.
///   - shift: 33 … 62; other values give a meaningless result without trapping.
/// - Returns: An integer of magnitude below 2²⁹.
@inline(__always)
public func requantize(_ accumulator: Int32, multiplier: Int32, shift: UInt8) -> Int32 {
  #if TESSERA_ARMV6M
    let high = highWordOfHalves(accumulator, multiplier)
  #else
    let high = accumulator.multipliedFullWidth(by: multiplier).high
  #endif
  let down = Int32(truncatingIfNeeded: shift) &- 33
  return ((high &>> down) &+ 1) &>> 1
}

/// The high word of `accumulator` × `multiplier` from products of 16-bit halves, for cores
/// without a 32 × 32 → 64 multiplication (`TESSERA_ARMV6M`): a library call would cost
/// more than it.
///
/// - Parameters:
///   - accumulator: Any.
///   - multiplier: 0 … 2³¹ − 1.
@inline(__always)
package func highWordOfHalves(_ accumulator: Int32, _ multiplier: Int32) -> Int32 {
  let (low, high) = (accumulator & 0xFFFF, accumulator &>> 16)
  let (multiplierLow, multiplierHigh) = (multiplier & 0xFFFF, multiplier &>> 16)
  // No sum leaves an int32: |high| ≤ 2¹⁵, so that |high × multiplierLow| ≤ 2³¹ − 2¹⁵, and
  // low × multiplierHigh < 2³¹ − 2¹⁶. The carry is not negative.
  let carry = Int32(bitPattern: UInt32(bitPattern: low &* multiplierLow) &>> 16)
  let middle = high &* multiplierLow &+ carry
  let other = low &* multiplierHigh &+ (middle & 0xFFFF)
  return high &* multiplierHigh &+ (middle &>> 16) &+ (other &>> 16)
}

/// `value` limited to `low` … `high`.
@inline(__always)
func clamp(_ value: Int32, from low: Int32, to high: Int32) -> Int32 {
  value < low ? low : value > high ? high : value
}
