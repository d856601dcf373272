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
  ///
  /// - Parameter node: What is known of the channel that is read.
  public func featureBound(on node: NodeFacts) -> Int32 {
    Int32(truncatingIfNeeded: node.length &- 8 &* dilation)
  }

  /// Puts the count of each kernel over `source`.
  ///
  /// - Parameters:
  ///   - source: The channel that is read.
  ///   - scratch: Memory of the size in the effect.
  ///   - sink: Takes the features.
  /// - Complexity: O(kernels × samples).
  public func run(_ source: Signal, _ scratch: Scratch, into sink: inout some FeatureSink) {
    let count = kernels.count &>> 1
    let counts = scratch.halves(count)
    let places = source.count &- 8 &* dilation
    var place = 0
    while place &+ 4 <= places {
      addPlaces(source, place, to: counts)
      place = place &+ 4
    }
    while place != places {
      addPlace(source, place, to: counts)
      place = place &+ 1
    }
    var kernel = 0
    while kernel != count {
      sink.put(counts[kernel])
      kernel = kernel &+ 1
    }
  }

  /// The sum of nine taps, the first one at `start`.
  @inline(__always)
  private func sum(_ source: Signal, _ start: Int) -> Int32 {
    var (sum, tap) = (Int32(0), start)
    while tap <= start &+ 8 &* dilation {
      sum = sum &+ source[tap]
      tap = tap &+ dilation
    }
    return sum
  }

  /// 1 where a kernel is above its threshold, otherwise 0: the sign of a difference of numbers that are
  /// far from the ends of int32.
  @inline(__always)
  private func isAbove(_ three: Int32, _ sum: Int32, _ threshold: Int32) -> Int32 {
    Int32(bitPattern: UInt32(bitPattern: threshold &+ sum &- 3 &* three) &>> 31)
  }

  /// Counts the kernels that are above their threshold with the first tap at `start` and the three
  /// places after it, from 0 at the first place: the taps of a kernel are found once for four.
  @inline(never)
  private func addPlaces(_ source: Signal, _ start: Int, to counts: Signal) {
    let (first, second) = (sum(source, start), sum(source, start &+ 1))
    let (third, fourth) = (sum(source, start &+ 2), sum(source, start &+ 3))
    var kernel = 0
    while kernel != counts.count {
      let taps = Int(truncatingIfNeeded: kernels[2 &* kernel])
      let threshold = kernels[2 &* kernel &+ 1]
      let a = start &+ (taps & 15) &* dilation
      let b = start &+ ((taps &>> 4) & 15) &* dilation
      let c = start &+ (taps &>> 8) &* dilation
      var above = start == 0 ? 0 : counts[kernel]
      above = above &+ isAbove(source[a] &+ source[b] &+ source[c], first, threshold)
      above =
        above
        &+ isAbove(source[a &+ 1] &+ source[b &+ 1] &+ source[c &+ 1], second, threshold)
      above =
        above &+ isAbove(source[a &+ 2] &+ source[b &+ 2] &+ source[c &+ 2], third, threshold)
      above =
        above &+ isAbove(source[a &+ 3] &+ source[b &+ 3] &+ source[c &+ 3], fourth, threshold)
      counts[kernel] = above
      kernel = kernel &+ 1
    }
  }

  /// The same of one place.
  @inline(never)
  private func addPlace(_ source: Signal, _ start: Int, to counts: Signal) {
    let sum = sum(source, start)
    var kernel = 0
    while kernel != counts.count {
      let taps = Int(truncatingIfNeeded: kernels[2 &* kernel])
      let three =
        source[start &+ (taps & 15) &* dilation]
        &+ source[start &+ ((taps &>> 4) & 15) &* dilation]
        &+ source[start &+ (taps &>> 8) &* dilation]
      let before = start == 0 ? 0 : counts[kernel]
      counts[kernel] = before &+ isAbove(three, sum, kernels[2 &* kernel &+ 1])
      kernel = kernel &+ 1
    }
  }
}
