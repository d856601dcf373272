/// The sums over a window of counts from which its mean and deviation follow.
///
/// Integers only. With at most 2¹⁴ int16 counts |S| ≤ 2²⁹ and Q ≤ 2⁴⁴.
struct WindowSums {
  /// S = Σ c.
  private var sum: Int32 = 0
  /// Q = Σ c².
  private var squares: UInt64 = 0
  /// Counts added, m.
  private let count: Int32

  /// The sums of no counts of a window of `count`, 1 … 16,384.
  init(of count: Int) { self.count = Int32(truncatingIfNeeded: count) }

  /// Adds one count.
  mutating func add(_ value: Int32) {
    sum = sum &+ value
    squares = squares &+ UInt64(word: UInt32(bitPattern: value &* value))
  }

  /// How counts of this window are quantised at `gain` = 2¹⁶ × quanta per deviation.
  ///
  /// - Parameter gain: 1 … 2³⁰.
  /// - Complexity: O(1); 32 steps each for the root and the quotient.
  func standardization(gain: UInt32) -> WindowStandardization {
    let square = sum.multipliedFullWidth(by: sum)
    let squaredSum = UInt64(high: UInt32(bitPattern: square.high), low: square.low)
    let variance = UInt64(word: UInt32(bitPattern: count)) &* squares &- squaredSum
    guard variance != 0 else {
      return WindowStandardization(count: count, sum: sum, factor: 0, shift: 17)
    }
    let up = UInt32(truncatingIfNeeded: variance.leadingZeroBitCount) & ~1
    return WindowStandardization(
      count: count, sum: sum,
      factor: quotient(gain, squareRoot(variance &<< UInt64(word: up))), shift: 48 &- up &>> 1)
  }
}

/// (c − mean) / deviation in quanta, for the counts of one window.
struct WindowStandardization {
  /// Counts in the window, m.
  let count: Int32
  /// Their sum, S.
  let sum: Int32
  /// G = ⌊gain × 2³² / R⌋, at most 2³¹; 0 for a constant window.
  let factor: UInt32
  /// s, 17 … 45.
  let shift: UInt32

  /// clamp(((m c − S) × G + 2^(s − 1)) >> s, ±`largest`).
  ///
  /// |m c − S| ≤ 2³⁰ and G ≤ 2³¹, so the product stays below 2⁶².
  func quantize(_ value: Int32, largest: Int32) -> Int32 {
    roundedProduct(count &* value &- sum, times: factor, shift: shift, largest: largest)
  }
}

/// (`value` × `factor` + 2^(`shift` − 1)) >> `shift`, limited to ±`largest`, exactly.
///
/// - Parameters:
///   - value: With `factor` a product of magnitude below 2⁶². Not −2³¹.
///   - factor: The second factor.
///   - shift: 1 … 62.
///   - largest: Not negative.
#if TESSERA_FORMAT_1_ONLY
  @inline(__always)
#else
  @inline(never)
#endif
func roundedProduct(
  _ value: Int32, times factor: UInt32, shift: UInt32, largest: Int32
) -> Int32 {
  let isNegative = value < 0
  let magnitude = UInt32(bitPattern: isNegative ? 0 &- value : value)
  let product = magnitude.multipliedFullWidth(by: factor)
  let wide = Int64(bitPattern: UInt64(high: product.high, low: product.low))
  let down = Int64(bitPattern: UInt64(word: shift))
  let rounded = ((isNegative ? 0 &- wide : wide) &+ (1 &<< (down &- 1))) &>> down
  let high = Int64(bitPattern: UInt64(word: UInt32(bitPattern: largest)))
  let limited = rounded < 0 &- high ? 0 &- high : rounded > high ? high : rounded
  return Int32(truncatingIfNeeded: limited)
}

/// ⌊√`value`⌋, bit by bit: no division and no floating point.
package func squareRoot(_ value: UInt64) -> UInt32 {
  var (rest, root, bit) = (value, UInt64(0), UInt64(1) &<< 62)
  while bit != 0 {
    if rest >= root &+ bit {
      rest = rest &- (root &+ bit)
      root = (root &>> 1) &+ bit
    } else {
      root = root &>> 1
    }
    bit = bit &>> 2
  }
  return UInt32(truncatingIfNeeded: root)
}

/// ⌊`dividend` × 2³² / `divisor`⌋ for `dividend` < `divisor`, bit by bit: a 64-bit division
/// would need a routine that bare metal may not have.
package func quotient(_ dividend: UInt32, _ divisor: UInt32) -> UInt32 {
  var (rest, quotient) = (dividend, UInt32(0))
  for _ in 0..<32 {
    let carry = rest &>> 31
    rest = rest &<< 1
    quotient = quotient &<< 1
    if carry != 0 || rest >= divisor {
      rest = rest &- divisor
      quotient |= 1
    }
  }
  return quotient
}
