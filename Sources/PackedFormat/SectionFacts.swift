/// Which of the sections of kind 6 and above a student has, and what their sizes follow from.
///
/// Kept inputs are no part of it: a student has them when it has fewer inputs than features.
public struct SectionFacts: Equatable, Sendable {
  /// The most stages of a program.
  public static var largestStageCount: Int { 64 }
  /// The most constants of a program.
  public static var largestConstantCount: Int { 4_096 }

  /// The parts of the scales; none without the section.
  public internal(set) var scales: ScaleParts
  /// Inputs with a scale each, s: those that are not standardised; 0 without the section.
  public internal(set) var scaleCount: Int
  /// Stages of the program, 1 … 64; 0 without one.
  public internal(set) var stageCount: Int
  /// Words of 4 bytes that the constants of the program take, two each; 0 without them.
  public internal(set) var constantWordCount: Int
  /// The parts of the limits; none without the section.
  public internal(set) var limits: LimitParts
  /// Whether the constants of an adaptation are there.
  public internal(set) var hasAdaptation: Bool
  /// Whether the constants of a search for beats are there.
  public internal(set) var hasBeats: Bool

  /// The facts of a student.
  ///
  /// Facts that no student has are accepted here and refused by `PackedHeader`.
  ///
  /// - Parameters:
  ///   - scales: The parts of the scales; none without the section.
  ///   - scaleCount: s, at least 1 with scales, otherwise 0.
  ///   - stageCount: Stages of the program, up to 64; 0 without one.
  ///   - constantCount: Constants of all its stages, up to 4,096.
  ///   - limits: The parts of the limits; none without the section.
  ///   - hasAdaptation: Whether the constants of an adaptation are there.
  ///   - hasBeats: Whether the constants of a search for beats are there.
  public init(
    scales: ScaleParts = .none, scaleCount: Int = 0, stageCount: Int = 0, constantCount: Int = 0,
    limits: LimitParts = .none, hasAdaptation: Bool = false, hasBeats: Bool = false
  ) {
    self.scales = scales
    self.scaleCount = scaleCount
    self.stageCount = stageCount
    constantWordCount = (constantCount &+ 1) &>> 1
    self.limits = limits
    self.hasAdaptation = hasAdaptation
    self.hasBeats = hasBeats
  }

  /// The facts of a student that has none of these sections.
  @inline(__always)
  public static var none: SectionFacts { SectionFacts() }

  /// Whether a program makes the features.
  @inline(__always)
  public var hasProgram: Bool { stageCount != 0 }

  /// Whether the sections of a student of this `shape` may be there, whatever their contents.
  @inline(__always)
  func isValid(for shape: PackedShape) -> Bool {
    let window = shape.window
    if hasProgram {
      guard scales == .integers, UInt(bitPattern: stageCount) <= UInt(Self.largestStageCount),
        window.featureCount <= PackedWindow.largestProgramFeatureCount
      else { return false }
    } else {
      guard constantWordCount == 0, window.featureCount == window.count else { return false }
    }
    return scales.isValid && limits.isValid(hasProjection: shape.hasProjection)
      && (!hasAdaptation || shape.componentCount <= AdaptationConstants.largestComponentCount)
      && (!hasBeats || (window.channelCount == 1 && !hasProgram))
  }
}
