import Records
import Testing

@Suite("Targets of a regression")
struct TargetFitTests {
  /// Three rows of a target that is followed, one that the integers lose, and a constant one.
  private let truth = [1.0, 0.1, 5, 2, 0.2, 5, 3, 0.3, 5]

  @Test("a target that integers answer with a constant is lost, and a constant one never is")
  func lost() throws {
    let int8 = [1.0, 0, 4, 2, 0, 4, 3, 0, 4]
    let fit = try #require(TargetFit(truth: truth, float: truth, int8: int8, outputCount: 3))
    #expect(fit.lost == [1] && fit.worst?.target == 1)
    #expect(fit.float == [1, 1, 1])
    #expect(fit.int8[0] == 1 && fit.int8[1] < 0)
    #expect(abs(fit.deviation - (2.02 / 9).squareRoot()) < 1e-12)
    let same = try #require(TargetFit(truth: truth, float: truth, int8: truth, outputCount: 3))
    #expect(same.lost.isEmpty && same.worst?.loss == 0)
  }

  @Test("one row says nothing")
  func oneRow() {
    #expect(TargetFit(truth: [1], float: [1], int8: [1], outputCount: 1) == nil)
  }
}
