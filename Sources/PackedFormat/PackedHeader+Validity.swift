// The ranges of the header (Docs/Format.md, Header), on its bytes: each field is read where it is
// checked, so that a microcontroller need not keep any of them.

extension PackedHeader {
  /// Whether every field is in its range and none contradicts a flag: whether the bytes to
  /// which it is written are a valid header. The counts of the shape fit theirs.
  var isValid: Bool {
    guard shape.isValid, UInt16(exactly: standardizedCount) != nil else { return false }
    var words: InlineArray<12, UInt32> = .init(repeating: 0)
    var span = words.mutableSpan
    var bytes = span.mutableBytes
    write(into: &bytes)
    return Self.isValid(words.span.bytes)
  }

  /// Whether the header of a file is valid.
  ///
  /// - Parameter bytes: At least 48, at a multiple of 4.
  @inline(never)
  static func isValid(_ bytes: RawSpan) -> Bool {
    let flags = PackedFlags(rawValue: bytes.half(at: 6))
    return flags.isValid && areCountsValid(flags, bytes) && isWindowValid(flags, bytes)
      && isNormal(bytes.word(at: 24)) && isNormal(bytes.word(at: 28))
      && isCountQuantizationValid(bytes)
  }

  /// Whether n, d, k, q and C are in their ranges and repeat where a section is absent.
  ///
  /// Both limits are powers of two. A count is in 1 … 2ᵇ if count − 1 has none but the low b bits.
  /// For several counts that is one test of all those bits.
  @inline(__always)
  private static func areCountsValid(_ flags: PackedFlags, _ bytes: RawSpan) -> Bool {
    let (n, d) = (UInt32(bytes.half(at: 12)), UInt32(bytes.half(at: 16)))
    guard flags.contains(.projection) || d == n else { return false }
    let (q, outputs) = (UInt32(bytes.half(at: 20)), UInt32(bytes.half(at: 22)))
    guard flags.contains(.head) || q == outputs else { return false }
    let bits = (n &- 1) | (d &- 1) | (q &- 1) | (outputs &- 1)
    return bits < UInt32(truncatingIfNeeded: PackedShape.largestCount)
      && UInt32(bytes.half(at: 18)) &- 1
        < UInt32(truncatingIfNeeded: PackedShape.largestRegionCount)
  }

  /// Whether m, countsPerUnit and windowGain are in their ranges, or all 0.
  @inline(__always)
  private static func isWindowValid(_ flags: PackedFlags, _ bytes: RawSpan) -> Bool {
    let (m, unit, gain) = (UInt32(bytes.half(at: 14)), bytes.word(at: 32), bytes.word(at: 36))
    guard flags.contains(.standardized) else { return m | unit | gain == 0 }
    return m &- 1 < UInt32(bytes.half(at: 12)) && isNormal(unit) && gain &- 1 < 1 << 30
  }

  /// Whether countMultiplier, countZero and countShift are in their ranges, or all 0, and the
  /// reserved byte is 0.
  @inline(__always)
  private static func isCountQuantizationValid(_ bytes: RawSpan) -> Bool {
    let multiplier = Int32(bitPattern: bytes.word(at: 40))
    // countZero, countShift and the reserved byte.
    let others = bytes.word(at: 44)
    guard multiplier != 0 else { return others == 0 }
    // The upper half is a shift only if the reserved byte is 0.
    return ParameterRange.isMultiplier(multiplier) && ParameterRange.isShift(others &>> 16)
  }

  /// Whether the bits of a float are in the normal range, 2⁻⁶⁴ ≤ value < 2⁶⁵.
  @inline(__always)
  private static func isNormal(_ bits: UInt32) -> Bool {
    bits &- 63 &<< 23 < 129 &<< 23
  }
}
