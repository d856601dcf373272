/// Each sample less the one before it: one fewer than there are samples.
public struct Difference: Equatable, Sendable {
  /// The shortest channel.
  public static var leastLength: Int { 2 }

  /// The stage.
  public init() {}

  /// What the stage makes of a channel of `node`; nil where it is too short, or where a difference
  /// could leave int16.
  public func effect(on node: NodeFacts) -> StageEffect? {
    let magnitude = 2 &* node.magnitude
    guard node.length >= Self.leastLength, magnitude <= StageEffect.largestMagnitude else {
      return nil
    }
    return StageEffect(length: node.length &- 1, magnitude: magnitude, steps: node.length)
  }

  /// Writes the differences of `source` into `target`, which has one sample fewer.
  ///
  /// - Complexity: O(samples).
  public func run(_ source: Signal, into target: Signal) {
    var (previous, index) = (source[0], 0)
    while index != target.count {
      let value = source[index &+ 1]
      target[index] = value &- previous
      previous = value
      index = index &+ 1
    }
  }
}
