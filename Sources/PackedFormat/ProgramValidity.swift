/// What is known of a node of a program before it runs, for any window (Docs/Format.md, Program).
public struct ProgramNode: Equatable, Sendable {
  /// Channels.
  public let channelCount: Int
  /// Elements of each channel.
  public let length: Int
  /// The largest magnitude of an element.
  public let magnitude: Int32
  /// The largest sum of squares of a channel.
  public let energy: UInt64

  /// Node 0, a `window` of any int16.
  @inline(__always)
  public init(_ window: PackedWindow) {
    channelCount = window.channelCount
    length = window.samplesPerChannel
    magnitude = 32_768
    // L × 2³⁰, as two words.
    let samples = UInt32(truncatingIfNeeded: window.samplesPerChannel)
    energy = unsafeBitCast(SIMD2(samples &<< 30, samples &>> 2), to: UInt64.self)
  }
}

/// A walk over the stages of a program: whether each is valid, and what all of them make.
struct ProgramWalk {
  /// The most element steps of all stages.
  private static var largestStepCount: Int { 1 << 24 }

  /// Node 0. No operation makes another one.
  private let window: ProgramNode
  private var featureCount = 0
  private var stepCount = 0
  private var constantCount = 0

  /// A walk before the first stage.
  @inline(__always)
  init(_ window: PackedWindow) { self.window = ProgramNode(window) }

  /// Passes a stage; false when it is not valid.
  @inline(__always)
  mutating func pass(_ stage: ProgramStage) -> Bool {
    let isOneChannel = stage.channel != ProgramStage.allChannels
    guard stage.source == 0, !isOneChannel || Int(stage.channel) < window.channelCount,
      areConstantsValid(stage)
    else { return false }
    switch stage.operation {
    case .samples:
      guard window.length >= 1, stage.target == 0, stage.constantCount == 0,
        stage.operands == SIMD4(0, 0, 0, 0)
      else { return false }
      let count = isOneChannel ? window.length : window.length &* window.channelCount
      (featureCount, stepCount) = (featureCount &+ count, stepCount &+ count)
    default: return false
    }
    return stepCount <= Self.largestStepCount
  }

  /// Whether the constants of a stage start where those before it end; both fields are 0 without any.
  @inline(__always)
  private mutating func areConstantsValid(_ stage: ProgramStage) -> Bool {
    let (start, count) = (Int(stage.constantStart), Int(stage.constantCount))
    guard count != 0 else { return start == 0 }
    guard start == constantCount else { return false }
    constantCount = constantCount &+ count
    return constantCount <= SectionFacts.largestConstantCount
  }

  /// Whether all stages made F features and have all constants of their section, padded with zero.
  @inline(__always)
  func isComplete(featureCount: Int, _ constants: ConstantsLayout, in bytes: RawSpan) -> Bool {
    let end = 2 &* constantCount
    return self.featureCount == featureCount && end.roundedUpToWord == constants.byteCount
      && bytes.isZero(from: constants.offset &+ end, to: constants.end)
  }
}

extension ProgramLayout {
  /// Whether the scales of the channels, every stage, and the constants are valid, and whether the
  /// stages make F features.
  ///
  /// - Parameters:
  ///   - window: What the program turns into features.
  ///   - constants: The section of constants; one of no words without it.
  ///   - bytes: The whole file, in which both sections lie.
  /// - Complexity: O(channels + stages).
  @inline(never)
  func isValid(for window: PackedWindow, _ constants: ConstantsLayout, in bytes: RawSpan) -> Bool {
    var channel = 0
    while channel != channelCount {
      guard ParameterRange.isNormal(countsPerUnit(channel, in: bytes).bitPattern) else {
        return false
      }
      channel = channel &+ 1
    }
    var walk = ProgramWalk(window)
    var index = 0
    while index != stageCount {
      guard walk.pass(stage(index, in: bytes)) else { return false }
      index = index &+ 1
    }
    return walk.isComplete(featureCount: window.featureCount, constants, in: bytes)
  }
}
