/// The values at some ranks of a channel, in 256 bins.
///
/// The bin of v is |v| >> 3, at most 255, where magnitudes are ranked, and otherwise
/// (v >> 4) + 128, limited to 0 … 255. A rank r in 1/256 is the bin at index ⌊r m / 256⌋ of the m
/// sorted ones.
public struct Ranks {
  /// The ranks in 1/256, strictly ascending, 0 … 255.
  public let ranks: Constants
  /// Whether magnitudes are ranked.
  public let isRectified: Bool

  /// Bins.
  private static var binCount: Int { 256 }
  /// The shortest channel.
  public static var leastLength: Int { 1 }

  /// The stage.
  ///
  /// - Parameters:
  ///   - ranks: At least one, in 1/256, strictly ascending, 0 … 255.
  ///   - isRectified: Whether magnitudes are ranked.
  public init(ranks: Constants, isRectified: Bool) {
    self.ranks = ranks
    self.isRectified = isRectified
  }

  /// What the stage makes of a channel of `node`; nil where it is too short, or where the ranks are
  /// not valid.
  public func effect(on node: NodeFacts) -> StageEffect? {
    guard node.length >= Self.leastLength, ranks.count >= 1, ranks.ascend(from: 0, to: 255) else {
      return nil
    }
    return StageEffect(
      features: ranks.count, scratch: 2 &* Self.binCount, steps: node.length &+ Self.binCount)
  }

  /// The largest magnitude of a feature.
  ///
  /// - Parameter node: What is known of the channel that is read.
  public func featureBound(on node: NodeFacts) -> Int32 {
    isRectified ? min(255, node.magnitude &>> 3) : min(255, (node.magnitude &>> 4) &+ 128)
  }

  /// Puts the bin of each rank of `source`.
  ///
  /// - Parameters:
  ///   - source: The channel that is read.
  ///   - scratch: Memory of the size in the effect.
  ///   - sink: Takes the features.
  /// - Complexity: O(samples + bins).
  public func run(_ source: Signal, _ scratch: Scratch, into sink: inout some FeatureSink) {
    let counts = scratch.halves(Self.binCount)
    var index = 0
    // Not in their order, which the compiler would turn into a routine of the C library.
    while index != Self.binCount {
      counts[(5 &* index) & 255] = 0
      index = index &+ 1
    }
    index = 0
    while index != source.count {
      let bin = bin(of: source[index])
      counts[bin] = counts[bin] &+ 1
      index = index &+ 1
    }
    // Samples in the bins below `bin`, and in it.
    var (bin, seen) = (0, counts[0])
    let length = Int32(truncatingIfNeeded: source.count)
    index = 0
    while index != ranks.count {
      let place = (ranks[index] &* length) &>> 8
      while seen <= place {
        bin = bin &+ 1
        seen = seen &+ counts[bin]
      }
      sink.put(Int32(truncatingIfNeeded: bin))
      index = index &+ 1
    }
  }

  @inline(__always)
  private func bin(of value: Int32) -> Int {
    guard !isRectified else {
      let bin = (value < 0 ? 0 &- value : value) &>> 3
      return Int(truncatingIfNeeded: bin > 255 ? 255 : bin)
    }
    let bin = (value &>> 4) &+ 128
    return Int(truncatingIfNeeded: bin < 0 ? 0 : bin > 255 ? 255 : bin)
  }
}
