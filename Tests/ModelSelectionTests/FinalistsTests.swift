import ModelSelection
import Student
import Testing

@Suite("Structures that are worth refining")
struct FinalistsTests {
  private func candidate(_ k: Int, isDistilled: Bool, agreement: Double) -> Candidate {
    Candidate(
      structure: .regional(regionCount: k), fit: .fit(isDistilled: isDistilled),
      byteCount: 100 * k, multiplyAccumulates: k,
      scores: FoldScores(
        mse: [1, 1, 1], agreement: [agreement, agreement, agreement],
        divergence: [1 - agreement, 1 - agreement, 1 - agreement]))
  }

  private func unrefined(_ candidates: Candidate...) throws -> StudentStructure? {
    try Finalists.unrefinedChoice(
      of: CrossValidationTable(foldCount: 3, grouped: false, candidates: candidates),
      score: .agreement)
  }

  @Test("are also the one that beats the refined ones in closed form, once")
  func unrefinedChoice() throws {
    let (plain, other) = (
      candidate(1, isDistilled: true, agreement: 0.95),
      candidate(2, isDistilled: false, agreement: 0.96)
    )
    #expect(try unrefined(plain, other) == .regional(regionCount: 2))
    let refined = candidate(2, isDistilled: true, agreement: 0.94)
    #expect(try unrefined(plain, other, refined) == nil)
  }

  @Test("are no closed forms that lose to a refined one")
  func refinedChoice() throws {
    let plain = candidate(1, isDistilled: true, agreement: 0.96)
    #expect(try unrefined(plain, candidate(2, isDistilled: false, agreement: 0.95)) == nil)
  }
}
