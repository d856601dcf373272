/// Where the sections of a file start. A device notes this when it opens a student, so that no
/// inference derives it again.
public struct SectionStarts: Sendable {
  // Written out: a loop would need a routine of the C library.
  private var offsets: SectionKind.Each<Int> = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  /// Bytes from one region's map to the next.
  public var regionStride = 0

  /// Starts that are still to be noted, all of them 0.
  @inline(__always)
  public init() {}

  /// Where the section `kind` starts. One of kind 6 or above that is not there, or that no device
  /// executes, has 0.
  @inline(__always)
  public subscript(_ kind: SectionKind) -> Int {
    get { offsets[kind.rawValue &- 1] }
    set { offsets[kind.rawValue &- 1] = newValue }
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
  /// - Throws: `layout`, `parameter` or `program`.
  /// - Complexity: O(`bytes.byteCount`), with no more than the rows and the padding read, but for maps
  ///   and gates over a vector of 16 bits.
  @inline(__always)
  public init(validating header: PackedHeader, in bytes: RawSpan) throws(PackedFormatError) {
    let shape = header.shape
    self.init()
    var walk = SectionWalk(at: header.byteCount)
    SectionKind.withRowsInOrder { kind in
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
    #if TESSERA_FORMAT_1_ONLY
      try walk.finish(in: bytes)
    #else
      guard header.version != 1 else {
        try walk.finish(in: bytes)
        return
      }
      // The directory was found to fill the file, with sections that are not known.
      guard walk.isValid,
        NumberSections.areValid(in: bytes, scaleCount: header.sections.scaleCount)
      else { throw .parameter }
      let numbers = NumberSections(in: bytes, from: header.byteCount)
      if shape.sections.hasProgram {
        let program = ProgramLayout(
          offset: numbers.program, channelCount: header.channelCount,
          stageCount: shape.sections.stageCount)
        // A section of no constants is one too many.
        guard (numbers.constants == 0) == (numbers.constantsByteCount == 0),
          program.isValid(
            for: header.source,
            ConstantsLayout(
              offset: numbers.constants, wordCount: numbers.constantsByteCount &>> 2), in: bytes)
        else { throw .program }
      }
      (self[.scales], self[.keptInputs]) = (numbers.scales, numbers.keptInputs)
      (self[.program], self[.constants]) = (numbers.program, numbers.constants)
      self[.limits] = numbers.limits
    #endif
  }
}
