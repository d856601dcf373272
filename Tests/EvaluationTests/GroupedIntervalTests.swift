import Evaluation
import Testing

@Suite("Intervals of rows that come in groups")
struct GroupedIntervalTests {
  @Test("Student's quantile is the one of the tables")
  func quantiles() {
    let table = [
      (1.0, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (5, 2.5706), (10, 2.2281),
      (21, 2.0796), (30, 2.0423), (120, 1.9799),
    ]
    for (count, expected) in table {
      let quantile = WilsonInterval.studentQuantile(degreesOfFreedom: count)
      #expect(abs(quantile / expected - 1) < 1e-3, "\(count): \(quantile)")
    }
  }

  @Test("groups of one row each give nearly the interval of independent rows")
  func independent() {
    let successes = (0..<400).map { $0 % 5 == 0 ? 0 : 1 }
    let grouped = WilsonInterval(
      successesByGroup: successes, trialsByGroup: Array(repeating: 1, count: 400))
    let plain = WilsonInterval(successes: 320, trials: 400)
    #expect(abs(grouped.lower - plain.lower) < 1e-3)
    #expect(abs(grouped.upper - plain.upper) < 1e-3)
  }

  @Test("it is never narrower than the interval of independent rows")
  func width() {
    for spread in 0...10 {
      let successes = (0..<12).map { 80 + ($0.isMultiple(of: 2) ? spread : -spread) }
      let grouped = WilsonInterval(
        successesByGroup: successes, trialsByGroup: Array(repeating: 100, count: 12))
      let plain = WilsonInterval(successes: 960, trials: 1_200)
      #expect(grouped.upper - grouped.lower >= plain.upper - plain.lower - 1e-12)
    }
  }

  @Test("groups that are all right or all wrong count as one row each")
  func clustered() {
    let successes = (0..<40).map { $0 < 32 ? 50 : 0 }
    let grouped = WilsonInterval(
      successesByGroup: successes, trialsByGroup: Array(repeating: 50, count: 40))
    let rows = WilsonInterval(successes: 32, trials: 40)
    #expect(abs(grouped.lower - rows.lower) < 0.01 && abs(grouped.upper - rows.upper) < 0.01)
  }

  @Test("without any error each group counts as one row, and groups without rows not at all")
  func flawless() {
    let grouped = WilsonInterval(
      successesByGroup: [70, 0, 30, 20, 0, 10], trialsByGroup: [70, 0, 30, 20, 0, 10])
    let quantile = WilsonInterval.studentQuantile(degreesOfFreedom: 3)
    let plain = WilsonInterval(successes: 4, trials: 4)
    #expect(grouped.upper == 1)
    #expect(grouped.lower < plain.lower && grouped.lower > 0.5 / quantile / quantile)
  }

  @Test("one group alone says little")
  func single() {
    let grouped = WilsonInterval(successesByGroup: [900], trialsByGroup: [1_000])
    #expect(grouped.upper - grouped.lower > 0.7)
  }
}
