/// The shortest range that holds a share of some values.
///
/// Unlike two quantiles it leaves out what lies far off on one side alone, and unlike a mean with a
/// deviation it does not see how far off that is.
struct ShortestRange {
  /// The least value in the range.
  let lower: Double
  /// The largest value in the range.
  let upper: Double

  /// - Parameters:
  ///   - sorted: ascending, at least one value.
  ///   - percent: of the values, rounded up to whole ones; above 0, at most 100.
  /// - Returns: The lowest of ranges that are equally short; that of all values where the shortest
  ///   one holds a single value many times.
  /// - Complexity: O(values).
  init(of sorted: [Double], holding percent: Double) {
    let count = Magnitudes.rank(of: percent, in: sorted.count)
    var start = 0
    for candidate in 0...sorted.count - count
    where sorted[candidate + count - 1] - sorted[candidate]
      < sorted[start + count - 1] - sorted[start]
    {
      start = candidate
    }
    let (low, high) = (sorted[start], sorted[start + count - 1])
    (lower, upper) = low < high ? (low, high) : (sorted[0], sorted[sorted.count - 1])
  }
}
