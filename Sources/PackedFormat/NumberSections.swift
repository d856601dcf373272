/// Where those sections without rows start that a device executes; 0 for one that is not there.
struct NumberSections {
  /// The scales.
  private(set) var scales = 0
  /// The kept inputs.
  private(set) var keptInputs = 0
  /// The program.
  private(set) var program = 0
  /// The constants of the program.
  private(set) var constants = 0
  /// The limits.
  private(set) var limits = 0
  /// Bytes of the constants.
  private(set) var constantsByteCount = 0

  /// Finds the sections in the directory of a file of version 2.
  ///
  /// - Parameters:
  ///   - bytes: The whole file, whose directory is valid.
  ///   - offset: Where the first section starts.
  /// - Complexity: O(entries).
  @inline(never)
  init(in bytes: RawSpan, from offset: Int) {
    var (offset, place) = (offset, PackedHeader.directoryOffset)
    let end = offset
    while place != end {
      let entry = DirectoryEntry(reading: bytes, at: place)
      switch SectionKind(rawValue: Int(entry.kind)) {
      case .scales: scales = offset
      case .keptInputs: keptInputs = offset
      case .program: program = offset
      case .constants:
        (constants, constantsByteCount) = (offset, Int(truncatingIfNeeded: entry.byteCount))
      case .limits: limits = offset
      default: break
      }
      offset = offset &+ Int(truncatingIfNeeded: entry.byteCount)
      place = place &+ PackedLayout.entryByteCount
    }
  }

  /// Whether the numbers of all sections without rows are valid, but for the program and its constants,
  /// which are judged last.
  ///
  /// - Parameters:
  ///   - bytes: The whole file, whose directory is valid.
  ///   - scaleCount: Inputs with a scale, s.
  /// - Complexity: O(bytes of these sections).
  @inline(never)
  static func areValid(in bytes: RawSpan, scaleCount: Int) -> Bool {
    let header = PackedHeader(bytes, isSecond: true)
    var (offset, place, areValid) = (header.byteCount, PackedHeader.directoryOffset, true)
    while place != header.byteCount {
      let entry = DirectoryEntry(reading: bytes, at: place)
      let isValid =
        switch SectionKind(rawValue: Int(entry.kind)) {
        case .scales:
          ScalesLayout(
            offset: offset, count: scaleCount, parts: ScaleParts(rawValue: entry.flags & ~1)
          ).isValid(in: bytes)
        case .keptInputs:
          KeptInputsLayout(offset: offset, count: header.inputCount)
            .isValid(featureCount: header.featureCount, in: bytes)
        case .limits:
          LimitsLayout(offset: offset, LimitParts(rawValue: entry.flags), header)
            .isValid(in: bytes)
        case .adaptation: AdaptationConstants.areValid(in: bytes, at: offset)
        case .beats:
          BeatConstants.areValid(
            in: bytes, at: offset, samplesPerChannel: header.samplesPerChannel)
        default: true
        }
      if !isValid { areValid = false }
      offset = offset &+ Int(truncatingIfNeeded: entry.byteCount)
      place = place &+ PackedLayout.entryByteCount
    }
    return areValid
  }
}
