import SignalFrontEnd

extension WindowSums {
  /// How counts of this window are quantised at `gain` = 2¹⁶ × quanta per deviation.
  ///
  /// - Parameter gain: 1 … 2³⁰.
  /// - Complexity: O(1); 32 steps each for the root and the quotient.
  func standardization(gain: UInt32) -> WindowStandardization {
    let gain = WindowGain(variance: variance, gain: gain)
    return WindowStandardization(count: count, sum: sum, factor: gain.factor, shift: gain.shift)
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
