import ModelSelection
import Records
import Reports
import Student
import Testing

@Suite("The judgement of a page")
struct JudgementTests {
  private func judgement(_ student: ReportedStudent) throws -> String {
    let page = String(decoding: Report([student]).page(images: [:], gap: nil), as: UTF8.self)
    let start = try #require(page.firstRange(of: "<div class=\"judgement"))
    let end = try #require(page[start.upperBound...].firstRange(of: "</div>"))
    return String(page[start.lowerBound..<end.lowerBound]).replacing("\u{A0}", with: " ")
  }

  @Test("stands before every figure and names what falls short, with its limit")
  func shortfall() throws {
    let text = try judgement(StudentFixture.student())
    #expect(text.contains("class=\"judgement short\""))
    #expect(text.contains("Not fit as it is"))
    let marks = ["good", "short"].map { text.ranges(of: "<tr class=\"\($0)\">").count }
    #expect(marks.allSatisfy { $0 > 0 })
    #expect(text.contains("\(marks[1]) of \(marks[0] + marks[1]) measures"))
    #expect(
      text.contains(
        "</b>accuracy</th><td>92.0 %</td><td>95.2 %</td><td>-3.2</td><td>-1</td>"))
  }

  @Test("of a student that was not measured asks for a test dump")
  func unmeasured() throws {
    let text = try judgement(StudentFixture.student(isMeasured: false))
    #expect(text.contains("tested on rows that trained nothing") && text.contains("--test"))
  }

  @Test("of a student that does not follow its teacher says so first")
  func following() throws {
    let verdict = Verdict(
      best: Candidate(
        structure: .regional(regionCount: 1), fit: .ridge(lambda: 1), byteCount: 1,
        multiplyAccumulates: 1, scores: FoldScores(mse: [1, 1], agreement: [0.4, 0.4])),
      chance: 0.3, rows: 1_000, inputs: 8)
    let text = try judgement(StudentFixture.student(verdict: verdict))
    let following = try #require(text.firstRange(of: "answers like the teacher, held out"))
    let accuracy = try #require(text.firstRange(of: "</b>accuracy<"))
    #expect(following.lowerBound < accuracy.lowerBound)
  }
}

@Suite("The picture of the first screen")
struct OverlayChartTests {
  @Test("is drawn where inputs are a waveform, a line for each region over what decides")
  func waveform() throws {
    let charts = try Report([StudentFixture.student()]).charts
    let overlay = try #require(charts.first { $0.identifier == "s0-overlay" })
    let script = GnuplotScript([overlay]).text
    #expect(script.ranges(of: " with lines ").count == 2)
    let lastShade = try #require(script.ranges(of: " with filledcurves ").last)
    let firstLine = try #require(script.firstRange(of: " with lines "))
    #expect(lastShade.lowerBound < firstLine.lowerBound, "lines are drawn over what is shaded")
  }
}
