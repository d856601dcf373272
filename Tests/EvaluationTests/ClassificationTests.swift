import Evaluation
import Foundation
import Testing

/// Two random labellings of the same rows.
struct RandomLabels: Sendable, CustomTestStringConvertible {
  let classCount: Int
  let truth: [Int]
  let predictions: [Int]

  init(seed: UInt64) {
    var generator = SeededGenerator(state: seed)
    let classes = Int.random(in: 1...9, using: &generator)
    let rows = Int.random(in: 1...200, using: &generator)
    classCount = classes
    truth = (0..<rows).map { _ in Int.random(in: 0..<classes, using: &generator) }
    predictions = truth.map { label in
      Bool.random(using: &generator) ? label : Int.random(in: 0..<classes, using: &generator)
    }
  }

  var testDescription: String { "\(truth.count) rows of \(classCount) classes" }

  var matrix: ConfusionMatrix {
    ConfusionMatrix(truth: truth, predictions: predictions, classCount: classCount)
  }

  static let all = (0..<24).map { RandomLabels(seed: $0) }
}

@Suite("Confusion matrices")
struct ConfusionMatrixTests {
  @Test("Rows are the truth and columns the prediction")
  func orientation() {
    let matrix = ConfusionMatrix(
      truth: [0, 0, 0, 1, 2, 2], predictions: [0, 1, 1, 1, 0, 2], classCount: 3)
    #expect(matrix.counts == [[1, 2, 0], [0, 1, 0], [1, 0, 1]])
    #expect(matrix.support == [3, 1, 2])
    #expect(matrix.predictedCounts == [2, 3, 1])
    #expect(matrix.hits == [1, 1, 1])
    #expect(matrix.total == 6)
    #expect(matrix.accuracy == 0.5)
  }

  @Test("As JSON a matrix is its rows, there and back")
  func json() throws {
    let matrix = ConfusionMatrix(counts: [[1, 2], [0, 4]])
    let data = try JSONEncoder().encode(matrix)
    #expect(String(decoding: data, as: UTF8.self) == "[[1,2],[0,4]]")
    #expect(try JSONDecoder().decode(ConfusionMatrix.self, from: data) == matrix)
  }

  @Test(
    "JSON that is no confusion matrix is an error", arguments: ["[[1,2]]", "[[-1]]", "[]", "[[0]]"])
  func badJSON(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ConfusionMatrix.self, from: Data(text.utf8))
    }
  }

  @Test("Unpaired labels, labels out of range and no rows are the caller's bugs")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = ConfusionMatrix(truth: [0, 1], predictions: [0], classCount: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = ConfusionMatrix(truth: [0], predictions: [2], classCount: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = ConfusionMatrix(truth: [-1], predictions: [0], classCount: 2)
    }
    await #expect(processExitsWith: .failure) {
      _ = ConfusionMatrix(truth: [], predictions: [], classCount: 2)
    }
  }
}

@Suite("Classification reports")
struct ClassificationReportTests {
  @Test("A two-class report is what a hand computes")
  func byHand() {
    let report = ClassificationReport(ConfusionMatrix(counts: [[6, 2], [1, 3]]), beta: 2)
    #expect(isClose(report.accuracy, 9.0 / 12))
    #expect(areClose(report.sensitivity, [6.0 / 8, 3.0 / 4]))
    #expect(areClose(report.precision, [6.0 / 7, 3.0 / 5]))
    #expect(areClose(report.f1, [12.0 / 15, 6.0 / 9]))
    #expect(areClose(report.fBeta, [30.0 / 39, 15.0 / 21]))
    #expect(isClose(report.macro.f1, 11.0 / 15))
    #expect(isClose(report.weighted.f1, 34.0 / 45))
  }

  @Test("A class that is never predicted scores 0 and not NaN")
  func neverPredicted() {
    let report = ClassificationReport(ConfusionMatrix(counts: [[4, 0], [2, 0]]))
    #expect(report.precision[1] == 0)
    #expect(report.sensitivity[1] == 0)
    #expect(report.f1[1] == 0)
    #expect(report.fBeta[1] == 0)
  }

  @Test("A class in neither truth nor predictions counts in the macro average only")
  func absent() {
    let report = ClassificationReport(
      ConfusionMatrix(counts: [[3, 0, 0], [0, 2, 0], [0, 0, 0]]))
    #expect(isClose(report.macro.sensitivity, 2.0 / 3))
    #expect(report.weighted.sensitivity == 1)
  }

  @Test(
    "Beta 0 is precision, beta 1 is F1 and a large beta is sensitivity", arguments: RandomLabels.all
  )
  func betas(labels: RandomLabels) {
    let report = ClassificationReport(labels.matrix)
    #expect(areClose(labels.matrix.fScores(beta: 0), report.precision))
    #expect(areClose(labels.matrix.fScores(beta: 1), report.f1))
    #expect(areClose(labels.matrix.fScores(beta: 1e6), report.sensitivity, 1e-9))
  }

  @Test("F-beta is the weighted harmonic mean", arguments: RandomLabels.all)
  func harmonicMean(labels: RandomLabels) {
    let report = ClassificationReport(labels.matrix, beta: 0.5)
    for label in 0..<labels.classCount where report.fBeta[label] > 0 {
      let inverse = 0.8 / report.precision[label] + 0.2 / report.sensitivity[label]
      #expect(isClose(report.fBeta[label], 1 / inverse))
    }
  }

  @Test("Accuracy is the weighted sensitivity", arguments: RandomLabels.all)
  func weightedSensitivity(labels: RandomLabels) {
    let report = ClassificationReport(labels.matrix)
    #expect(isClose(report.accuracy, report.weighted.sensitivity))
  }

  @Test("Micro precision, micro sensitivity and accuracy are one", arguments: RandomLabels.all)
  func micro(labels: RandomLabels) {
    let matrix = labels.matrix
    let hits = Double(matrix.hits.reduce(0, +))
    #expect(matrix.predictedCounts.reduce(0, +) == matrix.support.reduce(0, +))
    #expect(isClose(hits / Double(matrix.predictedCounts.reduce(0, +)), matrix.accuracy))
    #expect(isClose(hits / Double(matrix.support.reduce(0, +)), matrix.accuracy))
  }

  @Test("The order of the rows does not matter", arguments: RandomLabels.all)
  func rowPermutation(labels: RandomLabels) {
    var generator = SeededGenerator(state: 99)
    let order = labels.truth.indices.shuffled(using: &generator)
    let shuffled = ConfusionMatrix(
      truth: order.map { labels.truth[$0] }, predictions: order.map { labels.predictions[$0] },
      classCount: labels.classCount)
    #expect(shuffled == labels.matrix)
    #expect(ClassificationReport(shuffled) == ClassificationReport(labels.matrix))
  }

  @Test("Renaming the classes renames the scores", arguments: RandomLabels.all)
  func classPermutation(labels: RandomLabels) {
    var generator = SeededGenerator(state: 7)
    let names = (0..<labels.classCount).shuffled(using: &generator)
    let report = ClassificationReport(labels.matrix)
    let renamed = ClassificationReport(
      ConfusionMatrix(
        truth: labels.truth.map { names[$0] }, predictions: labels.predictions.map { names[$0] },
        classCount: labels.classCount))
    #expect(renamed.accuracy == report.accuracy)
    #expect(names.map { renamed.f1[$0] } == report.f1)
    #expect(names.map { renamed.precision[$0] } == report.precision)
    #expect(isClose(renamed.macro.f1, report.macro.f1))
    #expect(isClose(renamed.weighted.fBeta, report.weighted.fBeta))
  }

  @Test(
    "Swapping truth and predictions swaps sensitivity and precision", arguments: RandomLabels.all)
  func transposition(labels: RandomLabels) {
    let report = ClassificationReport(labels.matrix)
    let swapped = ClassificationReport(
      ConfusionMatrix(
        truth: labels.predictions, predictions: labels.truth, classCount: labels.classCount))
    #expect(swapped.sensitivity == report.precision)
    #expect(swapped.precision == report.sensitivity)
    #expect(swapped.f1 == report.f1)
  }

  @Test("A report survives JSON, with keys in snake case")
  func json() throws {
    let report = ClassificationReport(ConfusionMatrix(counts: [[6, 2], [1, 3]]), beta: 2)
    let data = try JSONEncoder().encode(report)
    #expect(String(decoding: data, as: UTF8.self).contains("\"f_beta\""))
    #expect(try JSONDecoder().decode(ClassificationReport.self, from: data) == report)
  }

  @Test("A negative beta is the caller's bug")
  func preconditions() async {
    await #expect(processExitsWith: .failure) {
      _ = ConfusionMatrix(counts: [[1]]).fScores(beta: -1)
    }
  }
}
