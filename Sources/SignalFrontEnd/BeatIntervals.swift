/// The latest eleven intervals between beats, in samples.
struct BeatIntervals {
  private static var most: UInt16 { 11 }
  private var latest: InlineArray<11, UInt16> = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
  /// How many there are, and where the next one goes.
  private var (count, at): (UInt16, UInt16) = (0, 0)

  /// Samples from one place to a later one, 1 … 16,384.
  @inline(__always)
  static func between(_ earlier: UInt32, _ later: UInt32) -> UInt32 {
    let interval = Int32(bitPattern: later &- earlier)
    return interval < 1 ? 1 : UInt32(bitPattern: min(interval, 16_384))
  }

  /// Adds an interval of 1 … 16,384 samples.
  mutating func add(_ interval: UInt32) {
    latest[Int(at)] = UInt16(truncatingIfNeeded: interval)
    at = at &+ 1 == Self.most ? 0 : at &+ 1
    if count != Self.most { count = count &+ 1 }
  }

  /// Puts the four features of the beat that ended the latest interval. The first beat ended none:
  /// what comes after it takes that place.
  ///
  /// - Parameters:
  ///   - post: Samples to the next beat.
  ///   - memory: Takes the logarithms of pre over local mean, post over local mean, pre over post, and
  ///     local mean.
  ///   - index: Where.
  func put(post: UInt32, into memory: Signal, at index: Int) {
    var (pre, sum) = (post, post)
    if count != 0 {
      pre = UInt32(latest[Int(at == 0 ? Self.most &- 1 : at &- 1)])
      sum = 0
      var each = 0
      while each != Int(count) {
        sum = sum &+ UInt32(latest[each])
        each = each &+ 1
      }
    }
    // The mean in 64ths of a sample.
    let mean = flooredQuotient(Int32(bitPattern: 64 &* sum), Int32(max(count, 1)))
    let local = fineLogarithm(UInt32(bitPattern: mean)) &- 6 &* 1_024
    let (before, after) = (fineLogarithm(pre), fineLogarithm(post))
    memory[index] = before &- local
    memory[index &+ 1] = after &- local
    memory[index &+ 2] = before &- after
    memory[index &+ 3] = local
  }
}

/// The logarithm to base 2 of `value` in 1/1024, within 0.01 of an octave: 0 for 1.
///
/// Mitchell's rule, and 11/32 of the parabola through its ends.
///
/// - Parameter value: 1 or more.
/// - Complexity: O(1).
@inline(never)
public func fineLogarithm(_ value: UInt32) -> Int32 {
  let up = UInt32(truncatingIfNeeded: value.leadingZeroBitCount)
  let part = ((value &<< up) &>> 15) & 65_535
  let bow = (part &* (65_536 &- part)) &>> 16
  return Int32(bitPattern: 1_024 &* (31 &- up) &+ ((part &+ ((22 &* bow) &>> 6)) &>> 6))
}
