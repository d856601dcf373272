import ModelSelection
import RecordSupport
import Records
import Student
import Testing

@Suite("A verdict on a search") struct VerdictTests {
  private func candidate(_ agreement: [Double]?) -> Candidate {
    Candidate(
      structure: .regional(regionCount: 1), fit: .ridge(lambda: 1), byteCount: 100,
      multiplyAccumulates: 10,
      scores: FoldScores(mse: [1, 1, 1, 1, 1], agreement: agreement))
  }

  private func verdict(_ agreement: [Double]?, chance: Double, rows: Int = 10_000) -> Verdict? {
    Verdict(best: candidate(agreement), chance: chance, rows: rows, inputs: 4)
  }

  @Test("asks for three quarters of what one answer for all leaves", arguments: [0.1, 0.5, 0.9])
  func needed(chance: Double) {
    let needed = Verdict.needed(beside: chance)
    #expect(abs((1 - needed) - 0.25 * (1 - chance)) < 1e-12)
    #expect(verdict(Array(repeating: needed + 0.001, count: 5), chance: chance) == nil)
    #expect(verdict(Array(repeating: needed - 0.02, count: 5), chance: chance) != nil)
  }

  @Test("is not given where folds or few rows leave open that a student follows")
  func intervals() throws {
    // Of two equal classes 0.875 is needed; the mean is 0.8.
    #expect(verdict([0.8, 0.8, 0.8, 0.8, 0.8], chance: 0.5) != nil)
    #expect(verdict([0.6, 1, 0.8, 0.7, 0.9], chance: 0.5) == nil)
    #expect(verdict([0.8, 0.8, 0.8, 0.8, 0.8], chance: 0.5, rows: 20) == nil)
    let found = try #require(verdict([0.79, 0.81, 0.8, 0.8, 0.8], chance: 0.5))
    // The standard error is 0.00316, and Student's quantile of 4 degrees of freedom 2.776.
    #expect(abs(found.upperAgreement - 0.80878) < 1e-4)
    #expect(abs(found.lowerAgreement - 0.79122) < 1e-3)
  }

  @Test("is not given without classes")
  func withoutAgreement() { #expect(verdict(nil, chance: 0.5) == nil) }

  @Test("stands in a run record, and records without one are read as before")
  func record() throws {
    let fixture = try RecordFixture()
    var record = fixture.record
    #expect(record.verdict == nil)
    let plain = String(decoding: try JSONDocument.encode(record), as: UTF8.self)
    #expect(!plain.contains("verdict"))
    var found = try #require(verdict([0.4, 0.4, 0.4, 0.4, 0.4], chance: 0.3))
    found.reasons = Verdict.Reason.Kind.allCases.map {
      Verdict.Reason(kind: $0, share: 0.4, other: 0.9, count: 256)
    }
    record.verdict = found
    let bytes = try JSONDocument.encode(record)
    #expect(JSONDocument.decode(RunRecord.self, from: bytes) == record)
    record.featureNames = (0..<8).map { "x\($0)" }
    #expect(record.flaw(beside: fixture.packed) == nil)
    record.featureNames = ["x"]
    #expect(record.flaw(beside: fixture.packed) == "feature_names")
    record.featureNames = nil
    record.verdict?.reasons[0].share = 2
    #expect(record.flaw(beside: fixture.packed) == "verdict.reasons")
    record.verdict?.chance = .infinity
    #expect(record.flaw(beside: fixture.packed) == "verdict.agreement")
  }
}
