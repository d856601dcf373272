import ModelSelection
import Student
import Testing

private func candidate(
  k: Int, agreement: [Double], divergence: [Double]?
) -> Candidate {
  Candidate(
    structure: .corrected(regionCount: k, componentCount: 2),
    fit: .penalized(Penalties(shared: 0.1, corrections: 0.1), correctionScale: 1, balance: 0),
    byteCount: 100 * k, multiplyAccumulates: k,
    scores: FoldScores(mse: divergence ?? agreement, agreement: agreement, divergence: divergence))
}

@Suite("One answer for all rows") struct OneAnswerTests {
  @Test("is beaten by more than one standard error of a share of as many rows")
  func beaten() {
    // √(0.6 · 0.4 / 96) = 0.05.
    let answer = OneAnswer(share: 0.54, rowCount: 96)
    #expect(answer.isBeaten(by: 0.6))
    #expect(!OneAnswer(share: 0.56, rowCount: 96).isBeaten(by: 0.6))
    #expect(!answer.isBeaten(by: 0.54) && !answer.isBeaten(by: 0.5))
    #expect(!OneAnswer(share: 1, rowCount: 5).isBeaten(by: 1))
  }

  /// The first gives one answer to all rows. The others know more of the teacher, and err on rare
  /// rows.
  private let table = CrossValidationTable(
    foldCount: 3, grouped: false,
    candidates: [
      candidate(k: 2, agreement: [0.51, 0.51, 0.51], divergence: [0.30, 0.31, 0.32]),
      candidate(k: 4, agreement: [0.50, 0.49, 0.50], divergence: [0.20, 0.21, 0.23]),
      candidate(k: 8, agreement: [0.50, 0.50, 0.50], divergence: [0.20, 0.22, 0.21]),
    ])

  private func choice(
    beside share: Double?, by rule: SelectionRule = .nearBest
  ) throws -> Int {
    try rule.select(
      from: table, score: .agreement, budget: nil,
      oneAnswer: share.map { OneAnswer(share: $0, rowCount: 500) }
    ).chosen.regionCount
  }

  @Test("leaves the choice to the divergence where no student beats it")
  func blind() throws {
    #expect(try choice(beside: 0.51) == 4)
    #expect(try choice(beside: 0.4) == 2)
    #expect(try choice(beside: nil) == 2)
  }

  @Test("takes the smallest of students that diverge alike")
  func alike() throws {
    let table = CrossValidationTable(
      foldCount: 3, grouped: false,
      candidates: [
        candidate(k: 2, agreement: [0.5, 0.5, 0.5], divergence: [0.2001, 0.2101, 0.2201]),
        candidate(k: 4, agreement: [0.5, 0.5, 0.5], divergence: [0.2000, 0.2100, 0.2200]),
      ])
    let selection = try SelectionRule.nearBest.select(
      from: table, score: .agreement, budget: nil,
      oneAnswer: OneAnswer(share: 0.5, rowCount: 500))
    #expect(selection.chosen.regionCount == 2)
  }

  @Test("changes no other rule")
  func rules() throws {
    #expect(try choice(beside: 0.51, by: .best) == 2)
    #expect(
      try choice(beside: 0.51, by: .oneStandardError)
        == choice(beside: nil, by: .oneStandardError))
  }

  @Test("changes nothing without divergences")
  func withoutDivergence() throws {
    let table = CrossValidationTable(
      foldCount: 2, grouped: false,
      candidates: [2, 4].map { candidate(k: $0, agreement: [0.5, 0.5], divergence: nil) })
    let selection = try SelectionRule.nearBest.select(
      from: table, score: .agreement, budget: nil,
      oneAnswer: OneAnswer(share: 0.5, rowCount: 100))
    #expect(selection.chosen.regionCount == 2)
  }

  @Test("keeps the budget")
  func budget() throws {
    let selection = try SelectionRule.nearBest.select(
      from: table, score: .agreement, budget: 200,
      oneAnswer: OneAnswer(share: 0.51, rowCount: 500))
    #expect(selection.chosen.regionCount == 2)
  }
}
