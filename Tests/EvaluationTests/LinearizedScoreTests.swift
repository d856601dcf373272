import Evaluation
import Testing

@Suite("An F score as a mean over groups")
struct LinearizedScoreTests {
  /// Groups with more and less of the class, the first two with none, and some wrong answers.
  private static func rows(
    _ count: Int, groups: Int
  ) -> (truth: [Int], answers: [Int], groups: [Int]) {
    let of = (0..<count).map { $0 % groups }
    let truth = (0..<count).map { row in
      of[row] >= 2 && row / groups * 7 % 19 < 3 + of[row] % 5 ? 1 : 0
    }
    let answers = (0..<count).map { row in
      row / groups * 11 % 23 < 1 + of[row] * 3 % 7 ? 1 - truth[row] : truth[row]
    }
    return (truth, answers, of)
  }

  @Test("is the score, and varies as its interval does", arguments: [1.0, 2.0])
  func value(beta: Double) throws {
    let rows = Self.rows(6_000, groups: 60)
    let score = try #require(
      LinearizedScore(
        beta: beta, of: 1, truth: rows.truth, answers: rows.answers, groups: rows.groups))
    let figures = try #require(
      OperatingFigures(
        truth: rows.truth, answers: rows.answers, groups: rows.groups, classCount: 2, positive: 1))
    let share = try #require(beta == 1 ? figures.f1 : figures.f2)
    #expect(score.contributions.count == 60)
    #expect(abs(score.value - share.value) < 1e-12)
    let error = PairedDifference(
      of: score.contributions, from: [Double](repeating: 0, count: 60)
    ).standardError
    // The Wilson interval is not symmetric, and takes Student's t.
    #expect(abs((share.upper - share.lower) / (2 * 1.96 * error) - 1) < 0.1)
  }

  @Test("differs group by group as leaving groups out does")
  func jackknife() throws {
    let rows = Self.rows(4_000, groups: 40)
    let other = rows.truth.enumerated().map { index, label in
      index % 17 == 0 ? 1 - label : label
    }
    func score(_ answers: [Int], without group: Int? = nil) throws -> LinearizedScore {
      let kept = rows.groups.indices.filter { rows.groups[$0] != group }
      return try #require(
        LinearizedScore(
          beta: 2, of: 1, truth: kept.map { rows.truth[$0] }, answers: kept.map { answers[$0] },
          groups: kept.map { rows.groups[$0] }))
    }
    let difference = try PairedDifference(
      of: score(other).contributions, from: score(rows.answers).contributions)
    let left = try (0..<40).map { group in
      try score(other, without: group).value - score(rows.answers, without: group).value
    }
    let mean = left.reduce(0, +) / 40
    let spread = left.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (39.0 / 40 * spread).squareRoot()
    #expect(abs(difference.standardError / error - 1) < 0.1)
  }

  @Test("does not exist without the class")
  func none() {
    #expect(
      LinearizedScore(beta: 2, of: 1, truth: [0, 0, -1], answers: [0, 0, 1], groups: [1, 2, 3])
        == nil)
  }
}
