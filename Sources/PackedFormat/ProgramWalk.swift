public import SignalFrontEnd

/// What is known of a node of a program before it runs, for any window (Docs/Format.md, Program).
public struct ProgramNode: Equatable, Sendable {
  // Small, since a walk has eight of them on the stack of a device.
  private let place: Int32
  private let samples: UInt16
  private let largest: UInt16
  private let channels: UInt8

  /// A node.
  @inline(__always)
  init(channelCount: Int, length: Int, magnitude: Int32, offset: Int) {
    place = Int32(truncatingIfNeeded: offset)
    samples = UInt16(truncatingIfNeeded: length)
    largest = UInt16(truncatingIfNeeded: magnitude)
    channels = UInt8(truncatingIfNeeded: channelCount)
  }

  /// Node 0, a window of any int16.
  ///
  /// - Parameters:
  ///   - channelCount: Channels.
  ///   - length: Samples of each channel.
  @inline(__always)
  public init(window channelCount: Int, of length: Int) {
    self.init(channelCount: channelCount, length: length, magnitude: 32_768, offset: 0)
  }

  /// Where it starts in the memory of the program, in bytes; 0 for the window, which is elsewhere.
  @inline(__always) public var offset: Int { Int(truncatingIfNeeded: place) }
  /// Samples of each channel.
  @inline(__always) public var length: Int { Int(truncatingIfNeeded: samples) }
  /// The largest magnitude of a sample.
  @inline(__always) public var magnitude: Int32 { Int32(truncatingIfNeeded: largest) }
  /// Channels.
  @inline(__always) public var channelCount: Int { Int(truncatingIfNeeded: channels) }
  /// The first byte after it.
  @inline(__always) var end: Int { offset &+ (2 &* channelCount &* length).roundedUpToWord }
}

/// A walk over the stages of a program: whether each is valid, where its nodes are, and what all of
/// them make.
///
/// What is known of the stage that was passed last lies in the walk itself: a copy of it would need a
/// routine of the C library.
public struct ProgramWalk {
  /// The most element steps of all stages.
  private static var largestStepCount: Int { 1 &<< 24 }

  /// The constants of all stages.
  private let constants: Constants
  /// The nodes that there are, up to `top`; node 0 is the window.
  private var nodes: InlineArray<8, ProgramNode>
  private var top = 0
  /// Element steps of the stages so far.
  public private(set) var stepCount = 0
  /// The features so far.
  public private(set) var featureCount = 0

  // What follows means nothing before a stage. It starts as what is at hand: a row of zeros would need a
  // routine of the C library.

  /// The node that the stage reads.
  public private(set) var source: ProgramNode
  /// The node that the stage writes; meaningless where it writes none.
  public private(set) var target: ProgramNode
  /// The first channel of the source that the stage reads.
  public private(set) var firstChannel: Int
  /// The one after the last.
  public private(set) var endChannel: Int
  /// The channel of the target that the first of them becomes.
  public private(set) var targetChannel: Int
  /// The constants of the stage.
  public private(set) var stageConstants: Constants
  /// Samples that the stage writes to each channel; 0 when it writes none.
  public private(set) var madeLength: Int
  /// Features of the stage, of all channels.
  public private(set) var madeFeatureCount: Int
  /// Where the scratch memory of the stage starts in the memory of the program, in bytes.
  public private(set) var scratchOffset: Int

  /// The constants of the stages so far.
  public private(set) var constantCount = 0
  /// Bytes of memory that the stages so far need for nodes and scratch, a multiple of 4; 0 when they
  /// only read samples of the window.
  public private(set) var byteCount = 0

  /// A walk before the first stage.
  ///
  /// - Parameters:
  ///   - window: What the program turns into features.
  ///   - constants: Those of all stages.
  public init(_ window: ProgramNode, _ constants: Constants) {
    let node = window
    self.constants = constants
    stageConstants = constants
    nodes = [node, node, node, node, node, node, node, node]
    (source, target) = (node, node)
    (firstChannel, endChannel, targetChannel) = (1, 1, 1)
    (madeLength, madeFeatureCount, scratchOffset) = (1, 1, 1)
  }

  /// Passes a stage.
  ///
  /// - Parameter stage: The next one of the program.
  /// - Returns: Whether it is valid; otherwise the walk has ended.
  /// - Complexity: O(constants of the stage).
  public mutating func pass(_ stage: ProgramStage) -> Bool {
    let index = Int(truncatingIfNeeded: stage.source)
    guard index <= top, takeConstants(stage) else { return false }
    source = nodes[unchecked: index]
    let isAll = stage.channel == ProgramStage.allChannels
    firstChannel = isAll ? 0 : Int(truncatingIfNeeded: stage.channel)
    endChannel = isAll ? source.channelCount : firstChannel &+ 1
    let channelCount = endChannel &- firstChannel
    guard endChannel <= source.channelCount,
      let effect = Stage(stage.operation, operands: stage.operands, constants: stageConstants)
        .effect(on: NodeFacts(length: source.length, magnitude: source.magnitude))
    else { return false }
    madeLength = effect.length
    madeFeatureCount = channelCount &* effect.featureCount
    guard makeTarget(stage, channelCount, effect.magnitude) else { return false }
    targetChannel = target.channelCount == source.channelCount ? firstChannel : 0
    featureCount = featureCount &+ madeFeatureCount
    stepCount = stepCount &+ channelCount &* effect.stepCount
    scratchOffset = top == 0 ? 0 : nodes[unchecked: top].end
    // A program that does more than read samples of the window has at least a word.
    let least = stage.operation == .samples && index == 0 ? 0 : 4
    byteCount = max(byteCount, max(least, scratchOffset &+ effect.scratchByteCount))
    return featureCount <= PackedWindow.largestProgramFeatureCount
      && stepCount <= Self.largestStepCount
  }

  /// Takes the constants of a stage, which start where those before it end; both fields are 0 without
  /// any.
  private mutating func takeConstants(_ stage: ProgramStage) -> Bool {
    let start = Int(truncatingIfNeeded: stage.constantStart)
    let count = Int(truncatingIfNeeded: stage.constantCount)
    guard start &+ count <= SectionFacts.largestConstantCount,
      start == (count == 0 ? 0 : constantCount),
      let own = constants.part(from: start, count: count)
    else { return false }
    stageConstants = own
    constantCount = constantCount &+ count
    return true
  }

  /// Makes the node that a stage writes: its source, or one above it. Nodes above one that is made are
  /// gone.
  private mutating func makeTarget(
    _ stage: ProgramStage, _ channelCount: Int, _ magnitude: Int32
  ) -> Bool {
    guard madeLength != 0 else { return stage.target == 0 }
    let index = Int(truncatingIfNeeded: stage.target)
    if stage.target == stage.source {
      guard index != 0, madeLength == source.length else { return false }
      target = ProgramNode(
        channelCount: source.channelCount, length: source.length,
        magnitude: channelCount == source.channelCount
          ? magnitude : max(magnitude, source.magnitude),
        offset: source.offset)
    } else {
      guard stage.target > stage.source, index <= top &+ 1, index < ProgramStage.nodeCount else {
        return false
      }
      target = ProgramNode(
        channelCount: channelCount, length: madeLength, magnitude: magnitude,
        offset: index == 1 ? 0 : nodes[unchecked: index &- 1].end)
      top = index
    }
    nodes[unchecked: index] = target
    return true
  }
}
