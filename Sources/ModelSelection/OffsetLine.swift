/// The offsets of one output, and what each of them is worth: a row is given the class where its margin
/// and the offset together are above 0.
struct OffsetLine {
  /// How far below the best value a neighbouring offset may lie and still count as equal.
  let tolerance: Double

  /// An offset, and the range around it that is as good.
  struct Choice: Equatable {
    let offset: Double
    /// The largest value of any offset.
    let best: Double
  }

  /// The best offset.
  ///
  /// Values change where an offset passes a margin, so that one offset between each two margins stands
  /// for all. From the best of them the range extends to both sides while values stay within the
  /// tolerance. Its middle is taken: a threshold at the edge of a cliff is good for the rows that chose
  /// it, and for few others. Of several best ranges that of the smallest offset wins, and of equal ones
  /// the lower.
  ///
  /// - Parameters:
  ///   - margins: N values, by how much the class leads the others; at least one.
  ///   - enter: called for the row that gains the class next.
  ///   - value: the value of the offset after the rows that have entered.
  /// - Complexity: O(N log N), and N calls of either.
  func best(
    _ margins: [Double], enter: (Int) -> Void, value: () -> Double
  ) -> Choice {
    let order = margins.indices.sorted { (-margins[$0], $0) < (-margins[$1], $1) }
    // The margins that differ, falling, and the values before, between and after them.
    var passed: [Double] = []
    var values = [value()]
    var next = 0
    while next < order.count {
      let margin = margins[order[next]]
      while next < order.count, margins[order[next]] == margin {
        enter(order[next])
        next += 1
      }
      passed.append(margin)
      values.append(value())
    }
    let largest = values.reduce(-.infinity, max)
    var chosen: Double?
    var end = -1
    for place in values.indices where values[place] == largest && place > end {
      var start = place
      while start > 0, values[start - 1] >= largest - tolerance { start -= 1 }
      end = place
      while end + 1 < values.count, values[end + 1] >= largest - tolerance { end += 1 }
      let offset = -middle(from: start, to: end, of: passed)
      if chosen.map({ abs(offset) < abs($0) }) ?? true { chosen = offset }
    }
    return Choice(offset: chosen ?? 0, best: largest)
  }

  /// The middle of a range of thresholds. Beyond the outer margins it extends as far as neighbours are
  /// apart on average.
  private func middle(from start: Int, to end: Int, of passed: [Double]) -> Double {
    let (top, bottom) = (passed[0], passed[passed.count - 1])
    let room = passed.count > 1 ? (top - bottom) / Double(passed.count - 1) : 1
    let upper = start == 0 ? top + room : passed[start - 1]
    let lower = end == passed.count ? bottom - room : passed[end]
    return upper / 2 + lower / 2
  }
}
