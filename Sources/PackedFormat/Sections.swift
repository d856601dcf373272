/// The sections of a packed student, in the order of the file.
///
/// Their table is `PackedShape.section(_:)`.
///
/// The raw value is the kind in the directory of version 2. Version 1 has the first five.
public enum SectionKind: Int, Sendable {
  /// U, which makes z of x.
  case projection = 1
  /// The scores of all regions but the first.
  case gate
  /// The map of x that is added to the map of the region.
  case sharedMap
  /// The maps of z, one per region.
  case regionMaps
  /// The dense layer behind the maps.
  case head
  /// A scale for each input that is not standardised.
  case scales
  /// Which features are inputs.
  case keptInputs
  /// The stages that make features of a window.
  case program
  /// The constants of these stages.
  case constants
  /// When an answer is doubtful or an input foreign.
  case limits
  /// The constants of learning on a device.
  case adaptation
  /// The constants of a search for beats.
  case beats

  /// A value for every section.
  public typealias Each<Value> = InlineArray<12, Value>

  /// Calls `body` for every section in the order of the file.
  ///
  /// Written out, because a loop would decide at run time. It is no sequence, because that protocol
  /// brings arrays, which allocate.
  ///
  /// - Throws: The error of `body`.
  @inline(__always)
  public static func inOrder<Failure: Error>(
    _ body: (SectionKind) throws(Failure) -> Void
  ) throws(Failure) {
    try withRowsInOrder(body)
    #if !TESSERA_FORMAT_1_ONLY
      try body(.scales)
      try body(.keptInputs)
      try body(.program)
      try body(.constants)
      try body(.limits)
      try body(.adaptation)
      try body(.beats)
    #endif
  }

  /// Calls `body` for every section of maps and scores, those of version 1, in the order of the file.
  ///
  /// - Throws: The error of `body`.
  @inline(__always)
  public static func withRowsInOrder<Failure: Error>(
    _ body: (SectionKind) throws(Failure) -> Void
  ) throws(Failure) {
    try body(.projection)
    try body(.gate)
    try body(.sharedMap)
    try body(.regionMaps)
    try body(.head)
  }
}

extension PackedShape {
  /// The table of sections: whether a student of this shape has `kind`, and how large it is.
  ///
  /// Layout, validation and sizes follow from it, and the scratch memory takes its rows from it. A
  /// new section is a case of `SectionKind` and a line here. What is left is the step of the runtime
  /// that executes it, and `PackedLayout.accumulatorCount` where that step leaves sums.
  /// The C99 runtime and the oracle have the same table (Tests/Fixtures/Golden/sections.txt).
  @inline(__always)
  public func section(_ kind: SectionKind) -> Section {
    let (n, d, k, q) = (inputCount, componentCount, regionCount, mapCount)
    let facts = sections
    return switch kind {
    // name, condition, rows, columns, element, bits of a column, how many
    case .projection: Section("projection", if: hasProjection, d, n, .map, featureBits)
    case .gate: Section("gate", if: k > 1, k &- 1, d, .scores, componentBits)
    case .sharedMap: Section("shared map", if: hasSharedMap, q, n, .map, featureBits)
    case .regionMaps: Section("region map", if: true, q, d, .map, componentBits, count: k)
    case .head: Section("head", if: hasHead, outputCount, q, .map, 8)
    // name, condition, bytes, flags
    case .scales:
      Section(
        "scales", if: facts.scales != .none,
        bytes: ScalesLayout(offset: 0, count: facts.scaleCount, parts: facts.scales).end,
        flags: 1 | facts.scales.rawValue)
    case .keptInputs:
      Section(
        "kept inputs", if: hasKeptInputs, bytes: KeptInputsLayout(offset: 0, count: n).end, flags: 1
      )
    case .program:
      Section(
        "program", if: facts.hasProgram,
        bytes: ProgramLayout(
          offset: 0, channelCount: window.channelCount, stageCount: facts.stageCount
        ).end, flags: 1)
    case .constants:
      Section(
        "constants", if: facts.constantWordCount != 0,
        bytes: ConstantsLayout(offset: 0, wordCount: facts.constantWordCount).end, flags: 1)
    case .limits:
      Section(
        "limits", if: facts.limits != .none, bytes: LimitsLayout(offset: 0, shape: self).end,
        flags: facts.limits.rawValue)
    case .adaptation:
      Section(
        "adaptation", if: facts.hasAdaptation, bytes: AdaptationConstants.byteCount, flags: 0)
    case .beats: Section("beats", if: facts.hasBeats, bytes: BeatConstants.byteCount, flags: 0)
    }
  }
}

/// The content of a section per row.
public enum SectionElement: Sendable {
  /// Bias and weights: a row becomes a score.
  case scores
  /// Bias, multiplier, shift and weights: a row becomes a value of the next step.
  case map
  /// No rows: numbers of a layout of their own.
  case numbers
}

/// A line of the table of sections.
public struct Section: Sendable {
  /// Its name, or the name of one of several.
  public let name: StaticString
  /// Whether the student has it.
  public let isThere: Bool
  /// How many of it follow one another in the file, when it is there.
  public let count: Int
  /// Rows r of each.
  public let rowCount: Int
  /// Columns c: the length of the vector that the rows multiply.
  public let columnCount: Int
  /// Its content per row.
  public let element: SectionElement
  /// Bits of an element of that vector, 8 or 16.
  public let vectorBits: Int
  /// Its flags in the directory of version 2; bit 0 means that no reader may skip it.
  public let flags: UInt16
  /// Bytes of a section that has no rows.
  private let numbersByteCount: Int

  @inline(__always)
  fileprivate init(
    _ name: StaticString, if condition: Bool, _ rowCount: Int, _ columnCount: Int,
    _ element: SectionElement, _ vectorBits: Int, count: Int = 1
  ) {
    self.name = name
    self.isThere = condition
    self.count = count
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.element = element
    self.vectorBits = vectorBits
    flags = 1
    numbersByteCount = 0
  }

  /// A section without rows.
  @inline(__always)
  fileprivate init(
    _ name: StaticString, if condition: Bool, bytes: Int, flags: UInt16
  ) {
    self.name = name
    self.isThere = condition
    self.count = 1
    self.rowCount = 0
    self.columnCount = 0
    self.element = .numbers
    self.vectorBits = 8
    self.flags = flags
    numbersByteCount = bytes
  }

  /// Where the parts of one with rows lie that starts at `offset`.
  @inline(__always)
  public func layout(at offset: Int) -> SectionLayout {
    SectionLayout(
      offset: offset, rowCount: rowCount, columnCount: columnCount, element: element)
  }

  /// Bytes of one, a multiple of 4 and at most 2²⁹.
  @inline(__always) public var byteCount: Int {
    element == .numbers ? numbersByteCount : layout(at: 0).end
  }
}
