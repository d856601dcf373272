import HostRuntime
import Records
import Rows
import Testing

@Suite("Answer limits")
struct AnswerLimitsTests {
  /// Limits of rows of two classes: the margin of row i is i + 1, and the first rows are wrong.
  private static func limits(
    doubtful: Double, wrong: Int = 0, offsets: [Double]? = nil, groups: [Int]? = nil
  ) -> AnswerLimits {
    AnswerLimits(
      LimitRates(doubtful: doubtful),
      outputs: Matrix(
        rowCount: 100, columnCount: 2, elements: (0..<100).flatMap { [0, Double($0) + 1] }),
      teacher: Array(repeating: 1, count: 100), truth: (0..<100).map { $0 < wrong ? 0 : 1 },
      offsets: offsets, groups: groups)
  }

  @Test("the margin leaves the share of answers that was asked for")
  func margin() throws {
    let limits = Self.limits(doubtful: 0.05, wrong: 5)
    #expect(limits.leastMargin == 6)
    #expect(limits.coverage == 0.95)
    #expect(limits.curve.first { $0.coverage == 0.95 }?.accuracy == 1)
    #expect(limits.curve.first { $0.coverage == 1 }?.accuracy == 0.95)
    #expect(limits.leastCoverage == nil)
  }

  @Test("a group counts as one, whatever its rows")
  func groups() throws {
    // Ten rows of a group with small margins, ninety of another.
    let limits = Self.limits(doubtful: 0.25, groups: (0..<100).map { $0 < 10 ? 1 : 2 })
    #expect(limits.leastMargin == 6)
    #expect(limits.leastCoverage == 0.5)
  }

  @Test("offsets move the margins")
  func offsets() throws {
    let limits = Self.limits(doubtful: 0.05, offsets: [0, 10])
    #expect(limits.leastMargin == 16)
  }

  @Test("without a share there is no margin")
  func none() {
    let limits = AnswerLimits(
      LimitRates(foreign: 0.01), outputs: nil, teacher: [], truth: nil, offsets: nil, groups: nil)
    #expect(limits.leastMargin == nil && limits.curve.isEmpty && limits.foreign == 0.01)
  }
}
