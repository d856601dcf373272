/// Mean and amplitude of a channel: ⌊S / m⌋ and the logarithm of D = m Q − S².
///
/// D is m² times the variance, so the logarithm is 32 log₂ of m deviations.
public struct Moments: Equatable, Sendable {
  /// The shortest channel.
  public static var leastLength: Int { 1 }

  /// The stage.
  public init() {}

  /// What the stage makes of a channel of `node`; nil where it is too short.
  public func effect(on node: NodeFacts) -> StageEffect? {
    guard node.length >= Self.leastLength else { return nil }
    return StageEffect(features: 2, steps: node.length)
  }

  /// The largest magnitude of a feature: of the mean, or of a logarithm of (m M)².
  ///
  /// - Parameter node: What is known of the channel that is read.
  public func featureBound(on node: NodeFacts) -> Int32 {
    let most = Int32(truncatingIfNeeded: node.length) &* node.magnitude
    return max(node.magnitude, logarithm(UInt64(squareOf: most)))
  }

  /// Puts mean and amplitude of `source`.
  ///
  /// - Parameters:
  ///   - source: The channel that is read.
  ///   - sink: Takes the features.
  /// - Complexity: O(samples).
  public func run(_ source: Signal, into sink: inout some FeatureSink) {
    Self.put(WindowSums(of: source), into: &sink)
  }

  /// Puts mean and amplitude of a window of these sums.
  @inline(__always)
  static func put(_ sums: WindowSums, into sink: inout some FeatureSink) {
    sink.put(flooredQuotient(sums.sum, sums.count))
    sink.put(logarithm(sums.variance))
  }
}
