/// The samples of a channel as they are.
public struct Samples: Equatable, Sendable {
  /// The shortest channel.
  public static var leastLength: Int { 1 }

  /// The stage.
  public init() {}

  /// What the stage makes of a channel of `node`; nil where it is too short.
  public func effect(on node: NodeFacts) -> StageEffect? {
    guard node.length >= Self.leastLength else { return nil }
    return StageEffect(features: node.length, steps: node.length)
  }

  /// The largest magnitude of a feature.
  ///
  /// - Parameter node: What is known of the channel that is read.
  public func featureBound(on node: NodeFacts) -> Int32 { node.magnitude }

  /// Puts the samples of `source`.
  ///
  /// - Parameters:
  ///   - source: The channel that is read.
  ///   - sink: Takes the features.
  /// - Complexity: O(samples).
  public func run(_ source: Signal, into sink: inout some FeatureSink) {
    var index = 0
    while index != source.count {
      sink.put(source[index])
      index = index &+ 1
    }
  }
}
