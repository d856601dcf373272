/// An accumulator in the units of the next step: the one rounding rule of the format.
///
/// (`accumulator` × `multiplier` + 2^(`shift` − 1)) >> `shift`, exactly: the real product
/// rounded to the nearest integer, halves upward. Half a unit of the high word is all that
/// can carry into the result, so the low word is never read.
///
/// - Parameters:
///   - accumulator: Of magnitude at most 1.25 × 2³⁰.
///   - multiplier: 0, or 2³⁰ … 2³¹ − 1.
///   - shift: 33 … 62; other values give a meaningless result without trapping.
/// - Returns: An integer of magnitude below 2²⁹.
@inline(__always)
public func requantize(_ accumulator: Int32, multiplier: Int32, shift: UInt8) -> Int32 {
  let high = accumulator.multipliedFullWidth(by: multiplier).high
  let down = Int32(truncatingIfNeeded: shift) &- 32
  return (high &+ (1 &<< (down &- 1))) &>> down
}

/// `value` limited to −127 … 127, the symmetric range of quantised vectors.
@inline(__always)
func clampToInt8(_ value: Int32, from low: Int32 = -127) -> Int32 {
  value < low ? low : value > 127 ? 127 : value
}
