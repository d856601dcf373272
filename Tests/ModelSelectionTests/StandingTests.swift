import ModelSelection
import Student
import Testing

/// A student of `k` regions with its scores in four folds, and its means over two deals of them.
private func candidate(
  k: Int, agreement: [Double], divergence: Double, deals: [Double]?, isDistilled: Bool = true
) -> Candidate {
  Candidate(
    structure: .regional(regionCount: k), fit: .fit(isDistilled: isDistilled),
    byteCount: 100 * k, multiplyAccumulates: k,
    scores: FoldScores(
      mse: agreement, agreement: agreement,
      divergence: agreement.indices.map { _ in divergence }),
    repeatScores: deals.map { FoldScores(mse: $0, agreement: $0) })
}

@Suite("A structure beside the best") struct StandingTests {
  /// It gains .006 in the mean, with a standard error of .011.
  private func best(
    divergence: Double, deals: [Double]? = [0.948, 0.964], isDistilled: Bool = true
  ) -> Candidate {
    candidate(
      k: 8, agreement: [0.98, 0.93, 0.97, 0.944], divergence: divergence, deals: deals,
      isDistilled: isDistilled)
  }

  private func small(_ agreement: [Double], deals: [Double]? = [0.95, 0.95]) -> Candidate {
    candidate(k: 1, agreement: agreement, divergence: 0.16, deals: deals)
  }

  private func chosen(_ candidates: Candidate...) throws -> Int {
    try SelectionRule.nearBest.select(
      from: CrossValidationTable(foldCount: 4, grouped: false, candidates: candidates),
      score: .agreement
    ).chosen.regionCount
  }

  private let even = [0.95, 0.95, 0.95, 0.95]

  @Test("is taken where its divergence is lower, and the gain of the larger one is noise")
  func lowerDivergence() throws {
    #expect(try chosen(small(even), best(divergence: 0.20)) == 1)
  }

  @Test("is not taken where its divergence is higher")
  func higherDivergence() throws {
    #expect(try chosen(small(even), best(divergence: 0.14)) == 8)
  }

  @Test("is not taken where the larger one gains more than a standard error")
  func surelyWorse() throws {
    let worse = [0.96, 0.91, 0.95, 0.924]
    #expect(try chosen(small(worse, deals: [0.936, 0.936]), best(divergence: 0.20)) == 8)
  }

  @Test("is not taken by its divergence where it alone was refined")
  func closedForm() throws {
    #expect(try chosen(small(even), best(divergence: 0.20, isDistilled: false)) == 8)
  }

  @Test("is compared by means where all labels are in one fold")
  func oneFoldOfLabels() throws {
    func labelled(k: Int, _ accuracy: Double) -> Candidate {
      Candidate(
        structure: .regional(regionCount: k),
        fit: .fit(isDistilled: true),
        byteCount: 100 * k, multiplyAccumulates: k,
        scores: FoldScores(
          mse: [1, 1], agreement: [0.9, 0.9], accuracy: [accuracy], divergence: [0.2, 0.2]))
    }
    let table = CrossValidationTable(
      foldCount: 2, grouped: false, candidates: [labelled(k: 1, 0.8), labelled(k: 2, 0.9)])
    #expect(
      try SelectionRule.nearBest.select(from: table, score: .accuracy).chosen.regionCount == 2)
  }

  @Test("is not taken by its divergence where rows were dealt once")
  func oneDeal() throws {
    #expect(
      try chosen(small(even, deals: nil), best(divergence: 0.20, deals: nil)) == 8)
  }
}
