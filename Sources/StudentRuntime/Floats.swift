/// A float32 product as an integer: `truncate` of Docs/Format.md without a floating-point
/// conversion, so that soft-float cores pay for one multiplication only and no conversion can
/// trap.
enum FixedPoint {
  /// The count of a float that was scaled to 256 × counts; nil for NaN.
  @inline(__always)
  static func count(_ product: Float) -> Int32? { rounded(product, bits: 8, largest: 32_767) }

  /// The sample of a program's window, scaled to 256 × counts; nil for NaN. As `count`, but down to
  /// −32,768, which a converter has and no standardised input needs.
  @inline(__always)
  static func sample(_ product: Float) -> Int32? {
    guard let count = count(product) else { return nil }
    return product.bitPattern >= 0xCAFF_FF02 ? -32_768 : count  // −8,388,481 and below
  }

  /// The factor of a float whose product `quantum` takes: `multiplier` × 2¹⁶ for 8 bits, × 2⁸ for
  /// 16.
  @inline(__always)
  static func quanta(per multiplier: Float, isWide: Bool) -> Float {
    multiplier * (isWide ? 256 : 65_536)
  }

  /// The quantum of 8 or 16 bits of a product; nil for NaN.
  @inline(__always)
  static func quantum(_ product: Float, isWide: Bool) -> Int32? {
    rounded(product, bits: isWide ? 8 : 16, largest: isWide ? 32_767 : 127)
  }

  /// Whether one of `count` floats is a NaN.
  static func hasNaN(_ values: Bytes, count: Int) -> Bool {
    for index in 0..<count where values.int32(4 &* index) & 0x7FFF_FFFF > 0x7F80_0000 {
      return true
    }
    return false
  }

  /// (truncate(`product`) + 2^(`bits` − 1)) >> `bits`, limited to ±`largest`.
  ///
  /// - Parameters:
  ///   - product: Any float32.
  ///   - bits: Fraction bits to round away, 8 or 16.
  ///   - largest: The limit in whole units, with `largest` × 2^`bits` < 2²³.
  /// - Returns: −`largest` … `largest`; nil for NaN.
  #if TESSERA_FORMAT_1_ONLY
    @inline(__always)
  #else
    @inline(never)
  #endif
  static func rounded(_ product: Float, bits: Int32, largest: Int32) -> Int32? {
    let pattern = Int32(bitPattern: product.bitPattern)
    let magnitude = pattern & 0x7FFF_FFFF
    guard magnitude <= 0x7F80_0000 else { return nil }
    // Below 2²³ a float32 has at least one fraction bit, so the shift is to the right.
    let exponent = magnitude &>> 23
    guard exponent < 150 else { return pattern < 0 ? -largest : largest }
    let down = min(150 &- exponent, 31)
    let truncated = ((magnitude & 0x7F_FFFF) | 0x80_0000) &>> down
    if truncated >= largest &<< bits { return pattern < 0 ? -largest : largest }
    let signed = pattern < 0 ? 0 &- truncated : truncated
    return (signed &+ (1 &<< (bits &- 1))) &>> bits
  }
}
