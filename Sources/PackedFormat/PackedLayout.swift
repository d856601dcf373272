/// Where every section of a packed student lies; a function of its shape, so no offset is stored.
///
/// The sections follow one another without holes after the header, in the order of
/// `SectionKind`, then identifier and checksum (Docs/Format.md, Sections). An absent section
/// takes no bytes.
public struct PackedLayout: Equatable, Sendable {
  /// Bytes of the header.
  public static var headerByteCount: Int { 48 }
  /// Bytes of the identifier: the head of the SHA-256 of all bytes before it.
  public static var identifierByteCount: Int { 8 }
  /// Bytes of the CRC-32 over all bytes before it.
  public static var checksumByteCount: Int { 4 }
  /// Bytes that every student has; no file is shorter.
  public static var fixedByteCount: Int { 60 }

  /// The counts from which the layout follows.
  public let shape: PackedShape

  /// The layout of a student of the given shape.
  ///
  /// - Throws: `header` when a count is outside its range, `layout` when the student would be
  ///   longer than the `length` field or an `Int` can hold.
  /// - Complexity: O(1).
  public init(_ shape: PackedShape) throws(PackedFormatError) {
    guard shape.isValid else { throw .header }
    var length = Self.fixedByteCount
    try SectionKind.inOrder { kind throws(PackedFormatError) in
      let section = shape.section(kind)
      guard section.isThere else { return }
      let (bytes, isTooMany) = section.count.multipliedReportingOverflow(by: section.byteCount)
      let (sum, isTooLong) = length.addingReportingOverflow(bytes)
      guard !isTooMany, !isTooLong else { throw .layout }
      length = sum
    }
    guard UInt(bitPattern: length) <= UInt(UInt32.max) else { throw .layout }
    self.shape = shape
  }

  /// The layout of a file whose `header` was validated; checks nothing.
  @inline(__always)
  public init(trusting header: PackedHeader) { shape = header.shape }

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
  /// Where the section `kind` starts, or would; with nil, where the last one ends.
  ///
  /// - Complexity: O(1).
  public func start(of kind: SectionKind?) -> Int {
    var offset = Self.headerByteCount
    SectionKind.inOrder { earlier in
      if let kind, earlier.rawValue >= kind.rawValue { return }
      let section = shape.section(earlier)
      if section.isThere { offset = offset &+ section.count &* section.byteCount }
    }
    return offset
  }

  /// The section `kind`, when the student has it; the first one of several.
  public subscript(_ kind: SectionKind) -> SectionLayout? {
    let section = shape.section(kind)
    return section.isThere ? section.layout(at: start(of: kind)) : nil
  }

  /// The map of a region, q × d.
  ///
  /// - Parameter region: 0 ..< k; another one gives offsets outside the file.
  public func regionMap(_ region: Int) -> SectionLayout {
    let section = shape.section(.regionMaps)
    return section.layout(at: start(of: .regionMaps) &+ region &* section.byteCount)
  }

  /// Where the identifier starts: the end of the last section.
  public var identifierOffset: Int { start(of: nil) }

  /// Where the checksum starts.
  public var checksumOffset: Int { identifierOffset &+ Self.identifierByteCount }

  /// Bytes of the whole file.
  public var byteCount: Int { checksumOffset &+ Self.checksumByteCount }
}

// MARK: - Scratch memory

extension PackedLayout {
  /// int32 elements of scratch memory that hold the projected vector as int8, or 0.
  @inline(__always)
  public var projectedWordCount: Int {
    let projection = shape.section(.projection)
    return projection.isThere ? projection.rowCount.roundedUpToWord / 4 : 0
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
