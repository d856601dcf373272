/// Energies of a channel in octaves, by the 5/3 lifting in place.
///
/// At each level the samples that are left, e and o in turn, become
/// d[j] = o[j] − ((e[j] + e[j + 1]) >> 1) and a[j] = e[j] + ((d[j − 1] + d[j] + 2) >> 2). Where a
/// neighbour is missing, the nearest one stands for it. The a are left for the next level. A level has
/// the logarithms of Σ |d| and of max |d|; the last feature is the logarithm of Σ |a| (Le Gall and
/// Tabatabai 1988, Sub-band coding of digital images).
public struct Bands: Equatable, Sendable {
  /// Levels, 1 … 13.
  public let levelCount: Int

  /// The most levels.
  public static var largestLevelCount: Int { 13 }

  /// The stage.
  ///
  /// - Parameter levelCount: Levels, 1 … 13.
  public init(levelCount: Int) { self.levelCount = levelCount }

  /// The shortest channel: every level splits four samples or more.
  public var leastLength: Int { 3 &<< (levelCount &- 1) &+ 1 }

  /// What the stage makes of a channel of `node`; nil where it is too short, or where a coefficient
  /// could leave int16.
  ///
  /// A coefficient is a sum of samples, of which the magnitudes of the factors add up to less than
  /// 2.87: for d of every level, at every length, beside the ends too. Rounding adds less than 2.87
  /// at each level. So 3 M + 38 bounds all of them.
  public func effect(on node: NodeFacts) -> StageEffect? {
    let magnitude = 3 &* node.magnitude &+ 38
    guard levelCount >= 1, levelCount <= Self.largestLevelCount, node.length >= leastLength,
      magnitude <= StageEffect.largestMagnitude
    else { return nil }
    return StageEffect(
      features: 2 &* levelCount &+ 1, length: node.length, magnitude: magnitude,
      steps: 2 &* node.length)
  }

  /// The largest magnitude of a feature: of the logarithm of half a channel of the largest details.
  ///
  /// - Parameter node: What is known of the channel that is read.
  public func featureBound(on node: NodeFacts) -> Int32 {
    let half = Int32(truncatingIfNeeded: node.length &+ 1) &>> 1
    return logarithm(
      UInt64(word: UInt32(bitPattern: half &* (3 &* node.magnitude &+ 38))))
  }

  /// Puts the features of `source`, and leaves the coefficients in `target`.
  ///
  /// - Parameters:
  ///   - source: The samples.
  ///   - target: As many; it may be the same.
  ///   - sink: Takes the features.
  /// - Complexity: O(samples).
  public func run(_ source: Signal, into target: Signal, _ sink: inout some FeatureSink) {
    var index = 0
    while index != source.count {
      target[index] = source[index]
      index = index &+ 1
    }
    var (stride, level) = (1, 0)
    while level != levelCount {
      lift(target, stride, into: &sink)
      stride = stride &<< 1
      level = level &+ 1
    }
    var sum: UInt32 = 0
    index = 0
    while index < target.count {
      sum = sum &+ magnitude(target[index])
      index = index &+ stride
    }
    sink.put(logarithm(UInt64(word: sum)))
  }

  /// One level over every `stride`th sample, of which there are at least three.
  private func lift(_ signal: Signal, _ stride: Int, into sink: inout some FeatureSink) {
    var (sum, greatest): (UInt32, UInt32) = (0, 0)
    var (place, even) = (0, signal[0])
    // The detail beside the first sample stands for the one before it.
    var previous = signal[stride] &- ((even &+ signal[2 &* stride]) &>> 1)
    while place &+ stride < signal.count {
      let next = place &+ 2 &* stride
      let right = next < signal.count ? signal[next] : even
      let detail = signal[place &+ stride] &- ((even &+ right) &>> 1)
      let size = magnitude(detail)
      signal[place &+ stride] = detail
      signal[place] = even &+ ((previous &+ detail &+ 2) &>> 2)
      sum = sum &+ size
      greatest = max(greatest, size)
      (previous, even) = (detail, right)
      place = next
    }
    if place < signal.count { signal[place] = even &+ ((2 &* previous &+ 2) &>> 2) }
    sink.put(logarithm(UInt64(word: sum)))
    sink.put(logarithm(UInt64(word: greatest)))
  }

  @inline(__always)
  private func magnitude(_ value: Int32) -> UInt32 {
    UInt32(bitPattern: value < 0 ? 0 &- value : value)
  }
}
