/// Where the sections of a file start. A device notes this when it opens a student, so that no
/// inference derives it again.
public struct SectionStarts: Sendable {
  private var offsets: SectionKind.Each<Int> = .init(repeating: PackedLayout.headerByteCount)
  /// Bytes from one region's map to the next.
  public var regionStride = 0

  /// Starts that are still to be noted, all of them at the end of the header.
  @inline(__always)
  public init() {}

  /// Where the section `kind` starts, or would.
  @inline(__always)
  public subscript(_ kind: SectionKind) -> Int {
    get { offsets[kind.rawValue] }
    set { offsets[kind.rawValue] = newValue }
  }
}

extension SectionStarts {
  /// Validates the sections of a whole file, and every parameter in them.
  ///
  /// An accepted file can be executed without a check per value. Every offset lies in the file, and
  /// every bias, multiplier and shift is in its range.
  ///
  /// - Parameters:
  ///   - header: The header that was parsed from `bytes`; its counts are not checked again.
  ///   - bytes: The whole file, at a multiple of 4.
  /// - Throws: `layout` or `parameter`.
  /// - Complexity: O(`bytes.byteCount`), with no more than the rows and the padding read.
  @inline(__always)
  public init(validating header: PackedHeader, in bytes: RawSpan) throws(PackedFormatError) {
    let shape = header.shape
    self.init()
    var walk = SectionWalk()
    SectionKind.inOrder { kind in
      self[kind] = walk.offset
      let section = shape.section(kind)
      guard section.isThere else { return }
      var left = section.count
      repeat {
        let start = walk.offset
        walk.pass(section, in: bytes)
        if kind == .regionMaps { regionStride = walk.offset &- start }
        left = left &- 1
      } while left != 0
    }
    try walk.finish(in: bytes)
  }
}
