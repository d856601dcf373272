import Evaluation
import Foundation
import Testing

/// regression_metrics.json.
private struct RegressionFixture: Decodable {
  let cases: [RegressionCase]
}

/// One case of regression_metrics.json.
struct RegressionCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let outputCount: Int
  let truth: [[Double]]
  let predictions: [[Double]]
  let meanSquaredError: Double
  let rootOfMeanSquaredError: Double
  let rootMeanSquaredError: Double
  let meanAbsoluteError: Double
  let r2: Double

  enum CodingKeys: String, CodingKey {
    case name, truth, predictions, r2
    case outputCount = "output_count"
    case meanSquaredError = "mean_squared_error"
    case rootOfMeanSquaredError = "root_of_mean_squared_error"
    case rootMeanSquaredError = "root_mean_squared_error"
    case meanAbsoluteError = "mean_absolute_error"
  }

  var testDescription: String { name }

  var report: RegressionReport {
    RegressionReport(
      truth: truth.flatMap { $0 }, predictions: predictions.flatMap { $0 },
      outputCount: outputCount)
  }

  static func all() throws -> [RegressionCase] {
    try fixture("regression_metrics.json", as: RegressionFixture.self).cases
  }
}

@Suite("Regression reports")
struct RegressionReportTests {
  @Test("The fixture holds every case")
  func fixtureIsComplete() throws {
    #expect(try RegressionCase.all().count == 8)
  }

  @Test("Errors and R² are scikit-learn's", arguments: try RegressionCase.all())
  func scores(example: RegressionCase) throws {
    let report = example.report
    #expect(isClose(report.meanSquaredError, example.meanSquaredError))
    #expect(isClose(report.rootMeanSquaredError, example.rootOfMeanSquaredError))
    #expect(isClose(report.outputRootMeanSquaredError, example.rootMeanSquaredError))
    #expect(isClose(report.meanAbsoluteError, example.meanAbsoluteError))
    #expect(isClose(try #require(report.r2), example.r2))
  }

  @Test("Errors are what a hand computes")
  func byHand() throws {
    let report = RegressionReport(
      truth: [1, 10, 3, 30], predictions: [2, 10, 3, 26], outputCount: 2)
    #expect(isClose(report.meanSquaredError, 17.0 / 4))
    #expect(isClose(report.rootMeanSquaredError, 17.0.squareRoot() / 2))
    #expect(isClose(report.outputRootMeanSquaredError, (0.5.squareRoot() + 8.0.squareRoot()) / 2))
    #expect(isClose(report.meanAbsoluteError, 5.0 / 4))
    #expect(isClose(try #require(report.r2), (0.5 + (1 - 16.0 / 200)) / 2))
  }

  @Test("Predicting the mean has an R² of 0")
  func mean() throws {
    let report = RegressionReport(truth: [1, 2, 6], predictions: [3, 3, 3], outputCount: 1)
    #expect(isClose(try #require(report.r2), 0))
  }

  @Test("A constant output has no spread, whatever the rounding of its mean")
  func constantOutput() {
    let constant = [Double](repeating: 0.1, count: 7)
    let met = RegressionReport(truth: constant, predictions: constant, outputCount: 1)
    let missed = RegressionReport(
      truth: constant, predictions: constant.map { $0 + 1e-9 }, outputCount: 1)
    #expect(met.r2 == 1)
    #expect(missed.r2 == 0)
  }

  @Test("One row has errors but no R²")
  func oneRow() throws {
    let report = RegressionReport(truth: [1, 2], predictions: [1, 4], outputCount: 2)
    #expect(report.r2 == nil)
    #expect(report.meanSquaredError == 2)
    let data = try JSONEncoder().encode(report)
    #expect(try JSONDecoder().decode(RegressionReport.self, from: data) == report)
  }

  @Test("R² does not change when truth and predictions move or scale together")
  func affineInvariance() throws {
    let example = try #require(try RegressionCase.all().first)
    let truth = example.truth.flatMap { $0 }
    let predictions = example.predictions.flatMap { $0 }
    let moved = RegressionReport(
      truth: truth.map { 4 * $0 + 100 }, predictions: predictions.map { 4 * $0 + 100 },
      outputCount: example.outputCount)
    #expect(isClose(try #require(moved.r2), example.r2, 1e-10))
    #expect(isClose(moved.rootMeanSquaredError, 4 * example.rootOfMeanSquaredError, 1e-10))
  }

  @Test("Values that do not fill rows are the caller's bug")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = RegressionReport(truth: [1, 2, 3], predictions: [1, 2, 3], outputCount: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = RegressionReport(truth: [], predictions: [], outputCount: 1)
    }
  }
}
