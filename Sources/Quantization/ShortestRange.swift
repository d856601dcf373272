/// The shortest range that holds a share of some values.
///
/// Unlike two quantiles it leaves out what lies far off on one side alone. Unlike a mean and a
/// deviation it does not follow how far off that is.
struct ShortestRange {
  /// The least value in the range.
  let lower: Double
  /// The largest value in the range.
  let upper: Double

  /// The middle of the range.
  var middle: Double { lower / 2 + upper / 2 }

  /// The range that `calibration` asks for.
  ///
  /// - Parameters:
  ///   - sorted: ascending.
  ///   - calibration: min-max or a percentile, whose share of the values is rounded up to whole ones.
  /// - Returns: The lowest of ranges that are equally short; that of all values where the shortest
  ///   one holds a single value many times; 0 ... 0 without values.
  /// - Complexity: O(values).
  init(of sorted: [Double], _ calibration: Calibration) {
    guard let first = sorted.first, let last = sorted.last else {
      (lower, upper) = (0, 0)
      return
    }
    guard case .percentile(let percent) = calibration else {
      (lower, upper) = (first, last)
      return
    }
    let count = Magnitudes.rank(of: percent, in: sorted.count)
    var start = 0
    for candidate in 0...sorted.count - count
    where sorted[candidate + count - 1] - sorted[candidate]
      < sorted[start + count - 1] - sorted[start]
    {
      start = candidate
    }
    let (low, high) = (sorted[start], sorted[start + count - 1])
    (lower, upper) = low < high ? (low, high) : (first, last)
  }

  /// The share of values outside the range; 0 without values.
  ///
  /// - Complexity: O(values).
  func share(outsideOf values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    return Double(values.count { $0 < lower || $0 > upper }) / Double(values.count)
  }
}
