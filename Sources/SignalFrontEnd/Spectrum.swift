/// Energies of a channel in bands of a power spectrum, over segments that a sin² window fades.
///
/// Segments of N samples start every `hop` samples. Two of them are one complex transform, the
/// second as its imaginary part; an odd last one has zeros beside it. The power of both at bin k is
/// (|X[k]|² + |X[N − k]|²) >> 1. A feature is the logarithm of its sum over all segments and the bins
/// from an edge up to the next one.
///
/// All is in int32. Let M be the largest magnitude of a sample, and M N ≤ 2¹⁹.
///
/// - A faded sample is at most M: the window is at most 4,096 / 4,096.
/// - Before the butterflies that join two parts of K samples, a value is a transform of K faded
///   samples at a stride of N / K. For K ≥ 2 their windows add up to K / 2, so that a value of the
///   complex plane has a magnitude of at most √2 M K / 2, and √2 M for K = 1. The largest K is N / 2:
///   √2 M N / 4 ≤ 185,364.
/// - Rounding adds √½ of a faded sample, and √½ of each product. A twiddle factor is within √½ of a
///   circle of 8,192, which is 2⁻¹³ of a value. Each is doubled at most at each join. Together they
///   are below 400 at K = 128.
/// - A product is a real part of (value × factor), so at most the product of both magnitudes:
///   185,764 × 8,193 < 1.53 × 10⁹, and 2³¹ − 4,096 is 2.14 × 10⁹.
/// - After the last join a value is at most twice as large, 371,528. Its square is below 2³⁸, the
///   power of a bin below 2⁴⁰, and of at most 127 bins and 2¹⁴ segments below 2⁶¹.
public struct Spectrum {
  /// Samples of a segment, N: a power of 2, 8 … 256.
  public let segmentLength: Int
  /// Samples from one segment to the next, 1 … 16,384.
  public let hop: Int
  /// The bins where bands begin, and the one after the last band: strictly ascending, 1 … N / 2.
  public let edges: Constants

  /// The shortest and the longest segment.
  private static var lengths: (least: Int, largest: Int) { (8, 256) }
  /// The largest M N.
  private static var largestReach: Int32 { 1 &<< 19 }

  /// The stage.
  ///
  /// - Parameters:
  ///   - segmentLength: N, a power of 2, 8 … 256.
  ///   - hop: Samples from one segment to the next, 1 … 16,384.
  ///   - edges: At least two bins, strictly ascending, 1 … N / 2.
  public init(segmentLength: Int, hop: Int, edges: Constants) {
    self.segmentLength = segmentLength
    self.hop = hop
    self.edges = edges
  }

  /// The shortest channel: one segment.
  public var leastLength: Int { segmentLength }

  /// What the stage makes of a channel of `node`; nil where it is too short or its samples are too
  /// large, or where a number of the stage is out of range.
  public func effect(on node: NodeFacts) -> StageEffect? {
    let length = segmentLength
    guard length >= Self.lengths.least, length <= Self.lengths.largest,
      length & (length &- 1) == 0, node.length >= length, hop >= 1, hop <= 16_384,
      node.magnitude &* Int32(truncatingIfNeeded: length) <= Self.largestReach,
      edges.count >= 2, edges.ascend(from: 1, to: Int32(truncatingIfNeeded: length &>> 1))
    else { return nil }
    let bandCount = edges.count &- 1
    let pairCount = (segmentCount(node.length) &+ 1) &>> 1
    return StageEffect(
      features: bandCount, scratch: 8 &* (length &+ bandCount),
      steps: pairCount &* length &* (5 &+ length.trailingZeroBitCount))
  }

  private func segmentCount(_ length: Int) -> Int {
    1
      &+ Int(
        truncatingIfNeeded: flooredQuotient(
          Int32(truncatingIfNeeded: length &- segmentLength), Int32(truncatingIfNeeded: hop)))
  }

  /// The largest magnitude of a feature: of all segments in one band. By Parseval the power of two
  /// segments is at most (M N)². What rounding adds to all bins is that of 32 in every sample.
  ///
  /// - Parameter node: What is known of the channel that is read.
  public func featureBound(on node: NodeFacts) -> Int32 {
    let reach = (node.magnitude &+ 32) &* Int32(truncatingIfNeeded: segmentLength)
    let pairCount = (segmentCount(node.length) &+ 1) &>> 1
    return logarithm(
      UInt64(squareOf: reach) &* UInt64(word: UInt32(truncatingIfNeeded: pairCount)))
  }

  /// Puts the features of `source`.
  ///
  /// - Parameters:
  ///   - source: The channel that is read.
  ///   - scratch: Memory of the size in the effect.
  ///   - sink: Takes the features.
  /// - Complexity: O(segments × N log N).
  public func run(_ source: Signal, _ scratch: Scratch, into sink: inout some FeatureSink) {
    let transform = SegmentTransform(
      real: scratch.words(from: 0), imaginary: scratch.words(from: segmentLength),
      length: segmentLength)
    let powers = scratch.words(from: 2 &* segmentLength)
    let bandCount = edges.count &- 1
    var (start, band) = (0, 0)
    while start &+ segmentLength <= source.count {
      let second = start &+ hop
      transform.load(source, start, second &+ segmentLength <= source.count ? second : nil)
      transform.run()
      band = 0
      while band != bandCount {
        let power = transform.power(
          from: Int(truncatingIfNeeded: edges[band]),
          to: Int(truncatingIfNeeded: edges[band &+ 1]))
        powers.store(start == 0 ? power : powers.wide(band) &+ power, wide: band)
        band = band &+ 1
      }
      start = second &+ hop
    }
    band = 0
    while band != bandCount {
      sink.put(logarithm(powers.wide(band)))
      band = band &+ 1
    }
  }
}
