/// How beats are searched for in a stream of samples (Docs/Format.md, Beats), and what follows from it.
public struct BeatSettings: Equatable, Sendable {
  /// Samples of a cut before the peak, and from the peak on.
  public let (before, from): (UInt16, UInt16)
  /// Samples after a beat in which a T wave is told from a beat.
  let wave: UInt16
  /// Samples without a beat after which the search goes back, at the least.
  let search: UInt16
  /// Samples of the box, of the lag of its difference, and of the integration.
  let (box, lag, integration): (UInt16, UInt16, UInt16)
  /// Where the threshold lies, and how fast the levels follow, in 1/256.
  let (threshold, signalDecay, noiseDecay): (UInt16, UInt16, UInt16)
  /// Whether a beat awaits the next one, for the features of its intervals.
  public let awaitsNext: Bool
  /// Samples in which nothing may exceed a maximum of the energy.
  let refractory: UInt16
  /// Samples from a maximum until it is judged.
  let hold: UInt16
  /// Samples by which the energy is behind.
  let delay: UInt16
  /// Samples that are kept at the least, and for which there is memory.
  let (kept, end): (UInt16, UInt16)
  /// Bits by which slopes, and their squares, are shifted to fit.
  let (slopeShift, squareShift): (UInt16, UInt16)

  /// The settings of a section of beats, each in its range there.
  ///
  /// - Parameters:
  ///   - before: Samples of a cut before the peak, 0 … 16,384.
  ///   - from: Samples of a cut from the peak on, 1 … 16,384.
  ///   - refractory: Samples after a beat in which there is no other, 1 … 16,384.
  ///   - wave: Samples after a beat in which a T wave is told from a beat, 1 … 16,384.
  ///   - search: Samples without a beat after which the search goes back, 1 … 16,384.
  ///   - box: Samples of the box, 1 … 1,024.
  ///   - lag: Samples of the difference's lag, 1 … 1,024.
  ///   - integration: Samples of the integration, 1 … 1,024.
  ///   - threshold: Where the threshold lies between noise and signal, 1 … 256, in 1/256.
  ///   - signalDecay: How fast the level of the signal follows, 1 … 256, in 1/256.
  ///   - noiseDecay: How fast the level of the noise follows, 1 … 256, in 1/256.
  ///   - awaitsNext: Whether a beat awaits the next one, for the features of its intervals.
  public init(
    before: UInt16, from: UInt16, refractory: UInt16, wave: UInt16, search: UInt16, box: UInt16,
    lag: UInt16, integration: UInt16, threshold: UInt16, signalDecay: UInt16, noiseDecay: UInt16,
    awaitsNext: Bool
  ) {
    (self.before, self.from, self.wave, self.search) = (before, from, wave, search)
    (self.box, self.lag, self.integration) = (box, lag, integration)
    (self.threshold, self.signalDecay, self.noiseDecay) = (threshold, signalDecay, noiseDecay)
    self.awaitsNext = awaitsNext
    // At most two maxima wait at a time, and a peak is refined among samples that have come.
    self.refractory = max(max(refractory, (from &+ 1) &>> 1), 2 &* box)
    hold = max(self.refractory, from)
    delay = (box &+ lag) &>> 1
    let reach = max(before, 2 &* box) &+ integration &+ delay &+ hold
    kept = Self.padded(max(reach, box &+ lag) &+ 1)
    end = kept &+ Self.padded(kept &>> 1)
    slopeShift = max(Self.bits(upTo: box), 2) &- 2
    squareShift = Self.bits(upTo: integration) &+ 1
  }

  /// Samples from the first one on in which levels are learnt, and no beat is found.
  @inline(__always)
  public var learningCount: Int { Int(kept) &+ 2 &* Int(search) }

  /// Bytes of a `BeatState`, with room.
  static var stateByteCount: Int { 192 }

  /// Samples that are cut around a peak.
  @inline(__always)
  public var cutCount: Int { Int(before) &+ Int(from) }

  /// Samples of a window: the cut, and the features of the intervals.
  @inline(__always)
  public var windowCount: Int { cutCount &+ (awaitsNext ? 4 : 0) }

  /// Where the first cut lies, in samples.
  @inline(__always)
  var firstCut: Int { Int(end) &+ Int(Self.even(integration)) }

  /// Samples from one cut to the next.
  @inline(__always)
  var cutStride: Int { (windowCount &+ 1) & ~1 }

  /// Samples, slopes and cuts behind the state, in int16.
  @inline(__always)
  public var memoryCount: Int { firstCut &+ (awaitsNext ? 2 : 1) &* cutStride }

  /// Bytes of the state and of what is behind it.
  @inline(__always)
  public var byteCount: Int { Self.stateByteCount &+ 2 &* memoryCount }

  /// `count`, or one more where it is odd.
  @inline(__always)
  private static func even(_ count: UInt16) -> UInt16 { (count &+ 1) & ~1 }

  /// `count`, up to a multiple of 4.
  @inline(__always)
  private static func padded(_ count: UInt16) -> UInt16 { (count &+ 3) & ~3 }

  /// The least e with 2ᵉ ≥ `value`.
  private static func bits(upTo value: UInt16) -> UInt16 {
    var bits: UInt16 = 0
    while UInt16(1) &<< bits < value { bits = bits &+ 1 }
    return bits
  }
}
