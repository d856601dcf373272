// The directory of version 2 (Docs/Format.md, Directory): an entry of 8 bytes for each section, its
// kind, its flags and its bytes. Kinds ascend, so those that are not known come last.

extension PackedHeader {
  /// Where the directory starts.
  @inline(__always)
  private static var directoryOffset: Int { PackedLayout.headerByteCount(version: 2) }

  /// Reads which sections a file of version 2 has, checks every entry, and that the sections fill the
  /// file.
  ///
  /// - Parameter bytes: The whole file, whose header is valid.
  /// - Throws: `section` or `layout`; `parameter` when the scales are not as many as the inputs that
  ///   need one, which the kept inputs tell.
  /// - Complexity: O(entries), and O(n) with kept inputs.
  mutating func readDirectory(of bytes: RawSpan) throws(PackedFormatError) {
    let end = UInt32(truncatingIfNeeded: bytes.byteCount &- PackedLayout.trailerByteCount)
    guard UInt32(truncatingIfNeeded: byteCount) <= end, let found = noteSections(in: bytes),
      areSectionsValid, areEntriesValid(in: bytes)
    else { throw .section }
    guard found.end == end else { throw .layout }
    if shape.hasKeptInputs, standardizedCount != 0 {
      standardizedInputCount = KeptInputsLayout(
        offset: Int(truncatingIfNeeded: found.keptInputs), count: inputCount
      ).count(below: standardizedCount, in: bytes)
    }
    guard sections.scales != .none else { return }
    sections.scaleCount = inputCount &- standardizedInputCount
    guard sections.scaleCount != 0,
      shape.section(.scales).byteCount == Int(truncatingIfNeeded: found.scalesByteCount)
    else { throw .parameter }
  }

  /// What the table of sections does not tell: where the last section ends and the kept inputs start,
  /// at most 2³² − 1, and the bytes of the scales.
  private struct Found {
    var end: UInt32
    var keptInputs: UInt32 = 0
    var scalesByteCount: UInt32 = 0
  }

  /// Notes what the entries of the directory state.
  ///
  /// - Returns: nil when kinds do not ascend, a section is no multiple of 4 bytes, or a critical one
  ///   is not known.
  private mutating func noteSections(in bytes: RawSpan) -> Found? {
    var found = Found(end: UInt32(truncatingIfNeeded: byteCount))
    var (entry, previous) = (Self.directoryOffset, UInt16(0))
    while entry != byteCount {
      let (kind, flags) = (bytes.half(at: entry), bytes.half(at: entry &+ 2))
      let size = bytes.word(at: entry &+ 4)
      guard kind > previous, size & 3 == 0 else { return nil }
      if let known = SectionKind(rawValue: Int(kind)) {
        note(known, flags: flags, byteCount: size)
        if known == .scales { found.scalesByteCount = size }
        if known == .keptInputs { found.keptInputs = found.end }
      } else if flags & 1 != 0 {
        return nil
      }
      let (sum, isTooLong) = found.end.addingReportingOverflow(size)
      (found.end, previous) = (isTooLong ? .max : sum, kind)
      entry = entry &+ PackedLayout.entryByteCount
    }
    return found
  }

  /// Notes what the entry of a section of kind 6 or above states. Numbers that no student has are
  /// found later: an entry that does not come out of the table again is refused.
  private mutating func note(_ kind: SectionKind, flags: UInt16, byteCount: UInt32) {
    switch kind {
    case .scales: sections.scales = ScaleParts(rawValue: flags & ~1)
    case .program:
      let stages = byteCount &- 4 &* UInt32(truncatingIfNeeded: channelCount)
      sections.stageCount = Int(truncatingIfNeeded: stages &>> 4)
    case .constants: sections.constantWordCount = Int(truncatingIfNeeded: byteCount &>> 2)
    case .limits: sections.limits = LimitParts(rawValue: flags)
    case .adaptation: sections.hasAdaptation = true
    case .beats: sections.hasBeats = true
    default: break
    }
  }

  /// Whether the directory has an entry with the flags and bytes of the table for each section that
  /// is there, and behind them only kinds that are not known. The bytes of the scales are left out.
  private func areEntriesValid(in bytes: RawSpan) -> Bool {
    let shape = shape
    var (entry, isValid) = (Self.directoryOffset, true)
    SectionKind.inOrder { kind in
      let section = shape.section(kind)
      guard section.isThere, isValid else { return }
      isValid =
        entry != byteCount && Int(bytes.half(at: entry)) == kind.rawValue
        && bytes.half(at: entry &+ 2) == section.flags
        && (kind == .scales
          || isProduct(bytes.word(at: entry &+ 4), section.count, section.byteCount))
      entry = entry &+ PackedLayout.entryByteCount
    }
    return isValid
      && (entry == byteCount || SectionKind(rawValue: Int(bytes.half(at: entry))) == nil)
  }

  /// Whether `size` is the product of two counts, of at most 2¹⁰ and 2²⁹, in 64 bits.
  @inline(__always)
  private func isProduct(_ size: UInt32, _ count: Int, _ byteCount: Int) -> Bool {
    let product = UInt32(truncatingIfNeeded: count).multipliedFullWidth(
      by: UInt32(truncatingIfNeeded: byteCount))
    return product.high == 0 && product.low == size
  }

  /// Writes an entry for each section.
  func writeDirectory(into bytes: inout MutableRawSpan) {
    let shape = shape
    var entry = Self.directoryOffset
    SectionKind.inOrder { kind in
      let section = shape.section(kind)
      guard section.isThere else { return }
      bytes.store(UInt16(truncatingIfNeeded: kind.rawValue), at: entry)
      bytes.store(section.flags, at: entry &+ 2)
      bytes.store(UInt32(truncatingIfNeeded: section.count &* section.byteCount), at: entry &+ 4)
      entry = entry &+ PackedLayout.entryByteCount
    }
  }
}
