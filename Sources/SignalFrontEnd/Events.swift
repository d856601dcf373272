/// Events of a channel and the intervals between them: ten features.
///
/// A sample is above when |v| > threshold. An event is a sample above that comes at least
/// `refractory` samples after the last one above. The features are the events; least, quartiles and
/// greatest of the intervals between them; the logarithms of 1 + the sum of their differences, of
/// the median and of the greatest; the samples above. Without an interval the five are the length.
public struct Events: Equatable, Sendable {
  /// What a sample must exceed, 0 … 32,767.
  public let threshold: Int32
  /// Samples, 0 … 16,384.
  public let refractory: Int

  /// Intervals that are noted; later ones only count as events.
  public static var largestIntervalCount: Int { 48 }
  /// The shortest channel.
  public static var leastLength: Int { 1 }
  /// Features of a channel.
  public static var featureCount: Int { 10 }

  /// The stage.
  ///
  /// - Parameters:
  ///   - threshold: What a sample must exceed, 0 … 32,767.
  ///   - refractory: Samples below the threshold before an event, 0 … 16,384.
  public init(threshold: Int32, refractory: Int) {
    self.threshold = threshold
    self.refractory = refractory
  }

  /// What the stage makes of a channel of `node`; nil where it is too short, or where a number of
  /// the stage is out of range.
  public func effect(on node: NodeFacts) -> StageEffect? {
    guard node.length >= Self.leastLength, threshold >= 0, threshold <= 32_767, refractory >= 0,
      refractory <= 16_384
    else { return nil }
    return StageEffect(
      features: Self.featureCount, scratch: 2 &* Self.largestIntervalCount, steps: node.length)
  }

  /// The largest magnitude of a feature: the length, or the logarithm of what intervals differ by.
  /// They add up to less than the length, and their differences to less than twice as much.
  ///
  /// - Parameter node: What is known of the channel that is read.
  public func featureBound(on node: NodeFacts) -> Int32 {
    let length = UInt32(truncatingIfNeeded: node.length)
    return max(
      Int32(bitPattern: length), logarithm(UInt64(word: 1 &+ 2 &* length)))
  }

  /// Puts the features of `source`.
  ///
  /// - Parameters:
  ///   - source: The channel that is read.
  ///   - scratch: Memory of the size in the effect.
  ///   - sink: Takes the features.
  /// - Complexity: O(samples + 48²).
  public func run(_ source: Signal, _ scratch: Scratch, into sink: inout some FeatureSink) {
    var found = EventIntervals(in: scratch.halves(Self.largestIntervalCount))
    let first = 0 &- refractory
    var (last, above, index) = (first, Int32(0), 0)
    while index != source.count {
      let value = source[index]
      if (value < 0 ? 0 &- value : value) > threshold {
        if index &- last >= refractory { found.note(index) }
        last = index
        above = above &+ 1
      }
      index = index &+ 1
    }
    found.put(length: source.count, into: &sink)
    sink.put(above)
  }
}

/// The intervals between events, in ascending order.
private struct EventIntervals {
  /// Intervals, of which the first `count` are there.
  private let sorted: Signal
  private var count = 0
  /// Events so far.
  private var events: Int32 = 0
  /// Where the last one was, and the interval before it.
  private var (place, previous) = (0, Int32(0))
  /// Σ |interval − interval before|.
  private var differences: UInt32 = 0

  init(in memory: Signal) { sorted = memory }

  /// Notes an event at sample `index`.
  mutating func note(_ index: Int) {
    if events != 0, count != sorted.count {
      let interval = Int32(truncatingIfNeeded: index &- place)
      if count != 0 {
        let difference = interval &- previous
        differences =
          differences &+ UInt32(bitPattern: difference < 0 ? 0 &- difference : difference)
      }
      insert(interval)
      previous = interval
    }
    events = events &+ 1
    place = index
  }

  private mutating func insert(_ interval: Int32) {
    var index = count
    while index != 0, sorted[index &- 1] > interval {
      sorted[index] = sorted[index &- 1]
      index = index &- 1
    }
    sorted[index] = interval
    count = count &+ 1
  }

  /// The interval of rank `rank`; `length` without any.
  private func interval(_ rank: Int, _ length: Int) -> Int32 {
    count == 0 ? Int32(truncatingIfNeeded: length) : sorted[rank]
  }

  func put(length: Int, into sink: inout some FeatureSink) {
    let last = count == 0 ? 0 : count &- 1
    let (median, greatest) = (interval(last &>> 1, length), interval(last, length))
    sink.put(events)
    sink.put(interval(0, length))
    sink.put(interval(last &>> 2, length))
    sink.put(median)
    sink.put(interval((3 &* last) &>> 2, length))
    sink.put(greatest)
    sink.put(logarithm(UInt64(word: differences &+ 1)))
    sink.put(logarithm(UInt64(word: UInt32(bitPattern: median))))
    sink.put(logarithm(UInt64(word: UInt32(bitPattern: greatest))))
  }
}
