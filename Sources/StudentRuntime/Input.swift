public import PackedFormat

extension OpenStudent {
  /// Quantises float inputs: one binary32 multiplication each, then integers only.
  ///
  /// Infinities saturate. Standardised inputs become counts first, as a converter would
  /// have given them.
  ///
  /// - Parameters:
  ///   - values: n inputs in the units of the training dump.
  ///   - input: At least n elements; the first n are written, with unspecified contents
  ///     after an error.
  /// - Throws: `inputCount` when either count is wrong, `notANumber` for a NaN.
  /// - Complexity: O(n).
  public func quantize(
    _ values: Span<Float>, into input: inout MutableSpan<Int8>
  ) throws(PackedFormatError) {
    guard values.count == header.inputCount, input.count >= values.count else {
      throw .inputCount
    }
    let standardized = header.standardizedCount
    if standardized > 0 {
      let toCounts = header.countsPerUnit * 256
      var sums = WindowSums(of: standardized)
      for index in 0..<standardized { sums.add(try count(values[index] * toCounts)) }
      let window = sums.standardization(gain: header.windowGain)
      for index in 0..<standardized {
        input[index] = window.quantize(try count(values[index] * toCounts))
      }
    }
    let toQuanta = header.inputMultiplier * 65_536
    for index in standardized..<values.count {
      let product = values[index] * toQuanta
      guard let quantum = FixedPoint.rounded(product, bits: 16, largest: 127) else {
        throw .notANumber
      }
      input[index] = Int8(truncatingIfNeeded: quantum)
    }
  }

  /// The count of a standardised input that was scaled to 256 × counts.
  private func count(_ product: Float) throws(PackedFormatError) -> Int32 {
    guard let count = FixedPoint.rounded(product, bits: 8, largest: 32_767) else {
      throw .notANumber
    }
    return count
  }

  /// Quantises int16 converter counts; integers only.
  ///
  /// - Parameters:
  ///   - counts: n counts.
  ///   - input: At least n elements; the first n are written.
  /// - Throws: `inputCount` when either count is wrong, `counts` when the student does not
  ///   accept counts.
  /// - Complexity: O(n).
  public func quantize(
    counts: Span<Int16>, into input: inout MutableSpan<Int8>
  ) throws(PackedFormatError) {
    guard counts.count == header.inputCount, input.count >= counts.count else {
      throw .inputCount
    }
    guard header.acceptsCounts else { throw .counts }
    let standardized = header.standardizedCount
    if standardized > 0 {
      var sums = WindowSums(of: standardized)
      for index in 0..<standardized { sums.add(Int32(counts[index])) }
      let window = sums.standardization(gain: header.windowGain)
      for index in 0..<standardized { input[index] = window.quantize(Int32(counts[index])) }
    }
    for index in standardized..<counts.count {
      let centred = Int32(counts[index]) &- Int32(header.countZero)
      let quantum = requantize(
        centred &* 256, multiplier: header.countMultiplier, shift: header.countShift)
      input[index] = Int8(truncatingIfNeeded: clampToInt8(quantum))
    }
  }
}

/// A float32 product as an integer: `truncate` of Docs/Format.md without a floating-point
/// conversion, so that soft-float cores pay for one multiplication only and no conversion can
/// trap.
enum FixedPoint {
  /// (truncate(`product`) + 2^(`bits` − 1)) >> `bits`, limited to ±`largest`.
  ///
  /// - Parameters:
  ///   - product: Any float32.
  ///   - bits: Fraction bits to round away, 8 or 16.
  ///   - largest: The limit in whole units, with `largest` × 2^`bits` < 2²³.
  /// - Returns: −`largest` … `largest`; nil for NaN.
  @inline(__always)
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
