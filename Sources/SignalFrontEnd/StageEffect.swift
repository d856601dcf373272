/// What is known of a node before a program runs, for any window.
public struct NodeFacts: Equatable, Sendable {
  /// Samples of each channel.
  public let length: Int
  /// The largest magnitude of a sample, 0 … 32,768.
  public let magnitude: Int32

  /// A node.
  ///
  /// - Parameters:
  ///   - length: Samples of each channel.
  ///   - magnitude: The largest magnitude of a sample, 0 … 32,768.
  @inline(__always)
  public init(length: Int, magnitude: Int32) {
    self.length = length
    self.magnitude = magnitude
  }
}

/// What a stage does to one channel of a node: known before any window is.
public struct StageEffect: Equatable, Sendable {
  /// The largest magnitude of a sample that a stage may write.
  public static var largestMagnitude: Int32 { 32_767 }

  /// Features that it makes.
  public let featureCount: Int
  /// Samples that it writes; 0 when it makes no node.
  public let length: Int
  /// The largest magnitude of what it writes.
  public let magnitude: Int32
  /// Bytes of scratch memory that it needs, a multiple of 4.
  public let scratchByteCount: Int
  /// Steps, each of a few instructions.
  public let stepCount: Int

  /// An effect.
  @inline(__always)
  init(
    features: Int = 0, length: Int = 0, magnitude: Int32 = 0, scratch: Int = 0, steps: Int
  ) {
    featureCount = features
    self.length = length
    self.magnitude = magnitude
    scratchByteCount = scratch
    stepCount = steps
  }
}
