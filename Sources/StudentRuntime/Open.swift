public import PackedFormat

/// A packed student that was validated once and can be executed without a trap.
///
/// It holds the header and where the sections start, and not the bytes: each inference is given
/// the same bytes again, which the caller keeps where they are. Its size is fixed and it owns
/// nothing.
public struct OpenStudent: Equatable, Sendable {
  /// The header.
  public let header: PackedHeader
  /// Where the sections start, as found when the student was opened.
  let starts: SectionStarts

  /// Validates and opens a packed student in place.
  ///
  /// - Parameter bytes: The whole file, at an address that is a multiple of 4.
  /// - Throws: `misaligned` … `parameter`, the first that holds (Docs/Format.md, Validation).
  ///   The identifier is not verified.
  /// - Complexity: O(`bytes.byteCount`).
  @inline(__always)
  public init(_ bytes: RawSpan) throws(PackedFormatError) {
    guard bytes.isWordAligned else { throw .misaligned }
    header = try PackedHeader(parsing: bytes)
    starts = try SectionStarts(validating: header, in: bytes)
  }

  /// A student that was opened before; checks nothing.
  @inline(__always)
  init(trusted header: PackedHeader, starts: SectionStarts) {
    self.header = header
    self.starts = starts
  }

  /// Where every section lies, and the sizes that follow.
  @inline(__always)
  public var layout: PackedLayout { PackedLayout(trusting: header) }

  /// Whether two headers are equal: the rest follows from them.
  public static func == (a: OpenStudent, b: OpenStudent) -> Bool { a.header == b.header }

  /// int32 elements of scratch memory that `infer` needs.
  @inline(__always)
  public var scratchCount: Int { layout.scratchCount }

  /// The elements of the scratch memory where `infer` leaves the C outputs: int32, each worth
  /// `header.outputScale`.
  @inline(__always)
  public var outputs: Range<Int> { layout.outputs }
}
