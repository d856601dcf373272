import Evaluation
import Testing

/// metrics.json.
private struct ClassificationFixture: Decodable {
  let cases: [ClassificationCase]
}

/// One case of metrics.json.
struct ClassificationCase: Decodable, Sendable, CustomTestStringConvertible {
  struct PerClass: Decodable {
    let sensitivity: [Double]
    let precision: [Double]
    let f1: [Double]
    let fBeta: [Double]

    enum CodingKeys: String, CodingKey {
      case sensitivity, precision, f1
      case fBeta = "f_beta"
    }
  }

  let name: String
  let classCount: Int
  let truth: [Int]
  let predictions: [Int]
  let accuracy: Double
  let confusion: [[Int]]
  let support: [Int]
  let beta: Double
  let perClass: PerClass
  let macro: ClassScores
  let weighted: ClassScores
  let macroOfPresentLabels: ClassScores

  enum CodingKeys: String, CodingKey {
    case name, truth, predictions, accuracy, confusion, support, beta, macro, weighted
    case classCount = "class_count"
    case perClass = "per_class"
    case macroOfPresentLabels = "macro_of_present_labels"
  }

  var testDescription: String { name }

  var matrix: ConfusionMatrix {
    ConfusionMatrix(truth: truth, predictions: predictions, classCount: classCount)
  }

  var report: ClassificationReport { ClassificationReport(matrix, beta: beta) }

  static func all() throws -> [ClassificationCase] {
    try fixture("metrics.json", as: ClassificationFixture.self).cases
  }
}

private func isClose(_ scores: ClassScores, _ others: ClassScores) -> Bool {
  isClose(scores.sensitivity, others.sensitivity) && isClose(scores.precision, others.precision)
    && isClose(scores.f1, others.f1) && isClose(scores.fBeta, others.fBeta)
}

@Suite("Classification scores are scikit-learn's")
struct ClassificationFixtureTests {
  @Test("The fixture holds every kind of case")
  func fixtureIsComplete() throws {
    let cases = try ClassificationCase.all()
    #expect(cases.count == 14)
    #expect(Set(cases.map(\.classCount)) == [1, 2, 3, 4, 5, 6, 7])
  }

  @Test("Counts and support are the same", arguments: try ClassificationCase.all())
  func counts(example: ClassificationCase) {
    #expect(example.matrix.counts == example.confusion)
    #expect(example.matrix.support == example.support)
    #expect(example.report.support == example.support)
  }

  @Test("Accuracy is the same", arguments: try ClassificationCase.all())
  func accuracy(example: ClassificationCase) {
    #expect(isClose(example.report.accuracy, example.accuracy))
  }

  @Test("Scores of each class are the same", arguments: try ClassificationCase.all())
  func perClass(example: ClassificationCase) {
    let report = example.report
    #expect(areClose(report.sensitivity, example.perClass.sensitivity))
    #expect(areClose(report.precision, example.perClass.precision))
    #expect(areClose(report.f1, example.perClass.f1))
    #expect(areClose(report.fBeta, example.perClass.fBeta))
  }

  @Test("Macro and weighted averages are the same", arguments: try ClassificationCase.all())
  func averages(example: ClassificationCase) {
    #expect(isClose(example.report.macro, example.macro))
    #expect(isClose(example.report.weighted, example.weighted))
  }

  @Test("Without labels, absent classes would drop out", arguments: try ClassificationCase.all())
  func absentClasses(example: ClassificationCase) {
    let present = Set(example.truth).union(example.predictions).count
    let factor = Double(example.classCount) / Double(present)
    let macro = example.report.macro
    #expect(isClose(macro.sensitivity * factor, example.macroOfPresentLabels.sensitivity))
    #expect(isClose(macro.precision * factor, example.macroOfPresentLabels.precision))
    #expect(isClose(macro.f1 * factor, example.macroOfPresentLabels.f1))
    #expect(isClose(macro.fBeta * factor, example.macroOfPresentLabels.fBeta))
  }
}
