/// How often a channel passes each of some levels: changes of v > level.
public struct Crossings {
  /// The levels, any int16.
  public let levels: Constants

  /// The stage.
  ///
  /// - Parameter levels: At least one.
  public init(levels: Constants) { self.levels = levels }

  /// The shortest channel.
  public static var leastLength: Int { 2 }

  /// What the stage makes of a channel of `node`; nil where it is too short, or without levels.
  public func effect(on node: NodeFacts) -> StageEffect? {
    guard node.length >= Self.leastLength, levels.count >= 1 else { return nil }
    return StageEffect(features: levels.count, steps: levels.count &* node.length)
  }

  /// The largest magnitude of a feature: a change at every sample but the first.
  ///
  /// - Parameter node: What is known of the channel that is read.
  public func featureBound(on node: NodeFacts) -> Int32 {
    Int32(truncatingIfNeeded: node.length &- 1)
  }

  /// Puts the changes of `source` at each level.
  ///
  /// - Parameters:
  ///   - source: The channel that is read.
  ///   - sink: Takes the features.
  /// - Complexity: O(levels × samples).
  public func run(_ source: Signal, into sink: inout some FeatureSink) {
    var level = 0
    while level != levels.count {
      let limit = levels[level]
      // One bit for each comparison, so that no branch depends on a sample.
      var (above, changes, index): (Int32, Int32, Int) = (source[0] > limit ? 1 : 0, 0, 1)
      while index != source.count {
        let isAbove: Int32 = source[index] > limit ? 1 : 0
        changes = changes &+ (above ^ isAbove)
        above = isAbove
        index = index &+ 1
      }
      sink.put(changes)
      level = level &+ 1
    }
  }
}
