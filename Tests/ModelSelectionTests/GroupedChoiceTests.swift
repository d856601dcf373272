import ModelSelection
import Student
import Testing

private func candidate(
  k: Int = 2, lambda: Double = 0.1, scale: Double = 1, nuisance: Double? = nil,
  balance: Double = 0, isDistilled: Bool = false, _ agreement: [Double],
  clusters: [Double]? = nil, refitted: [Double]? = nil
) -> Candidate {
  let penalties = Penalties(shared: lambda, corrections: lambda, nuisance: nuisance)
  let mse = agreement.map { 1 - $0 }
  return Candidate(
    structure: .corrected(regionCount: k, componentCount: 2),
    fit: isDistilled
      ? .distilled(penalties, correctionScale: scale)
      : .penalized(penalties, correctionScale: scale, balance: balance),
    byteCount: 100 * k, multiplyAccumulates: k,
    scores: FoldScores(mse: mse, agreement: agreement, divergence: mse),
    clusterScores: isDistilled
      ? nil : FoldScores(mse: mse, agreement: clusters ?? agreement, divergence: mse),
    refittedScores: refitted.map { FoldScores(mse: mse, agreement: $0, divergence: mse) })
}

private func table(_ candidates: [Candidate]) -> CrossValidationTable {
  CrossValidationTable(foldCount: 2, grouped: true, candidates: candidates)
}

@Suite("The choice of a fit over groups") struct GroupedChoiceTests {
  // 0.02 below the best in the mean, with a standard error of 0.014: within two, and not within one.
  private let best = candidate([0.90, 0.90, 0.90, 0.90])
  private let robust = candidate(nuisance: 0.01, balance: 0.5, [0.91, 0.86, 0.90, 0.85])
  private let weak = candidate(nuisance: 1, [0.90, 0.90, 0.90, 0.90])
  private let poor = candidate(nuisance: 0.001, [0.80, 0.81, 0.80, 0.81])

  private func representative(_ candidates: Candidate...) -> Candidate {
    table(candidates).representatives(by: .agreement)[0]
  }

  @Test("the strongest maps of groups within two standard errors of the best win")
  func robustPair() {
    #expect(representative(best, robust, weak, poor) == robust)
    #expect(representative(best, weak, poor) == weak)
  }

  @Test("a fit that loses where alike groups are left out is not taken")
  func clusters() {
    let lost = candidate(
      nuisance: 0.01, [0.90, 0.90, 0.90, 0.90], clusters: [0.5, 0.51, 0.5, 0.51])
    #expect(representative(best, lost, weak) == weak)
  }

  @Test("the smallest corrections within one standard error win")
  func scale() {
    let small = candidate(scale: 0.25, nuisance: 1, [0.90, 0.89, 0.90, 0.90])
    let smaller = candidate(scale: 0.125, nuisance: 1, [0.88, 0.88, 0.88, 0.87])
    #expect(representative(weak, small, smaller) == small)
  }

  @Test("distillation wins where it gains more than two standard errors")
  func distillation() {
    let better = candidate(isDistilled: true, [0.92, 0.93, 0.92, 0.93])
    // 0.01 above, with a standard error of 0.006, and 0.01 above with one of 0.023.
    let near = candidate(isDistilled: true, [0.92, 0.90, 0.92, 0.90])
    let alike = candidate(isDistilled: true, [0.95, 0.87, 0.95, 0.87])
    #expect(representative(weak, better) == better)
    #expect(representative(weak, near) == weak)
    #expect(representative(weak, alike) == weak)
  }

  @Test("distillation and closed form are compared in the same folds")
  func sameFolds() {
    let distilled = candidate(isDistilled: true, [0.92, 0.93, 0.92, 0.93])
    let easy = candidate(
      nuisance: 1, [0.90, 0.90, 0.90, 0.90], refitted: [0.93, 0.93, 0.92, 0.94])
    let hard = candidate(
      nuisance: 1, [0.95, 0.95, 0.95, 0.95], refitted: [0.90, 0.90, 0.90, 0.90])
    #expect(representative(easy, distilled) == easy)
    #expect(representative(hard, distilled) == distilled)
  }

  @Test("each structure has one fit that stands for it, in the order of the table")
  func structures() {
    let other = candidate(k: 3, nuisance: 1, [0.7, 0.7, 0.7, 0.7])
    #expect(table([other, weak]).representatives(by: .agreement) == [other, weak])
  }
}

@Suite("The best student, or a smaller one that is nearly as good") struct NearBestTests {
  private func choice(_ candidates: Candidate...) throws -> Int {
    try SelectionRule.nearBest.select(from: table(candidates), score: .agreement).chosen.regionCount
  }

  @Test("a student within a thousandth in every split takes the place of the best")
  func near() throws {
    let best = candidate(k: 8, nuisance: 1, [0.9000, 0.9000], clusters: [0.90, 0.90])
    #expect(
      try choice(best, candidate(k: 4, nuisance: 1, [0.8995, 0.8995], clusters: [0.8995, 0.8995]))
        == 4)
    #expect(
      try choice(best, candidate(k: 4, nuisance: 1, [0.8980, 0.8980], clusters: [0.8995, 0.8995]))
        == 8)
    #expect(
      try choice(best, candidate(k: 4, nuisance: 1, [0.8995, 0.8995], clusters: [0.8980, 0.8980]))
        == 8)
  }

  @Test("a gain that another split sees as a larger loss is not taken; one over a small loss is")
  func unseenGain() throws {
    let best = candidate(k: 8, nuisance: 1, [0.95, 0.95], clusters: [0.90, 0.90])
    let steady = candidate(k: 4, nuisance: 1, [0.90, 0.90], clusters: [0.96, 0.96])
    #expect(try choice(best, steady) == 4)
    let smaller = candidate(k: 4, nuisance: 1, [0.90, 0.90], clusters: [0.91, 0.91])
    #expect(try choice(best, smaller) == 8)
  }

  @Test("a refined structure is compared by its closed form and what distillation gains")
  func refined() throws {
    // Refined 0.95 in easy folds, in which the closed form has 0.94; alone it has 0.90.
    let refined = [
      candidate(k: 4, nuisance: 1, [0.90, 0.90], refitted: [0.94, 0.94]),
      candidate(k: 4, isDistilled: true, [0.95, 0.95]),
    ]
    func choice(over other: Double) throws -> Candidate {
      let other = candidate(k: 8, nuisance: 1, [other, other])
      return try SelectionRule.nearBest.select(from: table(refined + [other]), score: .agreement)
        .chosen
    }
    #expect(try choice(over: 0.92).regionCount == 8)
    #expect(try choice(over: 0.905) == refined[1])
  }

  @Test("the front has the students that are better by the means that decide")
  func front() {
    // One fit of k = 8 is the best of all, and its fits are worse in the mean.
    let small = candidate(k: 4, nuisance: 1, [0.92, 0.92, 0.92, 0.92])
    let lucky = candidate(k: 8, scale: 0.5, nuisance: 1, [0.97, 0.91, 0.91, 0.91])
    let poor = candidate(k: 8, nuisance: 1, [0.90, 0.90, 0.90, 0.90])
    #expect(table([small, lucky, poor]).front(by: .agreement) == [small])
    #expect(table([small, lucky]).front(by: .agreement) == [small, lucky])
  }

  @Test("of several the smallest is taken")
  func smallest() throws {
    let best = candidate(k: 8, nuisance: 1, [0.9, 0.9])
    let near = [2, 3, 4].map { candidate(k: $0, nuisance: 1, [0.8996, 0.8996]) }
    #expect(
      try SelectionRule.nearBest.select(from: table([best] + near), score: .agreement)
        .chosen.regionCount == 2)
  }
}
