import ModelSelection
import Student
import Testing

/// A distilled candidate with divergences, fold by fold; one in closed form where `isDistilled` is
/// false.
private func candidate(
  k: Int = 2, _ lambda: Double, scale: Double = 1, isDistilled: Bool = true,
  _ divergence: [Double]?, agreement: [Double]? = nil
) -> Candidate {
  Candidate(
    structure: .regional(regionCount: k),
    fit: .fit(isDistilled: isDistilled, lambda, scale: scale),
    byteCount: 100 * k, multiplyAccumulates: k,
    scores: FoldScores(mse: [1, 1, 1], agreement: agreement, divergence: divergence))
}

private func representatives(_ candidates: Candidate...) -> [Candidate] {
  CrossValidationTable(foldCount: 3, grouped: false, candidates: candidates)
    .representatives(by: .agreement)
}

@Suite("The candidate that stands for a structure") struct LambdaChoiceTests {
  // λ = 0.1 is best. λ = 1 is 0.0033 above it with a paired standard error of 0.0067; λ = 10 is
  // 0.05 above it in every fold.
  private let best = candidate(0.1, [0.1, 0.2, 0.3])
  private let equivalent = candidate(1, [0.11, 0.19, 0.31])
  private let worse = candidate(10, [0.15, 0.25, 0.35])

  @Test("has the strongest λ within one standard error of the best")
  func strongest() {
    #expect(representatives(best, equivalent, worse) == [equivalent])
    #expect(representatives(worse, equivalent, best) == [equivalent])
    #expect(representatives(best, worse) == [best])
  }

  @Test("has no stronger λ that loses more than one standard error in the score")
  func score() {
    // 0.02 below in the mean, with a standard error of 0.012, and with one of 0.031.
    let weak = candidate(0.1, [0.1, 0.2, 0.3], agreement: [0.90, 0.92, 0.94])
    let losing = candidate(1, [0.11, 0.19, 0.31], agreement: [0.88, 0.92, 0.90])
    let noisy = candidate(1, [0.11, 0.19, 0.31], agreement: [0.82, 0.92, 0.96])
    #expect(representatives(weak, losing) == [weak])
    #expect(representatives(weak, noisy) == [noisy])
  }

  @Test("has, of one λ, the scale of lowest divergence")
  func scale() {
    let scaled = candidate(1, scale: 0.5, [0.105, 0.19, 0.31])
    #expect(representatives(best, equivalent, scaled, worse) == [scaled])
  }

  @Test("is fitted in the way of lower divergence, and among equals by distillation")
  func fit() {
    let closed = candidate(10, isDistilled: false, [0.1, 0.1, 0.1])
    #expect(representatives(closed, best, equivalent) == [closed])
    let alike = candidate(10, isDistilled: false, [0.11, 0.19, 0.31])
    #expect(representatives(alike, equivalent) == [equivalent])
  }

  @Test("is one of each structure, in the order of the table")
  func structures() {
    let other = candidate(k: 1, 0.1, [0.5, 0.5, 0.5])
    #expect(representatives(best, other, equivalent) == [equivalent, other])
  }

  @Test("is every candidate without divergences, and of a grid")
  func everyone() {
    let silent = candidate(1, nil)
    #expect(representatives(best, silent) == [best, silent])
    let grid = [0.1, 1].map {
      Candidate(
        structure: .regional(regionCount: 2), fit: .ridge(lambda: $0), byteCount: 200,
        multiplyAccumulates: 2, scores: FoldScores(mse: [1, 1, 1], divergence: [1, 1, 1]))
    }
    #expect(representatives(grid[0], grid[1]) == grid)
  }
}
