// The directory of version 2 (Docs/Format.md, Directory): an entry of 8 bytes for each section, its
// kind, its flags and its bytes. Kinds ascend, so those that are not known come last.

/// An entry of the directory.
struct DirectoryEntry {
  /// The kind, known or not.
  let kind: UInt16
  /// The flags; bit 0 means that no reader may skip the section.
  let flags: UInt16
  /// Bytes of the section.
  let byteCount: UInt32

  /// The entry at `offset`, a multiple of 4, of a file.
  @inline(__always)
  init(reading bytes: RawSpan, at offset: Int) {
    kind = bytes.half(at: offset)
    flags = bytes.half(at: offset &+ 2)
    byteCount = bytes.word(at: offset &+ 4)
  }
}

extension PackedHeader {
  /// Where the directory starts.
  @inline(__always)
  static var directoryOffset: Int { PackedLayout.headerByteCount(version: 2) }

  /// Whether the directory of a file of version 2 fits into it, its kinds ascend, each known section has
  /// the entry of the table, those that the header demands are there, and no critical one is unknown.
  ///
  /// A function of its own, as those after it, so that its variables leave the stack.
  ///
  /// - Parameter bytes: The whole file, whose header is valid.
  /// - Complexity: O(entries).
  @inline(never)
  static func areEntriesValid(in bytes: RawSpan) -> Bool {
    let end = directoryOffset &+ PackedLayout.entryByteCount &* Int(bytes.half(at: 62))
    guard end <= bytes.byteCount &- PackedLayout.trailerByteCount else { return false }
    var (place, previous, count) = (directoryOffset, UInt16(0), 0)
    while place != end {
      let entry = DirectoryEntry(reading: bytes, at: place)
      guard entry.kind > previous, entry.byteCount & 3 == 0 else { return false }
      if let kind = SectionKind(rawValue: Int(entry.kind)) {
        guard isValid(entry, of: kind, in: bytes) else { return false }
        if kind.rawValue <= SectionKind.head.rawValue || kind == .keptInputs { count = count &+ 1 }
      } else if entry.flags & 1 != 0 {
        return false
      }
      (place, previous) = (place &+ PackedLayout.entryByteCount, entry.kind)
    }
    return count == PackedHeader(bytes, isSecond: true).demandedCount
  }

  /// The sections that the header demands, but for the scales: it says itself that they are there.
  @inline(__always)
  private var demandedCount: Int {
    let shape = shape
    var count = shape.hasKeptInputs ? 1 : 0
    SectionKind.withRowsInOrder { kind in
      if shape.section(kind).isThere { count = count &+ 1 }
    }
    return count
  }

  /// What the directory and the kept inputs add to a header.
  struct DirectoryFacts {
    var sections: SectionFacts
    var standardizedInputCount: Int
  }

  /// Reads which sections a file of version 2 has, and checks that they agree and fill the file.
  ///
  /// - Parameter bytes: The whole file, whose header and directory are valid.
  /// - Throws: `section` or `layout`; `parameter` when the scales are not as many as the inputs that
  ///   need one, which the kept inputs tell.
  /// - Complexity: O(entries), and O(n) with kept inputs.
  @inline(never)
  static func readDirectory(of bytes: RawSpan) throws(PackedFormatError) -> DirectoryFacts {
    var header = PackedHeader(bytes, isSecond: true)
    var end = UInt32(truncatingIfNeeded: header.byteCount)
    var (keptInputs, scalesByteCount) = (UInt32(0), UInt32(0))
    var place = directoryOffset
    while place != header.byteCount {
      let entry = DirectoryEntry(reading: bytes, at: place)
      if let kind = SectionKind(rawValue: Int(entry.kind)) {
        header.note(entry, of: kind)
        if kind == .scales { scalesByteCount = entry.byteCount }
        if kind == .keptInputs { keptInputs = end }
      }
      let (sum, isTooLong) = end.addingReportingOverflow(entry.byteCount)
      end = isTooLong ? .max : sum
      place = place &+ PackedLayout.entryByteCount
    }
    guard header.areSectionsValid else { throw .section }
    guard end == UInt32(truncatingIfNeeded: bytes.byteCount &- PackedLayout.trailerByteCount) else {
      throw .layout
    }
    if header.shape.hasKeptInputs, header.standardizedCount != 0 {
      header.standardizedInputCount = KeptInputsLayout(
        offset: Int(truncatingIfNeeded: keptInputs), count: header.inputCount
      ).count(below: header.standardizedCount, in: bytes)
    }
    if header.sections.scales != .none {
      let count = header.inputCount &- header.standardizedInputCount
      let size = ScalesLayout(offset: 0, count: count, parts: header.sections.scales).end
      guard count != 0, size == Int(truncatingIfNeeded: scalesByteCount) else { throw .parameter }
      header.sections.scaleCount = count
    }
    return DirectoryFacts(
      sections: header.sections, standardizedInputCount: header.standardizedInputCount)
  }

  /// Notes what the entry of a section of kind 6 or above states.
  @inline(__always)
  private mutating func note(_ entry: DirectoryEntry, of kind: SectionKind) {
    switch kind {
    case .scales: sections.scales = ScaleParts(rawValue: entry.flags & ~1)
    case .program:
      let stages = entry.byteCount &- 4 &* UInt32(truncatingIfNeeded: channelCount)
      sections.stageCount = Int(truncatingIfNeeded: stages &>> 4)
    // A section of none is refused with the program.
    case .constants:
      sections.constantWordCount = max(1, Int(truncatingIfNeeded: entry.byteCount &>> 2))
    case .limits: sections.limits = LimitParts(rawValue: entry.flags)
    case .adaptation: sections.hasAdaptation = true
    case .beats: sections.hasBeats = true
    default: break
    }
  }

  /// Whether the entry of a known section has the flags and bytes of the table, for a student whose
  /// section is as the entry says. The bytes of scales and constants are left out: they follow from
  /// what other sections contain.
  @inline(never)
  private static func isValid(
    _ entry: DirectoryEntry, of kind: SectionKind, in bytes: RawSpan
  ) -> Bool {
    var header = PackedHeader(bytes, isSecond: true)
    header.note(entry, of: kind)
    let section = header.shape.section(kind)
    guard section.isThere, entry.flags == section.flags else { return false }
    guard kind != .scales, kind != .constants else { return true }
    // In 64 bits: at most 2¹⁰ maps of 2²⁹ bytes.
    let product = UInt32(truncatingIfNeeded: section.count).multipliedFullWidth(
      by: UInt32(truncatingIfNeeded: section.byteCount))
    return product.high == 0 && product.low == entry.byteCount
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
