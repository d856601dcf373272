/// How often each of some kernels is above a threshold: proportions of positive values, as counts.
///
/// A kernel weighs nine samples at a distance of `dilation`: three of them with 2, the others with
/// −1. Its value is 3 (A + B + C) − the sum of all nine, so that all kernels share that sum
/// (Dempster, Schmidt and Webb 2021, MiniRocket). The constants have two for each kernel: its taps
/// A + 16 B + 256 C with 0 ≤ A < B < C ≤ 8, and its threshold.
public struct Positives {
  /// Samples between two taps, 1 … 2,047.
  public let dilation: Int
  /// Taps and threshold of each kernel.
  public let kernels: Constants

  /// The largest distance between two taps.
  public static var largestDilation: Int { 2_047 }
  /// The most kernels of a stage.
  public static var largestKernelCount: Int { 1_024 }

  /// The stage.
  ///
  /// - Parameters:
  ///   - dilation: Samples between two taps, 1 … 2,047.
  ///   - kernels: Taps and threshold of each of 1 … 1,024 kernels.
  public init(dilation: Int, kernels: Constants) {
    self.dilation = dilation
    self.kernels = kernels
  }

  /// The shortest channel: nine taps.
  public var leastLength: Int { 8 &* dilation &+ 1 }

  /// What the stage makes of a channel of `node`; nil where it is too short, or where a number of
  /// the stage is out of range. A value is at most 12 M < 2¹⁹, and sums on the way to it 18 M.
  public func effect(on node: NodeFacts) -> StageEffect? {
    let count = kernels.count &>> 1
    guard dilation >= 1, dilation <= Self.largestDilation, node.length >= leastLength,
      kernels.count & 1 == 0, count >= 1, count <= Self.largestKernelCount, areTapsValid
    else { return nil }
    return StageEffect(
      features: count, scratch: 2 &* (count &+ 1) & ~3,
      steps: (9 &+ 2 &* count) &* (node.length &- 8 &* dilation))
  }

  private var areTapsValid: Bool {
    var index = 0
    while index != kernels.count {
      let taps = kernels[index]
      let (a, b, c) = (taps & 15, (taps &>> 4) & 15, taps &>> 8)
      guard a < b, b < c, c <= 8 else { return false }
      index = index &+ 2
    }
    return true
  }

  /// The largest magnitude of a feature: every place of the nine taps.
  public func featureBound(on node: NodeFacts) -> Int32 {
    Int32(truncatingIfNeeded: node.length &- 8 &* dilation)
  }

  /// Puts the count of each kernel over `source`.
  ///
  /// - Complexity: O(kernels × samples).
  public func run(_ source: Signal, _ scratch: Scratch, into sink: inout some FeatureSink) {
    let count = kernels.count &>> 1
    let counts = scratch.halves(count)
    var place = 8 &* dilation
    while place != source.count {
      addPlace(source, place &- 8 &* dilation, to: counts)
      place = place &+ 1
    }
    var kernel = 0
    while kernel != count {
      sink.put(counts[kernel])
      kernel = kernel &+ 1
    }
  }

  /// Counts the kernels that are above their threshold with the first tap at `start`, from 0 at the
  /// first place.
  private func addPlace(_ source: Signal, _ start: Int, to counts: Signal) {
    var (sum, tap) = (Int32(0), start)
    while tap <= start &+ 8 &* dilation {
      sum = sum &+ source[tap]
      tap = tap &+ dilation
    }
    var kernel = 0
    while kernel != counts.count {
      let taps = Int(truncatingIfNeeded: kernels[2 &* kernel])
      let three =
        source[start &+ (taps & 15) &* dilation]
        &+ source[start &+ ((taps &>> 4) & 15) &* dilation]
        &+ source[start &+ (taps &>> 8) &* dilation]
      let before = start == 0 ? 0 : counts[kernel]
      counts[kernel] = before &+ (3 &* three &- sum > kernels[2 &* kernel &+ 1] ? 1 : 0)
      kernel = kernel &+ 1
    }
  }
}
