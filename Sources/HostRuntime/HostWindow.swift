internal import PackedFormat
internal import SignalFrontEnd

/// The leading features of a window, standardised as `StudentRuntime` does (Docs/Format.md,
/// Quantising an input), in the words of the host.
struct HostWindow: Sendable {
  /// Leading features, m.
  let count: Int
  /// The features that are inputs; empty when all of them are.
  private let kept: [Int]
  /// 2⁸ counts per unit.
  private let factor: Float
  /// 2¹⁶ × quanta per standard deviation.
  private let gain: UInt64
  /// The largest quantum, T.
  private let largest: Int64

  /// - Parameter kept: the features that are inputs; nil for all.
  init(_ window: WindowQuantization, keeping kept: [Int]?, largest: Int32) {
    count = window.standardizedCount
    self.kept = kept?.filter { $0 < window.standardizedCount } ?? []
    factor = window.countsPerUnit * WideGrid.unit
    gain = UInt64(window.gain)
    self.largest = Int64(largest)
    inputCount = window.inputCount
  }

  /// Those of the features that are inputs.
  let inputCount: Int

  /// Standardises a window.
  ///
  /// - Parameters:
  ///   - values: m features.
  ///   - counts: m elements, of any contents.
  ///   - quanta: at least n elements; those of the standardised inputs are written, which lead.
  /// - Returns: Whether no feature is NaN.
  /// - Complexity: O(m).
  func quantize(
    _ values: Span<Float>, counting counts: inout [Int16], into quanta: inout MutableSpan<Int16>
  ) -> Bool {
    // The rule of counts is that of inputs of 16 bits.
    var target = counts.mutableSpan
    guard HostRuntime.quantize(values, factor: factor, WideGrid.self, into: &target) else {
      return false
    }
    // |S| ≤ 2²⁹, Q ≤ 2⁴⁴ and m Q − S² < 2⁵⁸ for 2¹⁴ counts.
    var (sum, squares): (Int64, Int64) = (0, 0)
    for value in counts {
      sum &+= Int64(value)
      squares &+= Int64(value) &* Int64(value)
    }
    let variance = UInt64(Int64(count) * squares - sum * sum)
    let up = UInt64(variance.leadingZeroBitCount) & ~1
    let root = UInt64(squareRoot(variance << up))
    // A constant window has no deviation, and all its quanta are 0.
    let standardization = Standardization(
      count: Int64(count), sum: sum, factor: root == 0 ? 0 : Int64((gain << 32) / root),
      shift: Int64(root == 0 ? 17 : 48 - up / 2), largest: largest)
    if kept.isEmpty {
      for index in 0..<inputCount { quanta[index] = standardization.quantum(of: counts[index]) }
    } else {
      for (index, feature) in kept.enumerated() {
        quanta[index] = standardization.quantum(of: counts[feature])
      }
    }
    return true
  }
}

/// How a count of one window is standardised.
private struct Standardization {
  let count: Int64
  let sum: Int64
  /// G, at most 2³¹.
  let factor: Int64
  /// 17 ... 45.
  let shift: Int64
  let largest: Int64

  /// clamp(((m c − S) × G + 2^(s − 1)) >> s, ±T), of magnitude below 2⁶² before the shift.
  @inline(__always)
  func quantum(of value: Int16) -> Int16 {
    let product = (count &* Int64(value) &- sum) &* factor
    let rounded = (product &+ (1 &<< (shift &- 1))) &>> shift
    return Int16(truncatingIfNeeded: min(max(rounded, -largest), largest))
  }
}
