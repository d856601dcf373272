/// The sums over a window of counts from which its mean and deviation follow.
///
/// Integers only. With at most 2¹⁴ int16 counts |S| ≤ 2²⁹ and Q ≤ 2⁴⁴.
public struct WindowSums: Sendable {
  /// S = Σ c.
  package private(set) var sum: Int32 = 0
  /// Q = Σ c².
  private var squares: UInt64 = 0
  /// Counts of the window, m.
  package let count: Int32

  /// The sums of no counts of a window of `count`, 1 … 16,384.
  @inline(__always)
  package init(of count: Int) { self.count = Int32(truncatingIfNeeded: count) }

  /// The sums of a whole signal of 1 … 16,384 samples.
  ///
  /// - Complexity: O(samples).
  init(of signal: Signal) {
    self.init(of: signal.count)
    var index = 0
    while index != signal.count {
      add(signal[index])
      index = index &+ 1
    }
  }

  /// Adds one count.
  @inline(__always)
  package mutating func add(_ value: Int32) {
    sum = sum &+ value
    squares = squares &+ UInt64(word: UInt32(bitPattern: value &* value))
  }

  /// D = m Q − S², m² times the variance; below 2⁵⁸.
  package var variance: UInt64 {
    let square = sum.multipliedFullWidth(by: sum)
    let squaredSum = UInt64(high: UInt32(bitPattern: square.high), low: square.low)
    return UInt64(word: UInt32(bitPattern: count)) &* squares &- squaredSum
  }
}

/// What (m c − S) is multiplied with for (c − mean) / deviation in quanta.
public struct WindowGain: Equatable, Sendable {
  /// G = ⌊gain × 2³² / R⌋, at most 2³¹; 0 for a constant window.
  package let factor: UInt32
  /// s, 17 … 45.
  package let shift: UInt32

  /// The gain of a window of this `variance`, at `gain` = 2¹⁶ × quanta per deviation.
  ///
  /// - Parameters:
  ///   - variance: D, below 2⁶².
  ///   - gain: 1 … 2³⁰.
  /// - Complexity: O(1); 32 steps each for the root and the quotient.
  package init(variance: UInt64, gain: UInt32) {
    guard variance != 0 else {
      (factor, shift) = (0, 17)
      return
    }
    let up = UInt32(truncatingIfNeeded: variance.leadingZeroBitCount) & ~1
    factor = quotient(gain, squareRoot(variance &<< UInt64(word: up)))
    shift = 48 &- up &>> 1
  }
}

/// ⌊√`value`⌋, bit by bit: no division and no floating point.
package func squareRoot(_ value: UInt64) -> UInt32 {
  var (rest, root, bit) = (value, UInt64(0), UInt64(1) &<< 62)
  while bit != 0 {
    if rest >= root &+ bit {
      rest = rest &- (root &+ bit)
      root = (root &>> 1) &+ bit
    } else {
      root = root &>> 1
    }
    bit = bit &>> 2
  }
  return UInt32(truncatingIfNeeded: root)
}

/// ⌊`dividend` × 2³² / `divisor`⌋ for `dividend` < `divisor`, bit by bit: a 64-bit division
/// would need a routine that bare metal may not have.
package func quotient(_ dividend: UInt32, _ divisor: UInt32) -> UInt32 {
  var (rest, quotient) = (dividend, UInt32(0))
  for _ in 0..<32 {
    let carry = rest &>> 31
    rest = rest &<< 1
    quotient = quotient &<< 1
    if carry != 0 || rest >= divisor {
      rest = rest &- divisor
      quotient |= 1
    }
  }
  return quotient
}
