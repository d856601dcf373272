import ModelSelection
import Student
import Testing

@Suite("Curves over lambda")
struct LambdaCurveTests {
  private func candidate(_ k: Int, _ fit: MapFit, agreement: Double) -> Candidate {
    Candidate(
      structure: .corrected(regionCount: k, componentCount: 2), fit: fit, byteCount: 100,
      multiplyAccumulates: 10, scores: FoldScores(mse: [1], agreement: [agreement]))
  }

  private func closed(_ lambda: Double, _ scale: Double) -> MapFit {
    .penalized(Penalties(shared: lambda, corrections: lambda), correctionScale: scale)
  }

  private func table(_ candidates: [Candidate]) -> CrossValidationTable {
    CrossValidationTable(foldCount: 1, grouped: false, candidates: candidates)
  }

  @Test("ascend in lambda, with the best of the other strengths at each")
  func best() throws {
    let candidates = [
      candidate(2, closed(0.1, 0.5), agreement: 0.7), candidate(2, closed(0.1, 1), agreement: 0.9),
      candidate(2, closed(0.01, 0.5), agreement: 0.8),
      candidate(2, closed(0.01, 1), agreement: 0.6),
      candidate(2, closed(0.001, 1), agreement: 0.9),
    ]
    let curve = try #require(table(candidates).curves(by: .agreement).first)
    #expect(curve.candidates.map(\.lambda) == [0.001, 0.01, 0.1])
    #expect(curve.values == [0.9, 0.8, 0.9])
    #expect(curve.best == 0, "the lowest among equals")
    #expect(table(candidates).curve(of: candidates[3], by: .agreement) == curve)
  }

  @Test("have their best where an error is least")
  func least() throws {
    let candidates = [1.0, 10, 100].map { lambda in
      Candidate(
        structure: .regional(regionCount: 1), fit: .ridge(lambda: lambda), byteCount: 1,
        multiplyAccumulates: 1, scores: FoldScores(mse: [abs(lambda - 10)], agreement: nil))
    }
    #expect(table(candidates).curves(by: .mse).map(\.best) == [1])
  }

  @Test("are of one structure and one way of fitting, and of three points or more")
  func separate() {
    let penalties = [0.1, 0.2, 0.3].map { Penalties(shared: $0, corrections: 1) }
    let candidates =
      penalties.flatMap { penalties in
        [2, 3].map {
          candidate($0, .penalized(penalties, correctionScale: 1), agreement: 0.5)
        }
      }
      + penalties.prefix(2).map {
        candidate(2, .distilled($0, correctionScale: 1), agreement: 0.9)
      }
    let curves = table(candidates).curves(by: .agreement)
    #expect(curves.map { $0.candidates[0].regionCount } == [2, 3])
    #expect(curves.allSatisfy { $0.values == [0.5, 0.5, 0.5] })
    #expect(table(candidates).curve(of: candidates[6], by: .agreement) == nil)
    #expect(table(candidates).curves(by: .accuracy).isEmpty, "a score that is not there")
  }
}
