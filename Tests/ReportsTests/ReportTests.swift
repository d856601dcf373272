import Foundation
import ModelSelection
import Records
import Reports
import Student
import Testing

@Suite("A page")
struct ReportTests {
  private func page(_ students: [ReportedStudent], gap: String? = nil) -> String {
    String(decoding: Report(students).page(images: [:], gap: gap), as: UTF8.self)
  }

  @Test("holds nothing that is loaded or runs")
  func isSelfContained() throws {
    let page = try page([StudentFixture.student()])
    for foreign in ["<script", "http://", "https://", "@import", "url(", " src="] {
      #expect(!page.contains(foreign), "\(foreign)")
    }
  }

  @Test("shows names from dumps as text")
  func escapes() throws {
    let page = try page([StudentFixture.student(name: "<img onerror=x>")])
    #expect(!page.contains("<img") && !page.contains("<b>&\""))
    #expect(page.contains("&lt;img onerror=x&gt;"))
    #expect(page.contains("&lt;train&gt;.npz"))
  }

  @Test("says in its first sentence whether it worked")
  func verdict() throws {
    let page = try page([StudentFixture.student()])
    let verdict = try #require(page.firstRange(of: "class=\"verdict\">"))
    let text = page[verdict.upperBound...].prefix(220)
    #expect(text.contains("92.0\u{A0}% of 250 rows"), "\(text)")
    #expect(text.contains("the teacher 95.2\u{A0}%"), "\(text)")
    #expect(text.contains("1,012 times smaller"), "\(text)")
  }

  @Test("says before that where no student follows the teacher, and why")
  func finding() throws {
    let reason = Verdict.Reason(kind: .shift, share: 0.41, other: 0.88, count: 256)
    #expect(try !page([StudentFixture.student()]).contains("cannot follow"))
    var found = Verdict(
      best: Candidate(
        structure: .regional(regionCount: 1), fit: .ridge(lambda: 1), byteCount: 1,
        multiplyAccumulates: 1, scores: FoldScores(mse: [1, 1], agreement: [0.4, 0.4])),
      chance: 0.3, rows: 1_000, inputs: 8)
    found?.reasons = [reason]
    let student = try StudentFixture.student(verdict: found)
    let card = String(decoding: Report([student]).card(), as: UTF8.self)
    for (text, summary) in [(page([student]), "class=\"verdict\">"), (card, "Labels 92.0")] {
      let finding = try #require(text.firstRange(of: "The students cannot follow the teacher"))
      let verdict = try #require(text.firstRange(of: summary))
      #expect(finding.lowerBound < verdict.lowerBound)
      #expect(text.contains("41.0 % of 256 rows, and for 88.0 % where rows may be shifted"))
      #expect(text.contains("Way on: take features of the signal"))
    }
  }

  @Test("puts teacher and student into their own columns")
  func columns() throws {
    let card = try String(decoding: Report([StudentFixture.student()]).card(), as: UTF8.self)
    let lines = card.split(separator: "\n").map { $0.replacing("\u{A0}", with: " ") }
    #expect(lines.contains("| figure | int8 student | float student | teacher | "))
    #expect(lines.contains("| size | 2.0 KB | 5.9 KB | 1.93 MB | "))
    #expect(lines.contains("| multiply-accumulates | 1,308 | 1,308 | 70,041,216 | "))
    let accuracy = try #require(lines.first { $0.hasPrefix("| accuracy |") })
    #expect(accuracy.contains("| 92.0 % \\[") && accuracy.contains("| 92.0 % | 95.2 % \\["))
  }

  @Test("says why it has no plots, and carries the tables")
  func withoutPlots() throws {
    let page = try page([StudentFixture.student()], gap: "gnuplot is not installed")
    #expect(page.contains("This page has no plots: gnuplot is not installed."))
    #expect(!page.contains("<figure"))
    for caption in [
      "Student (int8)", "Class by class", "The front", "Share of rows in each region",
    ] {
      #expect(page.contains(caption), "\(caption)")
    }
  }

  @Test("leaves out what was not measured, and says how to measure it")
  func unmeasured() throws {
    let page = try page([StudentFixture.student(isMeasured: false)])
    #expect(page.contains("--test DUMP"))
    #expect(!page.contains("Class by class"))
    #expect(page.contains("95.0\u{A0}% of held-out training rows"))
  }

  @Test("shows a certificate, and that a violation is one", arguments: [0, 3])
  func certificate(violations: Int) throws {
    let page = try page([StudentFixture.student(violations: violations)])
    #expect(page.contains("87.3\u{A0}%"))
    #expect(page.contains(violations == 0 ? "no row breaks" : "3 rows BREAK"))
    #expect(page.contains("0.125"))
  }

  @Test("says how far inputs may move before a label changes, and the card as well")
  func radius() throws {
    let radius = Data(
      """
      {"unit": "deviations", "rows": 250, "share": 0.984,
       "euclidean": {"tenth": 0.5, "median": 1.25, "ninetieth": 2},
       "largest": {"tenth": 0.05, "median": 0.125, "ninetieth": 0.2}}
      """.utf8)
    let student = try StudentFixture.student(
      radius: JSONDecoder().decode(RadiusReport.self, from: radius))
    let card = String(decoding: Report([student]).card(), as: UTF8.self)
    for text in [page([student]), card] {
      #expect(text.contains("98.4\u{A0}% of 250 rows have one"))
      #expect(text.contains("0.500 of a tenth of the rows, 1.25 in the median"))
    }
    #expect(try !page([StudentFixture.student()]).contains("certified radius"))
  }

  @Test("compares several students, each in a part of its own")
  func comparison() throws {
    let names = ["small", "large"]
    let page = try page(names.map { try StudentFixture.student(name: $0) })
    #expect(page.contains("Students compared"))
    for name in names { #expect(page.contains(">\(name)</h1>")) }
    #expect(page.contains("id=\"s0-good\"") && page.contains("id=\"s1-good\""))
  }

  @Test("no two elements have one identifier, and every reference has its element")
  func identifiers() throws {
    let page = try page([StudentFixture.student(), StudentFixture.student(name: "other")])
    let identifiers = values(of: " id=\"", in: page)
    #expect(Set(identifiers).count == identifiers.count)
    for reference in values(of: "href=\"#", in: page) + values(of: "aria-labelledby=\"", in: page) {
      #expect(identifiers.contains(reference), "\(reference)")
    }
  }

  private func values(of opening: String, in page: String) -> [String] {
    page.ranges(of: opening).map { range in
      String(page[range.upperBound...].prefix { $0 != "\"" })
    }
  }

  @Test("intervals go over groups where there are some, and the page says so")
  func intervals() throws {
    #expect(try page([StudentFixture.student()]).contains("95 % intervals over 4 groups"))
    let rows = try page([StudentFixture.student(hasGroups: false)])
    #expect(
      rows.contains("95 % intervals over rows")
        && rows.contains("Intervals take rows as independent"))
  }
}

@Suite("A model card")
struct ModelCardTests {
  @Test("has the sections that a card has")
  func sections() throws {
    let card = try String(decoding: Report([StudentFixture.student()]).card(), as: UTF8.self)
    for title in [
      "# Model card: fixture", "## Intended use", "## Data", "## Selection", "## Metrics",
      "## Quantisation", "## Limits", "## How to reproduce",
    ] { #expect(card.contains("\n\(title)\n") || card.hasPrefix("\(title)\n"), "\(title)") }
    #expect(card.contains("tessera compress 'it'\\''s here.npz'"))
  }

  @Test("its tables have as many cells in each row, whatever names there are")
  func tables() throws {
    let card = try String(decoding: Report([StudentFixture.student()]).card(), as: UTF8.self)
    var width: Int?
    for line in card.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        width = nil
        continue
      }
      let cells = line.replacing("\\|", with: "").filter { $0 == "|" }.count
      #expect(width == nil || width == cells, "\(line)")
      width = cells
    }
  }
}
