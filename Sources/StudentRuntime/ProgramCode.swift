import PackedFormat
import SignalFrontEnd

/// A valid program where it lies, with what its run needs of the header: a few words, so that no call
/// copies a whole header.
struct ProgramCode {
  /// The first stage.
  let stages: Bytes
  /// Stages, at least 1.
  let stageCount: Int
  /// The constants of all stages.
  let constants: Bytes
  /// Channels of the window.
  let channelCount: Int
  /// Samples of a channel, L.
  let length: Int

  /// The stage at `index`.
  @inline(__always)
  private func stage(_ index: Int) -> ProgramStage {
    let bytes = UnsafeRawBufferPointer(
      start: stages.start, count: ProgramStage.byteCount &* stageCount)
    return ProgramStage(reading: bytes.bytes, at: ProgramStage.byteCount &* index)
  }

  /// A walk before the first stage.
  @inline(__always)
  private var window: ProgramNode { ProgramNode(window: channelCount, of: length) }

  /// The constants, of which there are enough for all stages.
  @inline(__always)
  private var allConstants: Constants {
    Constants(constants.start, count: SectionFacts.largestConstantCount)
  }

  /// Whether every stage reads samples of the window: then no memory is needed.
  @inline(never)
  var isPlain: Bool {
    var index = 0
    while index != stageCount {
      let stage = stage(index)
      guard stage.operation == .samples, stage.source == 0 else { return false }
      index = index &+ 1
    }
    return true
  }

  /// Bytes of memory that the stages need.
  @inline(never)
  var byteCount: Int {
    var walk = ProgramWalk(window, allConstants)
    var index = 0
    while index != stageCount {
      _ = walk.pass(stage(index))
      index = index &+ 1
    }
    return walk.byteCount
  }

  /// Runs every stage on each of its channels.
  ///
  /// - Parameters:
  ///   - counts: A window of int16.
  ///   - memory: `byteCount` bytes at a multiple of 4.
  ///   - sink: Takes the features.
  @inline(never)
  func run(
    on counts: Bytes, _ memory: UnsafeMutableRawPointer, into sink: inout some FeatureSink
  ) {
    var walk = ProgramWalk(window, allConstants)
    var index = 0
    while index != stageCount {
      let stage = stage(index)
      if walk.pass(stage) {
        let node = UnsafeRawPointer(memory + walk.source.offset)
        run(stage, walk, stage.source == 0 ? counts.start : node, memory, into: &sink)
      }
      index = index &+ 1
    }
  }

  /// Runs the stage that a walk has passed.
  private func run(
    _ stage: ProgramStage, _ walk: borrowing ProgramWalk, _ source: UnsafeRawPointer,
    _ memory: UnsafeMutableRawPointer, into sink: inout some FeatureSink
  ) {
    let work = Stage(
      stage.operation, operands: stage.operands, constants: walk.stageConstants)
    let (length, made) = (walk.source.length, walk.madeLength)
    var channel = walk.firstChannel
    var target = memory + (walk.target.offset &+ 2 &* made &* walk.targetChannel)
    while channel != walk.endChannel {
      let start = (source + 2 &* length &* channel).assumingMemoryBound(to: Int16.self)
      work.run(
        Signal(reading: start, count: length),
        into: Signal(target.assumingMemoryBound(to: Int16.self), count: made),
        Scratch(memory + walk.scratchOffset), &sink)
      target += 2 &* made
      channel = channel &+ 1
    }
  }
}
