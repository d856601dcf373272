/// z = (c − mean) / deviation with 256 for one deviation, limited to ±2,047; 0 for a constant.
///
/// A product of 32 bits a sample: the mean is rounded to a count, and the factor to 14 bits.
public struct StandardScores: Equatable, Sendable {
  /// The shortest channel.
  public static var leastLength: Int { 1 }
  /// The largest magnitude of z.
  public static var largest: Int32 { 2_047 }
  /// 2¹⁶ × 256.
  private static var gain: UInt32 { 1 &<< 24 }

  /// Whether mean and amplitude of the channel, as `Moments` has them, are features.
  public let putsMoments: Bool

  /// The stage.
  public init(putsMoments: Bool) { self.putsMoments = putsMoments }

  /// What the stage makes of a channel of `node`; nil where it is too short.
  public func effect(on node: NodeFacts) -> StageEffect? {
    guard node.length >= Self.leastLength else { return nil }
    return StageEffect(
      features: putsMoments ? 2 : 0, length: node.length, magnitude: Self.largest,
      steps: 2 &* node.length)
  }

  /// The largest magnitude of a feature.
  ///
  /// - Parameter node: What is known of the channel that is read.
  public func featureBound(on node: NodeFacts) -> Int32 { Moments().featureBound(on: node) }

  /// Standardises `source` into `target`, which has as many samples and may be the same.
  ///
  /// - Parameters:
  ///   - source: The channel that is read.
  ///   - target: What is written, as long as the source; it may be `source`.
  ///   - sink: Takes the features.
  /// - Complexity: O(samples).
  public func run(_ source: Signal, into target: Signal, _ sink: inout some FeatureSink) {
    let sums = WindowSums(of: source)
    if putsMoments { Moments.put(sums, into: &sink) }
    let scale = StandardScale(sums, gain: Self.gain)
    var index = 0
    while index != source.count {
      target[index] = scale.value(of: source[index], largest: Self.largest)
      index = index &+ 1
    }
  }
}

/// The scale of one window in 32 bits.
private struct StandardScale {
  /// The mean, rounded; |c − u| ≤ 65,535.
  let mean: Int32
  /// The leading bits of m G, below 2¹⁴.
  let factor: Int32
  /// 0 … 30.
  let shift: Int32
  /// Half a unit of the result.
  let half: Int32

  init(_ sums: WindowSums, gain: UInt32) {
    mean = flooredQuotient(2 &* sums.sum &+ sums.count, 2 &* sums.count)
    let gain = WindowGain(variance: sums.variance, gain: gain)
    // m G < 2⁴⁶: R is at least 2³¹, so that G ≤ 2²⁵ at this gain.
    let product = gain.factor.multipliedFullWidth(by: UInt32(bitPattern: sums.count))
    let wide = UInt64(high: product.high, low: product.low)
    let length = 64 &- UInt32(truncatingIfNeeded: wide.leadingZeroBitCount)
    let down = length > 14 ? length &- 14 : 0
    let rest = gain.shift > down ? gain.shift &- down : 0
    let isUsable = gain.factor != 0 && rest <= 30
    factor =
      isUsable ? Int32(truncatingIfNeeded: wide &>> UInt64(word: down)) : 0
    shift = isUsable ? Int32(bitPattern: rest) : 0
    half = shift == 0 ? 0 : 1 &<< (shift &- 1)
  }

  /// ((c − u) × factor + half) >> shift, limited; below 2³⁰ before the half of at most 2²⁹.
  @inline(__always)
  func value(of count: Int32, largest: Int32) -> Int32 {
    let scaled = ((count &- mean) &* factor &+ half) &>> shift
    return scaled < 0 &- largest ? 0 &- largest : scaled > largest ? largest : scaled
  }
}
