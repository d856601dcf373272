import Evaluation
import Testing

@Suite("Sums of a regression")
struct RegressionSumsTests {
  private let truth = [1e6, 2, 1e6 + 1, 2, 1e6 + 5, 2, 1e6 - 3, 2]
  private let predictions = [1e6 + 0.5, 2, 1e6 + 1, 2.5, 1e6 + 4, 2, 1e6 - 3, 2]

  @Test("agree with the report of all rows, however the blocks are cut", arguments: [1, 2, 3, 4])
  func blocks(height: Int) {
    var sums = RegressionSums(outputCount: 2)
    for start in stride(from: 0, to: 8, by: 2 * height) {
      let end = min(start + 2 * height, 8)
      sums.add(
        truth: Array(truth[start..<end]), predictions: Array(predictions[start..<end]))
    }
    let report = RegressionReport(truth: truth, predictions: predictions, outputCount: 2)
    #expect(abs((sums.r2 ?? .nan) - (report.r2 ?? 0)) < 1e-12)
    #expect(sums.determinations?.last == 0 && sums.areVaried == [true, false])
    // The first output deviates from its mean, 1e6 + 0.75; the second is constant.
    #expect(abs((sums.deviation ?? .nan) - (32.75 / 4 / 2).squareRoot()) < 1e-9)
  }

  @Test("of blocks about one row add up to those of all rows")
  func join() {
    var all = RegressionSums(outputCount: 2)
    all.add(truth: truth, predictions: predictions)
    var left = RegressionSums(outputCount: 2)
    left.add(truth: Array(truth[..<4]), predictions: Array(predictions[..<4]))
    var right = RegressionSums(outputCount: 2, origins: left.origins)
    right.add(truth: Array(truth[4...]), predictions: Array(predictions[4...]))
    left += right
    #expect(left == all)
  }

  @Test("say nothing of the spread of one row")
  func oneRow() {
    var sums = RegressionSums(outputCount: 1)
    #expect(sums.r2 == nil && sums.deviation == nil)
    sums.add(truth: [3], predictions: [4])
    #expect(sums.r2 == nil && sums.deviation == 0)
  }
}
