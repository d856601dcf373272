/// The sections without rows of a file of version 2: where those start that a device executes, and
/// whether the numbers of all are valid. The directory says which there are, and was found to be right.
struct NumberSections {
  /// Whether all numbers but those of the program and its constants are valid.
  private(set) var areValid = true
  /// Whether the program and its constants are; without one, nothing is wrong with them.
  private(set) var isProgramValid = true
  /// Where the scales start; 0 without them.
  private(set) var scales = 0
  /// Where the kept inputs start; 0 without them.
  private(set) var keptInputs = 0
  /// Where the program starts; 0 without one.
  private(set) var program = 0
  /// Where the constants of the program start; 0 without them.
  private(set) var constants = 0

  /// Validates the sections.
  ///
  /// - Parameters:
  ///   - scaleCount: Inputs with a scale, s.
  ///   - bytes: The whole file.
  /// - Complexity: O(bytes of these sections).
  @inline(never)
  init(validating scaleCount: Int, in bytes: RawSpan) {
    let header = PackedHeader(bytes, isSecond: true)
    var offset = header.byteCount
    var (stageCount, constantWordCount) = (0, 0)
    var entry = PackedLayout.headerByteCount(version: 2)
    while entry != header.byteCount {
      let (number, flags) = (bytes.half(at: entry), bytes.half(at: entry &+ 2))
      let byteCount = Int(truncatingIfNeeded: bytes.word(at: entry &+ 4))
      switch SectionKind(rawValue: Int(number)) {
      case .scales:
        scales = offset
        let parts = ScaleParts(rawValue: flags & ~1)
        check(ScalesLayout(offset: offset, count: scaleCount, parts: parts).isValid(in: bytes))
      case .keptInputs:
        keptInputs = offset
        let kept = KeptInputsLayout(offset: offset, count: header.inputCount)
        check(kept.isValid(featureCount: header.featureCount, in: bytes))
      case .program:
        program = offset
        stageCount = (byteCount &- 4 &* header.channelCount) &>> 4
      case .constants:
        constants = offset
        constantWordCount = byteCount &>> 2
        if byteCount == 0 { isProgramValid = false }
      case .limits:
        let parts = LimitParts(rawValue: flags)
        check(LimitsLayout(offset: offset, parts, header).isValid(in: bytes))
      case .adaptation: check(AdaptationConstants(reading: bytes, at: offset).isValid)
      case .beats:
        let beats = BeatConstants(reading: bytes, at: offset)
        check(beats.isValid(samplesPerChannel: header.samplesPerChannel))
      default: break
      }
      offset = offset &+ byteCount
      entry = entry &+ PackedLayout.entryByteCount
    }
    guard stageCount != 0 else { return }
    let layout = ProgramLayout(
      offset: program, channelCount: header.channelCount, stageCount: stageCount)
    let values = ConstantsLayout(offset: constants, wordCount: constantWordCount)
    if !layout.isValid(for: header.source, values, in: bytes) { isProgramValid = false }
  }

  /// Notes whether a section is valid.
  @inline(__always)
  private mutating func check(_ isValid: Bool) {
    if !isValid { areValid = false }
  }
}
