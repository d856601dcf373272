/// The constants of a search for beats in a stream: a section of twelve u16.
public struct BeatConstants: Equatable, Sendable {
  /// Bytes of the section.
  public static var byteCount: Int { 24 }
  /// Features that the intervals between beats give, when there are any.
  public static var intervalFeatureCount: Int { 4 }

  /// Samples of the cut before the peak, 0 … L.
  public var samplesBefore: UInt16 = 0
  /// Samples of the cut from the peak on, 1 … L. Both together are L, or L − 4 with intervals.
  public var samplesFrom: UInt16 = 1
  /// Samples after a beat in which there is no other, 1 … 16,384.
  public var refractory: UInt16 = 1
  /// Samples after a beat in which a T wave is told from a beat, 1 … 16,384.
  public var tWave: UInt16 = 1
  /// Samples without a beat after which the search goes back, 1 … 16,384.
  public var searchBack: UInt16 = 1
  /// Samples of the box filter, 1 … 1,024.
  public var box: UInt16 = 1
  /// Samples of the difference's lag, 1 … 1,024.
  public var lag: UInt16 = 1
  /// Samples of the integration, 1 … 1,024.
  public var integration: UInt16 = 1
  /// Where the threshold lies between noise and signal, 1 … 256, in 1/256.
  public var threshold: UInt16 = 1
  /// How fast the level of the signal follows, 1 … 256, in 1/256.
  public var signalDecay: UInt16 = 1
  /// How fast the level of the noise follows, 1 … 256, in 1/256.
  public var noiseDecay: UInt16 = 1
  /// The features of the intervals: 0 none; 1 the logarithms of pre over local mean, post over local
  /// mean, pre over post, local mean.
  public var intervalFeatures: UInt16 = 0

  /// The least values of all constants.
  public init() {}

  /// The constants at `offset`, a multiple of 4, of the `bytes` of a file.
  ///
  /// - Precondition: 24 bytes of the file start there.
  @inline(__always)
  public init(reading bytes: RawSpan, at offset: Int) {
    samplesBefore = bytes.half(at: offset)
    samplesFrom = bytes.half(at: offset &+ 2)
    refractory = bytes.half(at: offset &+ 4)
    tWave = bytes.half(at: offset &+ 6)
    searchBack = bytes.half(at: offset &+ 8)
    box = bytes.half(at: offset &+ 10)
    lag = bytes.half(at: offset &+ 12)
    integration = bytes.half(at: offset &+ 14)
    threshold = bytes.half(at: offset &+ 16)
    signalDecay = bytes.half(at: offset &+ 18)
    noiseDecay = bytes.half(at: offset &+ 20)
    intervalFeatures = bytes.half(at: offset &+ 22)
  }

  /// Writes the constants at `offset` of the `bytes` of a file.
  ///
  /// - Precondition: 24 bytes of the file start there.
  public func write(into bytes: inout MutableRawSpan, at offset: Int) {
    bytes.store(samplesBefore, at: offset)
    bytes.store(samplesFrom, at: offset &+ 2)
    bytes.store(refractory, at: offset &+ 4)
    bytes.store(tWave, at: offset &+ 6)
    bytes.store(searchBack, at: offset &+ 8)
    bytes.store(box, at: offset &+ 10)
    bytes.store(lag, at: offset &+ 12)
    bytes.store(integration, at: offset &+ 14)
    bytes.store(threshold, at: offset &+ 16)
    bytes.store(signalDecay, at: offset &+ 18)
    bytes.store(noiseDecay, at: offset &+ 20)
    bytes.store(intervalFeatures, at: offset &+ 22)
  }

  /// Whether every constant is in its range.
  ///
  /// - Parameter samplesPerChannel: L.
  @inline(__always)
  public func isValid(samplesPerChannel: Int) -> Bool {
    let cut = Int(samplesBefore) &+ Int(samplesFrom)
    let intervals = intervalFeatures == 0 ? 0 : Self.intervalFeatureCount
    return intervalFeatures <= 1 && samplesFrom > 0 && cut &+ intervals == samplesPerChannel
      && isIn(refractory, 16_384) && isIn(tWave, 16_384) && isIn(searchBack, 16_384)
      && isIn(box, 1_024) && isIn(lag, 1_024) && isIn(integration, 1_024)
      && isIn(threshold, 256) && isIn(signalDecay, 256) && isIn(noiseDecay, 256)
  }

  /// Whether the constants at `offset` of a file are in their ranges.
  @inline(never)
  static func areValid(in bytes: RawSpan, at offset: Int, samplesPerChannel: Int) -> Bool {
    BeatConstants(reading: bytes, at: offset).isValid(samplesPerChannel: samplesPerChannel)
  }

  /// Whether `value` is in 1 … `limit`.
  @inline(__always)
  private func isIn(_ value: UInt16, _ limit: UInt16) -> Bool { value &- 1 < limit }
}
