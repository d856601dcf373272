// The ranges of the header (Docs/Format.md, Header), on its bytes: each field is read where it is
// checked, so that a microcontroller need not keep any of them.

extension PackedHeader {
  /// Whether every field is in its range and none contradicts a flag: whether the bytes to
  /// which it is written are a valid header. The counts of the shape fit theirs.
  var isValid: Bool {
    guard shape.isValid, UInt16(exactly: standardizedCount) != nil else { return false }
    var words: InlineArray<16, UInt32> = .init(repeating: 0)
    var span = words.mutableSpan
    var bytes = span.mutableBytes
    writeFields(into: &bytes)
    return Self.isValid(words.span.bytes)
  }

  /// Whether the sections may be there beside one another and beside what the header states.
  @inline(__always)
  var areSectionsValid: Bool {
    sections.isValid(for: shape)
      && (sections.scales == .none) == (inputMultiplier.bitPattern != 0)
      && (!sections.hasProgram || standardizedCount == 0)
  }

  /// Whether so many of the m leading features can be inputs, not fewer than when all features that
  /// are left out lead, and whether all other inputs have scales or none has.
  var areInputCountsValid: Bool {
    let left = featureCount &- inputCount
    return standardizedInputCount >= max(0, standardizedCount &- left)
      && standardizedInputCount <= min(standardizedCount, inputCount)
      && (sections.scales == .none
        || sections.scaleCount == inputCount &- standardizedInputCount)
  }

  /// Whether the header of a file is valid.
  ///
  /// - Parameter bytes: At least 48 in version 1 and 64 in version 2, at a multiple of 4.
  @inline(never)
  static func isValid(_ bytes: RawSpan) -> Bool {
    let flags = PackedFlags(rawValue: bytes.half(at: 6))
    return flags.isValid(version: version(of: bytes)) && areCountsValid(flags, bytes)
      && isWindowValid(flags, bytes) && isInputScaleValid(bytes)
      && ParameterRange.isNormal(bytes.word(at: 28)) && isCountQuantizationValid(bytes)
      && (version(of: bytes) == 1 || isSecondPartValid(flags, bytes))
  }

  /// The version of a header; a constant where only one is compiled.
  @inline(__always)
  private static func version(of bytes: RawSpan) -> UInt16 {
    #if TESSERA_FORMAT_1_ONLY
      1
    #else
      bytes.half(at: 4)
    #endif
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
    // m counts features, which version 1 has as many of as inputs.
    let features = UInt32(bytes.half(at: version(of: bytes) == 1 ? 12 : 56))
    return m &- 1 < features && ParameterRange.isNormal(unit) && gain &- 1 < 1 << 30
  }

  /// Whether inputMultiplier is in its range. In version 2 it may be 0, because a section has scales;
  /// then there is no quantisation of counts either.
  @inline(__always)
  private static func isInputScaleValid(_ bytes: RawSpan) -> Bool {
    let multiplier = bytes.word(at: 24)
    guard version(of: bytes) != 1, multiplier == 0 else {
      return ParameterRange.isNormal(multiplier)
    }
    return bytes.word(at: 40) | bytes.word(at: 44) == 0
  }

  /// Whether the 16 bytes that version 2 adds are valid.
  @inline(__always)
  private static func isSecondPartValid(_ flags: PackedFlags, _ bytes: RawSpan) -> Bool {
    let (n, samples) = (UInt32(bytes.half(at: 12)), UInt32(bytes.half(at: 48)))
    let features = UInt32(bytes.half(at: 56))
    let largest = UInt32(truncatingIfNeeded: PackedShape.largestCount)
    // The channels and the reserved byte.
    let channels = UInt32(bytes.half(at: 50))
    let (featureBits, componentBits) = (bytes.byte(at: 60), bytes.byte(at: 61))
    return samples &- 1 < largest
      && channels &- 1 < UInt32(truncatingIfNeeded: PackedWindow.largestChannelCount)
      && features >= n && features <= largest && UInt32(bytes.half(at: 58)) <= samples
      && isWidth(featureBits) && isWidth(componentBits)
      && (flags.contains(.projection) || featureBits == componentBits)
      && UInt32(bytes.half(at: 62)) &- 1
        < UInt32(truncatingIfNeeded: PackedLayout.largestSectionCount)
      && (!flags.contains(.binary) || bytes.half(at: 22) == 1)
  }

  /// Whether `bits` is 8 or 16.
  @inline(__always)
  private static func isWidth(_ bits: UInt8) -> Bool { bits == 8 || bits == 16 }

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
}
