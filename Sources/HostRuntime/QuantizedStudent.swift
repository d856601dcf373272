public import PackedFormat

/// A student in the integers of the packed format, before it is bytes.
///
/// It holds every section of both format versions, even those that no training fills yet.
public struct QuantizedStudent: Sendable, Equatable {
  /// The header: counts, flags and scales.
  public let header: PackedHeader
  /// U, d × n.
  public let projection: IntegerMap?
  /// (k − 1) × d; nil for one region.
  public let gate: IntegerGate?
  /// q × n.
  public let sharedMap: IntegerMap?
  /// k maps of q × d.
  public let regionMaps: [IntegerMap]
  /// C × q.
  public let head: IntegerMap?
  /// A scale for each input that is not standardised; nil for the one of the header.
  public let scales: InputScales?
  /// The feature that each input is, n values, strictly ascending below F; nil when the inputs are all
  /// features.
  public let keptInputs: [Int]?
  /// What turns a window into features; nil when the features are the numbers of the window.
  public let program: StudentProgram?
  /// When an answer is doubtful; nil without limits.
  public let limits: StudentLimits?
  /// The constants of learning on a device; nil without them.
  public let adaptation: AdaptationConstants?
  /// The constants of a search for beats; nil without them.
  public let beats: BeatConstants?
  /// Sections of kinds that are not known, in their order.
  public let otherSections: [OtherSection]

  /// A student of these integers.
  ///
  /// - Parameters:
  ///   - header: of the same sections: its `sections` are those of `SectionFacts.init(_:program:limits:…)`.
  ///   - projection: d × n.
  ///   - gate: (k − 1) × d; nil for one region.
  ///   - sharedMap: q × n.
  ///   - regionMaps: k maps of q × d.
  ///   - head: C × q.
  ///   - scales: of the inputs that are not standardised; nil for the scale of the header.
  ///   - keptInputs: the feature of each input; nil for all features.
  ///   - program: what turns a window into features; nil without one.
  ///   - limits: when an answer is doubtful; nil without limits.
  ///   - adaptation: the constants of learning on a device; nil without them.
  ///   - beats: the constants of a search for beats; nil without them.
  ///   - otherSections: of kinds that are not known.
  package init(
    header: PackedHeader, projection: IntegerMap?, gate: IntegerGate?, sharedMap: IntegerMap?,
    regionMaps: [IntegerMap], head: IntegerMap?, scales: InputScales? = nil,
    keptInputs: [Int]? = nil, program: StudentProgram? = nil, limits: StudentLimits? = nil,
    adaptation: AdaptationConstants? = nil, beats: BeatConstants? = nil,
    otherSections: [OtherSection] = []
  ) {
    self.header = header
    self.projection = projection
    self.gate = gate
    self.sharedMap = sharedMap
    self.regionMaps = regionMaps
    self.head = head
    self.scales = scales
    self.keptInputs = keptInputs
    self.program = program
    self.limits = limits
    self.adaptation = adaptation
    self.beats = beats
    self.otherSections = otherSections
  }
}

extension SectionFacts {
  /// What the shape of a student states about these sections.
  ///
  /// - Parameters:
  ///   - scales: nil for the scale of the header.
  ///   - program: nil without one.
  ///   - limits: nil without limits.
  ///   - hasAdaptation: whether the constants of learning are there.
  ///   - hasBeats: whether the constants of a search for beats are there.
  package init(
    _ scales: InputScales?, program: StudentProgram? = nil, limits: StudentLimits? = nil,
    hasAdaptation: Bool = false, hasBeats: Bool = false
  ) {
    self.init(
      scales: scales?.parts ?? .none, scaleCount: scales?.count ?? 0,
      stageCount: program?.stages.count ?? 0, constantCount: program?.constants.count ?? 0,
      limits: limits?.parts ?? .none, hasAdaptation: hasAdaptation, hasBeats: hasBeats)
  }
}
