/// Where every section of a packed student lies; a function of its header, so no offset is stored.
///
/// The sections follow one another without holes after the header and, in version 2, the directory,
/// in the order of `SectionKind`. Then come those that this module does not know, identifier and
/// checksum (Docs/Format.md, Sections and Directory). An absent section takes no bytes.
public struct PackedLayout: Equatable, Sendable {
  /// Bytes of the identifier: the head of the SHA-256 of all bytes before it.
  public static var identifierByteCount: Int { 8 }
  /// Bytes of the CRC-32 over all bytes before it.
  public static var checksumByteCount: Int { 4 }
  /// Bytes behind the last section: identifier and checksum.
  public static var trailerByteCount: Int { identifierByteCount + checksumByteCount }
  /// Bytes that every student has; no file is shorter.
  public static var fixedByteCount: Int { 60 }
  /// The most entries of the directory of version 2.
  public static var largestSectionCount: Int { 32 }
  /// Bytes of an entry of the directory.
  public static var entryByteCount: Int { 8 }

  /// Bytes of the header of a `version`: 48, or 64 without the directory that follows.
  @inline(__always)
  public static func headerByteCount(version: Int) -> Int { version == 1 ? 48 : 64 }

  /// The counts from which the layout follows.
  public let shape: PackedShape
  /// The format version, 1 or 2.
  public let version: Int
  /// Entries of the directory, with those of sections that are not known; 0 in version 1.
  public let sectionCount: Int
  /// Bytes of the whole file.
  public let byteCount: Int

  /// The layout of a student of the given shape, in the lowest version that holds it.
  ///
  /// - Throws: `header` when a count is outside its range, `section` when a section contradicts the
  ///   shape, `layout` when the student would be longer than the `length` field or an `Int` can hold.
  /// - Complexity: O(1).
  public init(_ shape: PackedShape) throws(PackedFormatError) {
    guard shape.isValid else { throw .header }
    let facts = shape.sections
    guard facts.isValid(for: shape), (facts.scales == .none) == (facts.scaleCount == 0),
      facts.scaleCount >= 0, facts.scaleCount <= shape.inputCount
    else { throw .section }
    let version = shape.version
    var length = Self.headerByteCount(version: version) + Self.trailerByteCount
    var sectionCount = 0
    try SectionKind.inOrder { kind throws(PackedFormatError) in
      let section = shape.section(kind)
      guard section.isThere else { return }
      let (bytes, isTooMany) = section.count.multipliedReportingOverflow(by: section.byteCount)
      let (sum, isTooLong) = length.addingReportingOverflow(bytes)
      guard !isTooMany, !isTooLong else { throw .layout }
      (length, sectionCount) = (sum, sectionCount + 1)
    }
    if version == 1 {
      sectionCount = 0
    } else {
      let (sum, isTooLong) = length.addingReportingOverflow(Self.entryByteCount * sectionCount)
      guard !isTooLong else { throw .layout }
      length = sum
    }
    guard UInt(bitPattern: length) <= UInt(UInt32.max) else { throw .layout }
    self.shape = shape
    self.version = version
    self.sectionCount = sectionCount
    byteCount = length
  }

  /// The layout of a file whose `header` was validated; checks nothing.
  @inline(__always)
  public init(trusting header: PackedHeader) {
    shape = header.shape
    version = header.version
    sectionCount = header.sectionCount
    byteCount = Int(truncatingIfNeeded: header.length)
  }

  /// Bytes of a packed student of this `shape`.
  ///
  /// - Throws: As `init(_:)`.
  /// - Complexity: O(1).
  public static func byteCount(of shape: PackedShape) throws(PackedFormatError) -> Int {
    try PackedLayout(shape).byteCount
  }
}

// MARK: - Sections

extension PackedLayout {
  /// Bytes of the header, without the directory.
  public var headerByteCount: Int { Self.headerByteCount(version: version) }

  /// Bytes of the directory, which follows the header; 0 in version 1.
  public var directoryByteCount: Int { Self.entryByteCount &* sectionCount }

  /// Where the section `kind` starts, or would; with nil, where the last one that is known ends.
  ///
  /// - Complexity: O(1).
  public func start(of kind: SectionKind?) -> Int {
    var offset = headerByteCount &+ directoryByteCount
    SectionKind.inOrder { earlier in
      if let kind, earlier.rawValue >= kind.rawValue { return }
      let section = shape.section(earlier)
      if section.isThere { offset = offset &+ section.count &* section.byteCount }
    }
    return offset
  }

  /// The section `kind`, when the student has it; the first one of several. nil for one without rows.
  public subscript(_ kind: SectionKind) -> SectionLayout? {
    let section = shape.section(kind)
    guard section.isThere, section.element != .numbers else { return nil }
    return section.layout(at: start(of: kind))
  }

  /// Where all bytes of the section `kind` lie, when the student has it.
  public func range(of kind: SectionKind) -> Range<Int>? {
    let section = shape.section(kind)
    guard section.isThere else { return nil }
    let start = start(of: kind)
    return start..<start &+ section.count &* section.byteCount
  }

  /// The map of a region, q × d.
  ///
  /// - Parameter region: 0 ..< k; another one gives offsets outside the file.
  public func regionMap(_ region: Int) -> SectionLayout {
    let section = shape.section(.regionMaps)
    return section.layout(at: start(of: .regionMaps) &+ region &* section.byteCount)
  }

  /// Where the identifier starts: the end of the last section.
  public var identifierOffset: Int { checksumOffset &- Self.identifierByteCount }

  /// Where the checksum starts.
  public var checksumOffset: Int { byteCount &- Self.checksumByteCount }
}

// MARK: - Sections without rows

extension PackedLayout {
  /// Where the scales lie; nil without them.
  public var scales: ScalesLayout? {
    range(of: .scales).map {
      ScalesLayout(
        offset: $0.lowerBound, count: shape.sections.scaleCount, parts: shape.sections.scales)
    }
  }

  /// Where the list of kept inputs lies; nil when all features are inputs.
  public var keptInputs: KeptInputsLayout? {
    range(of: .keptInputs).map { KeptInputsLayout(offset: $0.lowerBound, count: shape.inputCount) }
  }

  /// Where the program lies; nil without one.
  public var program: ProgramLayout? {
    range(of: .program).map {
      ProgramLayout(
        offset: $0.lowerBound, channelCount: shape.window.channelCount,
        stageCount: shape.sections.stageCount)
    }
  }

  /// Where the constants of the program lie; nil without them.
  public var constants: ConstantsLayout? {
    range(of: .constants).map {
      ConstantsLayout(offset: $0.lowerBound, wordCount: shape.sections.constantWordCount)
    }
  }

  /// Where the limits lie; nil without them.
  public var limits: LimitsLayout? {
    range(of: .limits).map { LimitsLayout(offset: $0.lowerBound, shape: shape) }
  }
}

// MARK: - Memory

extension PackedLayout {
  /// Bytes of a quantised input.
  @inline(__always)
  public var inputByteCount: Int { shape.inputCount &* (shape.featureBits &>> 3) }

  /// Bytes of the state of a stream; 0 without one. A ring of one window, and a working copy when
  /// windows overlap.
  @inline(__always)
  public var streamByteCount: Int {
    let window = shape.window
    guard window.hop != 0 else { return 0 }
    let ring = (2 &* window.count).roundedUpToWord
    return 16 &+ (window.hop < window.samplesPerChannel ? 2 &* ring : ring)
  }

  /// int32 elements of scratch memory that hold the projected vector, or 0.
  @inline(__always)
  public var projectedWordCount: Int {
    let projection = shape.section(.projection)
    return projection.isThere
      ? (projection.rowCount &* (shape.componentBits &>> 3)).roundedUpToWord / 4 : 0
  }

  /// int32 elements of scratch memory that hold accumulators: the rows of the largest section
  /// before the head.
  @inline(__always)
  public var accumulatorCount: Int {
    let projection = shape.section(.projection)
    let rows = max(shape.section(.regionMaps).rowCount, shape.section(.gate).rowCount)
    return projection.isThere ? max(rows, projection.rowCount) : rows
  }

  /// int32 elements of scratch memory that one inference needs.
  @inline(__always)
  public var scratchCount: Int {
    let head = shape.section(.head)
    return projectedWordCount &+ accumulatorCount &+ (head.isThere ? head.rowCount : 0)
  }

  /// Bytes of scratch memory that one inference needs.
  @inline(__always)
  public var scratchByteCount: Int { 4 &* scratchCount }

  /// The elements of the scratch memory that hold the C outputs after an inference.
  @inline(__always)
  public var outputs: Range<Int> {
    let start = projectedWordCount &+ (shape.hasHead ? accumulatorCount : 0)
    return start..<start &+ shape.outputCount
  }
}
