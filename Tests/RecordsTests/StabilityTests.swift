import ModelSelection
import RecordSupport
import Records
import Student
import Testing

@Suite("Choices with several seeds") struct StabilityTests {
  private func row(
    _ structure: StudentStructure, bytes: Int, agreement: Double?, lambda: Double = 1
  ) -> SweepRecord.Row {
    SweepRecord.Row(
      Candidate(
        structure: structure,
        fit: .penalized(Penalties(shared: lambda, corrections: 1), correctionScale: 1),
        byteCount: bytes, multiplyAccumulates: bytes,
        scores: FoldScores(mse: [2, 4], agreement: agreement.map { [$0, $0] })), front: [])
  }

  private func stability(_ rows: [SweepRecord.Row]) -> Stability {
    Stability(
      rows.enumerated().map { Stability.Seed(seed: UInt64($0.offset), selection: $0.element) },
      sameLabels: Stability.SameLabels(rows: 10, share: 0.75))
  }

  private let plain = StudentStructure.regional(regionCount: 1)
  private let corrected = StudentStructure.corrected(regionCount: 2, componentCount: 4)

  @Test("have a least, a median and a most, and lie between them")
  func spreads() throws {
    let agreements = [0.75, 0.5, 1, 0.25]
    for count in 1...4 {
      let found = stability(
        agreements.prefix(count).map { row(plain, bytes: 100, agreement: $0) })
      let sorted = agreements.prefix(count).sorted()
      let spread = try #require(found.agreement)
      #expect(spread.least == sorted[0] && spread.most == sorted[count - 1])
      // As many lie below the median as above it.
      #expect(
        sorted.filter { $0 < spread.median }.count == sorted.filter { $0 > spread.median }.count)
    }
    let found = stability([0.5, nil].map { row(plain, bytes: 100, agreement: $0) })
    #expect(found.agreement?.most == 0.5 && found.accuracy == nil && found.mse?.median == 3)
  }

  @Test("count structures however they are fitted, the most frequent and then the smallest first")
  func structures() {
    let found = stability([
      row(corrected, bytes: 900, agreement: 0.5), row(plain, bytes: 100, agreement: 0.5),
      row(corrected, bytes: 900, agreement: 0.5, lambda: 2),
    ])
    #expect(found.structures.map(\.title) == ["corrected, d = 4, k = 2", "k = 1"])
    #expect(found.structures.map(\.seeds) == [2, 1])
    let equal = stability([
      row(corrected, bytes: 900, agreement: 0.5), row(plain, bytes: 100, agreement: 0.5),
    ])
    #expect(equal.structures.map(\.bytes) == [100, 900])
  }

  @Test("stand in records under keys of their own, and records without them are read as before")
  func records() throws {
    let fixture = try RecordFixture()
    var record = fixture.record
    let plainRecord = String(decoding: try JSONDocument.encode(record), as: UTF8.self)
    #expect(record.stability == nil && !plainRecord.contains("stability"))
    record.stability = stability([
      row(corrected, bytes: 900, agreement: 0.5), row(plain, bytes: 100, agreement: 0.1),
    ])
    let bytes = try JSONDocument.encode(record)
    #expect(JSONDocument.decode(RunRecord.self, from: bytes) == record)
    #expect(record.flaw(beside: fixture.packed) == nil)
    record.stability?.structures.removeLast()
    #expect(record.flaw(beside: fixture.packed) == "stability.structures")
  }
}
