import PackedFormat

/// A walk over the features that a program makes of a window, in ascending order.
///
/// Every feature is a sample of the window, so that no node needs memory.
struct FeatureWalk {
  /// The stage that comes next.
  private var stage: Bytes
  /// Samples of a channel, L.
  private let length: Int
  /// Channels of the window.
  private let channelCount: Int
  /// The features that are the samples of `channel`: the first one, and the one after the last.
  private var (first, end) = (0, 0)
  /// The last channel of the stage.
  private var lastChannel = -1
  /// The channel of the last place that was asked for.
  private(set) var channel = -1

  /// A walk before the first feature.
  @inline(__always)
  init(_ program: ProgramLayout, length: Int, in file: Bytes) {
    stage = file &+ program.stages
    self.length = length
    channelCount = program.channelCount
  }

  /// Where feature `feature` lies in the window.
  ///
  /// - Parameter feature: Below F, and not below the one of the last call.
  mutating func place(of feature: Int) -> Int {
    while feature >= end {
      if channel == lastChannel {
        let code = stage.uint8(3)
        let isOne = code != ProgramStage.allChannels
        channel = isOne ? Int(code) : 0
        lastChannel = isOne ? channel : channelCount &- 1
        stage = stage &+ ProgramStage.byteCount
      } else {
        channel = channel &+ 1
      }
      (first, end) = (end, end &+ length)
    }
    return channel &* length &+ feature &- first
  }
}
