// The directory of version 2 (Docs/Format.md, Directory): an entry of 8 bytes for each section, its
// kind, its flags and its bytes. Kinds ascend, so those that are not known come last.

extension PackedHeader {
  /// Where the directory starts.
  @inline(__always)
  private static var directoryOffset: Int { PackedLayout.headerByteCount(version: 2) }

  /// What the directory and the kept inputs add to a header.
  struct DirectoryFacts {
    var sections: SectionFacts
    var standardizedInputCount: Int
  }

  /// Reads which sections a file of version 2 has, checks every entry, and that the sections fill the
  /// file.
  ///
  /// - Parameter bytes: The whole file, whose header is valid.
  /// - Throws: `section` or `layout`; `parameter` when the scales are not as many as the inputs that
  ///   need one, which the kept inputs tell.
  /// - Complexity: O(entries), and O(n) with kept inputs.
  @inline(never)
  static func readDirectory(of bytes: RawSpan) throws(PackedFormatError) -> DirectoryFacts {
    var header = PackedHeader(bytes, isSecond: true)
    let end = UInt32(truncatingIfNeeded: bytes.byteCount &- PackedLayout.trailerByteCount)
    guard UInt32(truncatingIfNeeded: header.byteCount) <= end,
      let found = header.noteSections(in: bytes), header.areSectionsValid,
      areEntriesValid(header.sections, in: bytes)
    else { throw .section }
    guard found.end == end else { throw .layout }
    if header.shape.hasKeptInputs, header.standardizedCount != 0 {
      header.standardizedInputCount = KeptInputsLayout(
        offset: Int(truncatingIfNeeded: found.keptInputs), count: header.inputCount
      ).count(below: header.standardizedCount, in: bytes)
    }
    if header.sections.scales != .none {
      let count = header.inputCount &- header.standardizedInputCount
      let size = ScalesLayout(offset: 0, count: count, parts: header.sections.scales).end
      guard count != 0, size == Int(truncatingIfNeeded: found.scalesByteCount) else {
        throw .parameter
      }
      header.sections.scaleCount = count
    }
    return DirectoryFacts(
      sections: header.sections, standardizedInputCount: header.standardizedInputCount)
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
  @inline(__always)
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
  @inline(__always)
  private mutating func note(_ kind: SectionKind, flags: UInt16, byteCount: UInt32) {
    switch kind {
    case .scales: sections.scales = ScaleParts(rawValue: flags & ~1)
    case .program:
      let stages = byteCount &- 4 &* UInt32(truncatingIfNeeded: channelCount)
      sections.stageCount = Int(truncatingIfNeeded: stages &>> 4)
    // A section of none is refused with the program.
    case .constants: sections.constantWordCount = max(1, Int(truncatingIfNeeded: byteCount &>> 2))
    case .limits: sections.limits = LimitParts(rawValue: flags)
    case .adaptation: sections.hasAdaptation = true
    case .beats: sections.hasBeats = true
    default: break
    }
  }

  /// Whether the directory has an entry with the flags and bytes of the table for each section that
  /// is there, and behind them only kinds that are not known. The bytes of scales and constants are
  /// left out: they follow from what other sections contain.
  ///
  /// It reads the header again, which takes less than passing it on.
  @inline(never)
  private static func areEntriesValid(_ sections: SectionFacts, in bytes: RawSpan) -> Bool {
    var header = PackedHeader(bytes, isSecond: true)
    header.sections = sections
    let shape = header.shape
    var walk = EntryWalk(from: directoryOffset, to: header.byteCount)
    SectionKind.inOrder { kind in
      let section = shape.section(kind)
      guard section.isThere else { return }
      let start = UInt32(truncatingIfNeeded: kind.rawValue) | UInt32(section.flags) &<< 16
      if kind == .scales || kind == .constants {
        walk.pass(start, in: bytes)
      } else if section.element == .numbers {
        walk.pass(start, byteCount: section.byteCount, in: bytes)
      } else {
        walk.pass(
          start, rows: section.rowCount, columns: section.columnCount, section.element,
          count: section.count, in: bytes)
      }
    }
    return walk.isComplete(in: bytes)
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

/// A walk over the entries of a directory beside the table of sections.
private struct EntryWalk {
  private var entry: Int
  private let end: Int
  private var isValid = true

  /// A walk at the first entry.
  @inline(__always)
  init(from entry: Int, to end: Int) {
    self.entry = entry
    self.end = end
  }

  /// Passes an entry whose first word, kind and flags, has to be `start`.
  @inline(never)
  mutating func pass(_ start: UInt32, in bytes: RawSpan) {
    guard entry != end else {
      isValid = false
      return
    }
    if bytes.word(at: entry) != start { isValid = false }
    entry = entry &+ PackedLayout.entryByteCount
  }

  /// Passes the entry of a section of `byteCount` bytes.
  @inline(never)
  mutating func pass(_ start: UInt32, byteCount: Int, in bytes: RawSpan) {
    if entry != end, bytes.word(at: entry &+ 4) != UInt32(truncatingIfNeeded: byteCount) {
      isValid = false
    }
    pass(start, in: bytes)
  }

  /// Passes the entry of `count` maps or gates, in 64 bits: of at most 2²⁹ bytes each.
  @inline(never)
  mutating func pass(
    _ start: UInt32, rows: Int, columns: Int, _ element: SectionElement, count: Int,
    in bytes: RawSpan
  ) {
    let one = SectionLayout(offset: 0, rowCount: rows, columnCount: columns, element: element).end
    let all = UInt32(truncatingIfNeeded: count).multipliedFullWidth(
      by: UInt32(truncatingIfNeeded: one))
    if all.high != 0 { isValid = false }
    pass(start, byteCount: Int(truncatingIfNeeded: all.low), in: bytes)
  }

  /// Whether every entry was right, and the others are of kinds that are not known.
  @inline(__always)
  func isComplete(in bytes: RawSpan) -> Bool {
    isValid && (entry == end || SectionKind(rawValue: Int(bytes.half(at: entry))) == nil)
  }
}
