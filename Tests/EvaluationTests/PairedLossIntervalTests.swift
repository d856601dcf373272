import Evaluation
import Testing

@Suite("Intervals of paired losses")
struct PairedLossIntervalTests {
  /// The interval of Agresti and Min, as their paper writes it.
  private func expected(_ lost: Int, _ won: Int, _ count: Int) -> (lower: Double, upper: Double) {
    // Half a row in each of the four cells.
    let (b, c, total) = (Double(lost) + 0.5, Double(won) + 0.5, Double(count) + 2)
    let difference = (b - c) / total
    let deviation = (((b + c) - (b - c) * (b - c) / total).squareRoot()) / total
    return (difference - 1.96 * deviation, difference + 1.96 * deviation)
  }

  @Test("are those of Agresti and Min", arguments: [(2, 0), (0, 0), (0, 7), (40, 3), (100, 100)])
  func known(lost: Int, won: Int) {
    let interval = PairedLossInterval(lost: lost, won: won, count: 300)
    let expected = expected(lost, won, 300)
    #expect(interval.loss == Double(lost - won) / 300)
    #expect(isClose(interval.lower, expected.lower) && isClose(interval.upper, expected.upper))
  }

  @Test("leave two of 300 rows open, and not thirty")
  func open() {
    #expect(PairedLossInterval(lost: 2, won: 0, count: 300).lower < 0)
    #expect(PairedLossInterval(lost: 30, won: 0, count: 300).lower > 0.05)
  }

  @Test("turn round with their labellings, stay in −1 ... 1 and narrow with the rows")
  func laws() {
    for (lost, won, count) in [(5, 2, 40), (0, 1, 1), (1, 0, 1), (9, 9, 18), (3, 0, 3)] {
      let interval = PairedLossInterval(lost: lost, won: won, count: count)
      let other = PairedLossInterval(lost: won, won: lost, count: count)
      #expect(isClose(interval.lower, -other.upper) && isClose(interval.upper, -other.lower))
      #expect(interval.lower >= -1 && interval.upper <= 1 && interval.lower <= interval.upper)
      let more = PairedLossInterval(lost: 100 * lost, won: 100 * won, count: 100 * count)
      #expect(more.upper - more.lower < interval.upper - interval.lower)
      #expect(more.loss == interval.loss)
    }
  }

  @Test("of no rows, or of more changed rows than rows, are the caller's bugs")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = PairedLossInterval(lost: 0, won: 0, count: 0)
    }
    await #expect(processExitsWith: .failure) {
      _ = PairedLossInterval(lost: 2, won: 2, count: 3)
    }
  }
}
