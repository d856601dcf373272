import ModelSelection
import Records
import Reports
import Student
import Testing

@Suite("What the seed changes, on pages") struct StabilityTextTests {
  /// Choices of so many regions, by seed.
  private func stability(_ regionCounts: [Int]) -> Stability {
    Stability(
      regionCounts.enumerated().map { index, regionCount in
        let candidate = Candidate(
          structure: .regional(regionCount: regionCount), fit: .ridge(lambda: 0.5),
          byteCount: 1_000 * regionCount, multiplyAccumulates: 1,
          scores: FoldScores(mse: [1], agreement: [0.9 + 0.01 * Double(index)]))
        return Stability.Seed(
          seed: UInt64(40 + index), selection: SweepRecord.Row(candidate, front: []))
      }, sameLabels: Stability.SameLabels(rows: 1_200, share: 0.9625))
  }

  @Test("counts structures and labels, and says what to do")
  func sentences() {
    let changing = StabilityText(stability([2, 3, 2]))
    #expect(
      changing.choices
        == "Chosen: k = 2 by 2 of 3 seeds (2,000 bytes); k = 3 by 1 of 3 seeds (3,000 bytes).")
    #expect(changing.labels?.contains("at least 96.25 % of 1,200 training rows") == true)
    #expect(changing.advice[0].contains("changes with the seed"))
    #expect(changing.lines.count == 3)
    let same = StabilityText(stability([2, 2]))
    #expect(same.advice[0] == "The structure does not change with the seed.")
  }

  @Test("has a section with a row for each seed, where several were tried")
  func section() throws {
    let plain = try Report([StudentFixture.student()])
    let report = try Report([StudentFixture.student(stability: stability([2, 3, 2]))])
    let title = "What the seed changes"
    let page = String(decoding: report.page(images: [:], gap: nil), as: UTF8.self)
    #expect(page.contains("id=\"s0-seeds\">\(title)</h2>") && page.contains("href=\"#s0-seeds\""))
    for text in ["40: k = 2 (chosen)", "41: k = 3", "42: k = 2", "0.9200", "96.25 %"] {
      #expect(page.contains(text), "\(text)")
    }
    let card = String(decoding: report.card(), as: UTF8.self)
    #expect(card.contains("\n## \(title)\n"))
    let dashes = String(repeating: "– | ", count: 4)
    #expect(card.contains("\n| median | \(dashes)2,000 | 1.0000 | 0.9100 | – | – | \n"), "\(card)")
    for bytes in [plain.page(images: [:], gap: nil), plain.card()] {
      #expect(!String(decoding: bytes, as: UTF8.self).contains(title))
    }
  }
}
