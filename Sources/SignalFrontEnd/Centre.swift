/// A channel less the floor of its mean.
public struct Centre: Equatable, Sendable {
  /// The shortest channel: a mean needs a sample.
  public static var leastLength: Int { 1 }

  /// The stage.
  public init() {}

  /// What the stage makes of a channel of `node`; nil where it is too short, or where a difference
  /// could leave int16. The mean is in the range of the samples, and its floor too.
  public func effect(on node: NodeFacts) -> StageEffect? {
    let magnitude = 2 &* node.magnitude
    guard node.length >= Self.leastLength, magnitude <= StageEffect.largestMagnitude else {
      return nil
    }
    return StageEffect(length: node.length, magnitude: magnitude, steps: 2 &* node.length)
  }

  /// Writes the differences of `source` into `target`, which has as many samples and may be the same.
  ///
  /// - Complexity: O(samples).
  public func run(_ source: Signal, into target: Signal) {
    var (sum, index): (Int32, Int) = (0, 0)
    while index != source.count {
      sum = sum &+ source[index]
      index = index &+ 1
    }
    let mean = flooredQuotient(sum, Int32(truncatingIfNeeded: source.count))
    index = 0
    while index != source.count {
      target[index] = source[index] &- mean
      index = index &+ 1
    }
  }
}
