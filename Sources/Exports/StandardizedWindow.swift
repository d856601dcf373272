/// The sums of a window and what turns its samples into standard scores.
struct StandardizedWindow {
  /// S, N × 1.
  let sum: GraphValue
  /// D = m Q − S², N × 1.
  let variance: GraphValue
  /// m, the samples.
  let count: Int
}

/// G, and h: the window's variance is multiplied by 4ʰ⁺¹ before its root is taken.
struct StandardizedGain {
  let factor: GraphValue
  let doublings: GraphValue
}

extension GraphBuilder {
  /// The sums of counts.
  ///
  /// - Parameters:
  ///   - counts: N × m, int16 in magnitude.
  ///   - count: m.
  mutating func windowSums(_ counts: GraphValue, count: Int) -> StandardizedWindow {
    let sum = sum(counts)
    let squares = self.sum(multiply(counts, counts))
    let variance = subtract(multiply(squares, scalar(Int64(count))), multiply(sum, sum))
    return StandardizedWindow(sum: sum, variance: variance, count: count)
  }

  /// G = ⌊gain × 2³² / R⌋, with R = ⌊√(D × 2ᵉ)⌋ and e the largest even number with D × 2ᵉ < 2⁶⁴.
  ///
  /// No integer has 64 bits without a sign here. So r = ⌊√W⌋ of W = D × 2ᵉ⁻² < 2⁶² is found first, and R is
  /// 2 r + 1 where r² + r < W, and otherwise 2 r. The root in double precision is at most one off. A D of 0
  /// counts as 1, which changes nothing: each sample is the mean then.
  ///
  /// - Parameters:
  ///   - window: the sums.
  ///   - gain: 1 … 2³⁰.
  mutating func gain(_ window: StandardizedWindow, _ gain: UInt32) -> StandardizedGain {
    let variance = larger(window.variance, scalar(1))
    let limits = constant((1...30).map { 1 << (62 - 2 * $0) }, shape: [1, 30])
    let doublings = sum(isAbove(limits, variance))
    let powers = constant((0...30).map { 1 << (2 * $0) })
    let wide = multiply(variance, node("Gather", [powers, doublings]))
    let root = node("Floor", [node("Sqrt", [cast(wide, to: .float64)])])
    let lower = subtract(cast(root, to: .int64), scalar(1))
    let (one, two) = (scalar(1), scalar(2))
    let middle = add(lower, one)
    let upper = add(lower, two)
    let isMiddle = subtract(one, isAbove(multiply(middle, middle), wide))
    let isUpper = subtract(one, isAbove(multiply(upper, upper), wide))
    let exact = add(add(lower, isMiddle), isUpper)
    let isOdd = isAbove(wide, add(multiply(exact, exact), exact))
    let whole = add(multiply(exact, two), isOdd)
    return StandardizedGain(
      factor: divide(scalar(Int64(gain) << 32), whole), doublings: doublings)
  }

  /// The quantised inputs of a window that is standardised.
  ///
  /// - Parameters:
  ///   - counts: N × m.
  ///   - count: m.
  ///   - places: of the inputs that are kept.
  ///   - gain: 2¹⁶ × quanta per deviation.
  ///   - largest: T.
  mutating func standardize(
    _ counts: GraphValue, count: Int, places: [Int], gain: UInt32, largest: Int64
  ) -> GraphValue {
    let window = windowSums(counts, count: count)
    let factor = self.gain(window, gain)
    // s = 47 − h; |m c − S| G is below 2⁶¹.
    let table = roundedShift((0...30).map { 47 - $0 }, shape: [31])
    let shift = gather(table, factor.doublings)
    let kept = columns(counts, places, of: count)
    let centred = subtract(multiply(kept, scalar(Int64(count))), window.sum)
    return limit(round(multiply(centred, factor.factor), by: shift), -largest...largest)
  }
}
