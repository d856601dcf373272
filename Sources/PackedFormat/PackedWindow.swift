/// What a caller hands over at a time, and how many features it becomes (Docs/Format.md, Version 2).
///
/// A window in memory is channel after channel. Version 1 has one channel of n samples, and they are
/// the features.
public struct PackedWindow: Equatable, Sendable {
  /// The most samples per channel, and the most features.
  public static var largestCount: Int { PackedShape.largestCount }
  /// The most channels.
  public static var largestChannelCount: Int { 16 }
  /// The most features that a program makes.
  public static var largestProgramFeatureCount: Int { 1_024 }

  /// Samples per channel, L, in 1 … 16,384.
  public let samplesPerChannel: Int
  /// Channels, in 1 … 16.
  public let channelCount: Int
  /// Features, F, in n … 16,384: all numbers of the window, or what a program makes of them.
  public let featureCount: Int
  /// Samples per second of a channel, in mHz; 0 when it is not known.
  public let sampleRate: UInt32
  /// Samples from one window of a stream to the next, 0 … L; 0 when there is no stream.
  public let hop: Int

  /// A window.
  ///
  /// Values outside their ranges are accepted here and refused by `PackedHeader`.
  ///
  /// - Parameters:
  ///   - samplesPerChannel: L.
  ///   - channelCount: How many channels follow one another.
  ///   - featureCount: F; nil when the features are the numbers of the window.
  ///   - sampleRate: In mHz; 0 when it is not known.
  ///   - hop: In samples; 0 when there is no stream.
  public init(
    samplesPerChannel: Int, channelCount: Int = 1, featureCount: Int? = nil,
    sampleRate: UInt32 = 0, hop: Int = 0
  ) {
    self.samplesPerChannel = samplesPerChannel
    self.channelCount = channelCount
    self.featureCount = featureCount ?? samplesPerChannel &* channelCount
    self.sampleRate = sampleRate
    self.hop = hop
  }

  /// Numbers of one window, w = L × channels.
  @inline(__always)
  public var count: Int { samplesPerChannel &* channelCount }

  /// Whether every field is in its range for a student of `inputCount` inputs.
  func isValid(inputCount: Int) -> Bool {
    UInt(bitPattern: samplesPerChannel &- 1) < UInt(bitPattern: Self.largestCount)
      && UInt(bitPattern: channelCount &- 1) < UInt(bitPattern: Self.largestChannelCount)
      && featureCount >= inputCount && featureCount <= Self.largestCount
      && hop >= 0 && hop <= samplesPerChannel
  }

  /// Whether version 1 has this window for a student of `inputCount` inputs.
  func isDefault(inputCount: Int) -> Bool {
    self == PackedWindow(samplesPerChannel: inputCount)
  }
}
