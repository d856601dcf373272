import Evaluation
import Testing

@Suite("Figures where a classifier decides")
struct OperatingFiguresTests {
  /// Rows of six groups, some without the class, some with nothing else.
  private static let groups = (0..<120).map { $0 % 6 }
  private static let truth = (0..<120).map { row -> Int in
    switch row % 6 {
    case 0: 0
    case 1: 1
    default: (row / 6 + row) % 3
    }
  }
  private static let answers: [Int] = (0..<120).map { row in
    row * 7 % 11 < 8 ? truth[row] : row / 5 % 3
  }

  @Test("are those of the confusion matrix", arguments: [true, false], 0..<3)
  func values(isGrouped: Bool, positive: Int) throws {
    let figures = try #require(
      OperatingFigures(
        truth: Self.truth, answers: Self.answers, groups: isGrouped ? Self.groups : nil,
        classCount: 3, positive: positive))
    let matrix = ConfusionMatrix(truth: Self.truth, predictions: Self.answers, classCount: 3)
    let report = ClassificationReport(matrix)
    func isClose(_ value: ShareEstimate?, _ other: Double) -> Bool {
      value.map { abs($0.value - other) < 1e-12 } ?? false
    }
    #expect(isClose(figures.accuracy, report.accuracy))
    #expect(isClose(figures.sensitivity, report.sensitivity[positive]))
    #expect(isClose(figures.precision, report.precision[positive]))
    #expect(isClose(figures.f1, report.f1[positive]))
    #expect(isClose(figures.f2, report.fBeta[positive]))
    #expect(isClose(figures.macroF1, report.macro.f1))
    #expect(isClose(figures.macroF2, report.macro.fBeta))
    let others = matrix.total - matrix.support[positive]
    let wrong = matrix.predictedCounts[positive] - matrix.hits[positive]
    #expect(isClose(figures.specificity, Double(others - wrong) / Double(others)))
  }

  @Test("have the intervals of shares over groups")
  func intervals() throws {
    let figures = try #require(
      OperatingFigures(
        truth: Self.truth, answers: Self.answers, groups: Self.groups, classCount: 3, positive: 2))
    func interval(_ isOf: (Int) -> Bool, _ isHit: (Int) -> Bool) -> WilsonInterval {
      var successes = [Int](repeating: 0, count: 6)
      var trials = successes
      for row in 0..<120 where isOf(row) {
        trials[Self.groups[row]] += 1
        if isHit(row) { successes[Self.groups[row]] += 1 }
      }
      return WilsonInterval(successesByGroup: successes, trialsByGroup: trials)
    }
    func isIn(_ estimate: ShareEstimate?, _ interval: WilsonInterval) -> Bool {
      estimate.map {
        abs($0.lower - interval.lower) < 1e-12 && abs($0.upper - interval.upper) < 1e-12
      } ?? false
    }
    func isTrue(_ row: Int) -> Bool { Self.truth[row] == 2 }
    func isGiven(_ row: Int) -> Bool { Self.answers[row] == 2 }
    #expect(isIn(figures.sensitivity, interval(isTrue, isGiven)))
    #expect(isIn(figures.specificity, interval({ !isTrue($0) }, { !isGiven($0) })))
    #expect(isIn(figures.precision, interval(isGiven, isTrue)))
  }

  @Test("of rows that stand for themselves are nearly Wilson's")
  func rows() throws {
    let figures = try #require(
      OperatingFigures(
        truth: Self.truth, answers: Self.answers, groups: nil, classCount: 3, positive: 1))
    let hits = Self.truth.indices.count { Self.truth[$0] == 1 && Self.answers[$0] == 1 }
    let wilson = WilsonInterval(successes: hits, trials: Self.truth.count { $0 == 1 })
    let found = try #require(figures.sensitivity)
    #expect(abs(found.lower - wilson.lower) < 0.02 && abs(found.upper - wilson.upper) < 0.02)
  }

  @Test("lie within their intervals, which are wider where groups differ")
  func widths() throws {
    // The same counts; in one order groups are all right or all wrong.
    let truth = Array(repeating: 1, count: 100) + Array(repeating: 0, count: 100)
    let answers = (0..<200).map { $0 % 100 < 80 ? truth[$0] : 1 - truth[$0] }
    func f2(_ groups: [Int]) throws -> ShareEstimate {
      try #require(
        OperatingFigures(
          truth: truth, answers: answers, groups: groups, classCount: 2, positive: 1)?.f2)
    }
    let alike = try f2((0..<200).map { $0 % 10 })
    let unlike = try f2((0..<200).map { $0 % 100 / 10 })
    #expect(alike.value == unlike.value)
    #expect(unlike.upper - unlike.lower > alike.upper - alike.lower)
    for estimate in [alike, unlike] {
      #expect(estimate.lower < estimate.value && estimate.value < estimate.upper)
    }
  }

  @Test("leave out rows without a label, and figures without rows")
  func missing() throws {
    let figures = try #require(
      OperatingFigures(
        truth: [0, 0, -1], answers: [0, 0, 1], groups: nil, classCount: 2, positive: 1))
    #expect(figures.accuracy.value == 1)
    #expect(figures.sensitivity == nil && figures.precision == nil)
    #expect(figures.specificity?.value == 1)
    #expect(
      OperatingFigures(truth: [-1], answers: [0], groups: nil, classCount: 2, positive: nil) == nil)
  }
}
