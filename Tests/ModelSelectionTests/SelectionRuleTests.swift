import ModelSelection
import Student
import Testing

/// A candidate with mean squared errors, fold by fold; larger k takes more bytes.
private func candidate(
  _ k: Int, _ lambda: Double, _ mse: [Double], bytes: Int? = nil, agreement: [Double]? = nil
) -> Candidate {
  Candidate(
    structure: .regional(regionCount: k), fit: .ridge(lambda: lambda),
    byteCount: bytes ?? 100 * k, multiplyAccumulates: k,
    scores: FoldScores(mse: mse, agreement: agreement))
}

private func table(_ candidates: Candidate...) -> CrossValidationTable {
  CrossValidationTable(
    foldCount: candidates[0].scores.mse.count, grouped: false, candidates: candidates)
}

@Suite struct SelectionRuleTests {
  @Test("the best mean error wins, however it comes about")
  func best() throws {
    let table = table(
      candidate(1, 1, [4, 4, 4]), candidate(2, 1, [1, 2, 6]), candidate(3, 1, [3, 3, 4]))
    let selection = try SelectionRule.best.select(from: table, score: .mse)
    #expect(selection.chosen.regionCount == 2)
    #expect(selection.best == selection.chosen)
    #expect(selection.rule == .best)
    #expect(selection.score == .mse)
  }

  @Test("the largest agreement wins")
  func agreement() throws {
    let table = table(
      candidate(1, 1, [1, 1], agreement: [0.5, 0.7]),
      candidate(2, 1, [9, 9], agreement: [0.9, 0.4]))
    let chosen = try SelectionRule.best.select(from: table, score: .agreement).chosen
    #expect(chosen.regionCount == 2)
  }

  @Test("one standard error is taken of the paired differences")
  func paired() throws {
    // Folds differ by far more than candidates do: unpaired, the standard error is 29 and k = 1
    // would do. Paired, it is 0.15 above the best with a standard error of 0.12, and k = 2 is 0.3
    // above with one of 0.35.
    let table = table(
      candidate(1, 1, [-0.05, 50.15, 100.35]),
      candidate(2, 1, [-0.3, 50.3, 100.9]),
      candidate(3, 1, [0, 50, 100]))
    let selection = try SelectionRule.oneStandardError.select(from: table, score: .mse)
    #expect(selection.best.regionCount == 3)
    #expect(selection.chosen.regionCount == 2)
  }

  @Test("one standard error takes the smallest student, and of its λ the best")
  func smallest() throws {
    let table = table(
      candidate(1, 1, [9, 9, 9]), candidate(2, 0.1, [1.2, 1, 1.4]),
      candidate(2, 1, [1.1, 1, 1.4]), candidate(2, 10, [1.3, 1, 1.4]),
      candidate(3, 1, [1, 1.3, 0.9]))
    let selection = try SelectionRule.oneStandardError.select(from: table, score: .mse)
    #expect(selection.best.regionCount == 3)
    #expect(selection.chosen.regionCount == 2)
    #expect(selection.chosen.lambda == 1)
  }

  @Test("one standard error compares agreement as best does: larger is better")
  func oneStandardErrorOfAgreement() throws {
    let table = table(
      candidate(1, 1, [1, 1, 1], agreement: [0.5, 0.5, 0.5]),
      candidate(2, 1, [1, 1, 1], agreement: [0.9, 0.8, 0.9]),
      candidate(3, 1, [1, 1, 1], agreement: [0.8, 0.95, 0.9]))
    let selection = try SelectionRule.oneStandardError.select(from: table, score: .agreement)
    #expect(selection.best.regionCount == 3)
    #expect(selection.chosen.regionCount == 2)
  }

  @Test("equal scores go to the smaller student, then to the first in the table")
  func ties() throws {
    for rule in SelectionRule.allCases {
      let smaller = table(
        candidate(3, 1, [1, 1]), candidate(1, 1, [1, 1]), candidate(2, 1, [1, 1]))
      #expect(try rule.select(from: smaller, score: .mse).chosen.regionCount == 1)
      let first = table(candidate(2, 10, [1, 1]), candidate(2, 1, [1, 1]))
      #expect(try rule.select(from: first, score: .mse).chosen.lambda == 10)
    }
  }

  @Test("only what fits the budget is chosen, and best means best within it")
  func budget() throws {
    let table = table(
      candidate(1, 1, [3, 3]), candidate(2, 1, [2, 2]), candidate(3, 1, [1, 1]))
    for rule in SelectionRule.allCases {
      let selection = try rule.select(from: table, score: .mse, budget: 200)
      #expect(selection.chosen.regionCount == 2)
      #expect(selection.best.regionCount == 2)
      let error = ModelSelectionError.budgetTooSmall(
        budget: 99, smallest: 100, structure: "k = 1")
      #expect(throws: error) {
        _ = try rule.select(from: table, score: .mse, budget: 99)
      }
    }
  }

  @Test("a score that the table has not is a typed error", arguments: [Score.agreement, .accuracy])
  func missingScore(score: Score) {
    #expect(throws: ModelSelectionError.scoreNotAvailable(score)) {
      _ = try SelectionRule.best.select(from: table(candidate(1, 1, [1, 1])), score: score)
    }
  }

  @Test("ends of the grid are told, but for k = 1 and grids of one value")
  func edges() throws {
    func edges(_ k: Int, _ lambda: Double, _ ks: [Int], _ lambdas: [Double]) throws
      -> [Selection.Edge]
    {
      let candidates = ks.flatMap { count in
        lambdas.map { candidate(count, $0, count == k && $0 == lambda ? [0, 0] : [1, 1]) }
      }
      let table = CrossValidationTable(foldCount: 2, grouped: false, candidates: candidates)
      return try SelectionRule.best.select(from: table, score: .mse).edges
    }
    #expect(try edges(2, 1, [1, 2, 3], [0.1, 1, 10]) == [])
    #expect(try edges(3, 10, [1, 2, 3], [0.1, 1, 10]) == [.largestK, .largestLambda])
    #expect(try edges(1, 0.1, [1, 2, 3], [0.1, 1, 10]) == [.smallestLambda])
    #expect(try edges(2, 1, [2, 3], [0.1, 1, 10]) == [.smallestK])
    #expect(try edges(3, 1, [3], [1]) == [])
  }
}

@Suite struct ScoreTests {
  @Test("the mean counts folds alike, and the standard error is the sample deviation over √folds")
  func statistics() {
    let scores = FoldScores(mse: [1, 2, 3, 6])
    #expect(scores.mean(.mse) == 3)
    // Σ (x − 3)² = 14, over 3, over 4.
    #expect(scores.standardError(.mse) == (14.0 / 12).squareRoot())
    #expect(scores.mean(.accuracy) == nil)
    #expect(FoldScores(mse: [1]).standardError(.mse) == nil)
  }
}

@Suite struct ModelSelectionErrorTests {
  @Test(
    "each message says what to do",
    arguments: [
      (ModelSelectionError.tooFewRows(sampleCount: 3, foldCount: 5), "3 rows do not fill 5 folds"),
      (.tooFewRows(sampleCount: 1, foldCount: 2), "One row is too few"),
      (.tooFewRows(sampleCount: 2, foldCount: 5), "2 rows are too few"),
      (.tooFewGroups(groupCount: 2, foldCount: 5), "Lower --folds to at most 2"),
      (.scoreNotAvailable(.accuracy), "needs 'labels'"),
      (.scoreNotAvailable(.agreement), "needs the teacher's logits"),
      (.scoreNotAvailable(.macroF2), "--score macro-f2 needs 'labels'"),
      (.scoreNotAvailable(.divergence), "--search default"),
      (
        .budgetTooSmall(budget: 10, smallest: 84, structure: "k = 1"),
        "(k = 1) takes 84 bytes and the budget is 10"
      ),
      (.notPackable(regionCount: 2_000), "k = 2000"),
      (.student(.noActivations(path: "d.npz")), "d.npz"),
    ])
  func message(error: ModelSelectionError, part: String) {
    #expect(error.description.contains(part))
  }
}
