/// Where the sections of a file start. A device notes this when it opens a student, so that no
/// inference derives it again.
public struct SectionStarts: Sendable {
  private var offsets: SectionKind.Each<Int> = .init(repeating: 0)
  /// Bytes from one region's map to the next.
  public var regionStride = 0

  /// Starts that are still to be noted, all of them 0.
  @inline(__always)
  public init() {}

  /// Where the section `kind` starts, or would.
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
  /// - Complexity: O(`bytes.byteCount`), with no more than the rows and the padding read, but for maps and gates
  ///   over a vector of 16 bits.
  @inline(__always)
  public init(validating header: PackedHeader, in bytes: RawSpan) throws(PackedFormatError) {
    let shape = header.shape
    self.init()
    var walk = SectionWalk(at: header.byteCount)
    SectionKind.inOrder { kind in
      self[kind] = walk.offset
      let section = shape.section(kind)
      guard section.isThere else { return }
      guard section.element != .numbers else {
        walk.pass(
          byteCount: section.byteCount,
          isValid: shape.areNumbersValid(of: kind, at: walk.offset, in: bytes))
        return
      }
      var left = section.count
      repeat {
        let start = walk.offset
        walk.pass(section, in: bytes)
        if kind == .regionMaps { regionStride = walk.offset &- start }
        left = left &- 1
      } while left != 0
    }
    try walk.finish(version: header.version, in: bytes)
    guard isProgramValid(shape, in: bytes) else { throw .program }
  }

  /// Whether the program is valid; without one, nothing is wrong with it.
  @inline(__always)
  private func isProgramValid(_ shape: PackedShape, in bytes: RawSpan) -> Bool {
    guard shape.sections.hasProgram else { return true }
    let window = shape.window
    let program = ProgramLayout(
      offset: self[.program], channelCount: window.channelCount,
      stageCount: shape.sections.stageCount)
    let constants = ConstantsLayout(
      offset: self[.constants], wordCount: shape.sections.constantWordCount)
    return program.isValid(for: window, constants, in: bytes)
  }
}

extension PackedShape {
  /// Whether the numbers of a section of kind 6 or above are valid, but for the program and its
  /// constants, which are judged last.
  ///
  /// - Parameters:
  ///   - kind: A section that is there.
  ///   - offset: Where it starts.
  ///   - bytes: The whole file, in which it lies.
  @inline(__always)
  func areNumbersValid(of kind: SectionKind, at offset: Int, in bytes: RawSpan) -> Bool {
    switch kind {
    case .scales:
      ScalesLayout(offset: offset, count: sections.scaleCount, parts: sections.scales)
        .isValid(in: bytes)
    case .keptInputs:
      KeptInputsLayout(offset: offset, count: inputCount)
        .isValid(featureCount: window.featureCount, in: bytes)
    case .limits: LimitsLayout(offset: offset, shape: self).isValid(in: bytes)
    case .adaptation: AdaptationConstants(reading: bytes, at: offset).isValid
    case .beats:
      BeatConstants(reading: bytes, at: offset)
        .isValid(samplesPerChannel: window.samplesPerChannel)
    default: true
    }
  }
}
