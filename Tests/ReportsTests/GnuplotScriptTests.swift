import Foundation
import Reports
import Testing

@Suite("A script for gnuplot")
struct GnuplotScriptTests {
  @Test("draws every chart of a report into a file of its own")
  func files() throws {
    let charts = try Report([StudentFixture.student(), StudentFixture.student(name: "b")]).charts
    let script = GnuplotScript(charts).text
    #expect(charts.count == Set(charts.map(\.identifier)).count)
    #expect(charts.count > 20)
    for chart in charts {
      #expect(script.contains("set output '\(GnuplotScript.fileName(of: chart))'"))
    }
  }

  @Test("names of classes cannot leave their quotes or run a command")
  func names() throws {
    let script = try GnuplotScript(Report([StudentFixture.student()]).charts).text
    #expect(!script.contains("`") && !script.contains("$(") && !script.contains("quoted\""))
    for line in script.split(separator: "\n") {
      #expect(line.filter { $0 == "'" }.count.isMultiple(of: 2), "\(line)")
    }
  }

  @Test("axes end where something is, and ticks lie between their ends")
  func axes() throws {
    let script = try GnuplotScript(Report([StudentFixture.student()]).charts).text
    for line in script.split(separator: "\n") where line.hasPrefix("set xrange") {
      let ends = line.split { "[]:".contains($0) }.dropFirst().compactMap { Double($0) }
      #expect(ends.count == 2 && ends[0] < ends[1], "\(line)")
    }
  }
}

@Suite("A drawn chart")
struct VectorImageTests {
  private func chart() throws -> Chart {
    try Report([StudentFixture.student()]).charts[0]
  }

  private func drawn(_ inside: String) -> [UInt8] {
    Array(
      """
      <?xml version="1.0"?>
      <svg xmlns="http://www.w3.org/2000/svg">
      <g id="gnuplot_canvas">
      <defs><circle id='gpPt6' r='1'/></defs>
      <g fill="none" color="black" stroke="currentColor">
      </g>
      \(inside)
      </g>
      </svg>
      """.utf8)
  }

  @Test("takes the page's colours, and identifiers of its own")
  func substitution() throws {
    let chart = try chart()
    let image = try #require(
      VectorImage(
        drawn(
          "<use xlink:href='#gpPt6' color='rgb( 10,   0,   1)'/><text fill=\"rgb(10,0,2)\">a</text>"
        ), of: chart))
    let markup = String(decoding: image.markup, as: UTF8.self)
    #expect(markup.contains("href='#\(chart.identifier)-gpPt6' color='var(--ink)'"))
    #expect(markup.contains("fill=\"var(--faint)\""))
    #expect(markup.contains("role=\"img\"") && markup.hasSuffix("</svg>"))
    #expect(!markup.contains("rgb(") && !markup.contains("xlink"))
  }

  @Test(
    "what runs or is loaded is refused",
    arguments: [
      "<script>alert(1)</script>", "<foreignObject/>", "<image xlink:href='x.png'/>",
      "<a href=\"javascript:x\">x</a>",
    ])
  func foreign(inside: String) throws {
    #expect(try VectorImage(drawn(inside), of: chart()) == nil)
  }

  @Test("what gnuplot did not write is refused", arguments: ["", "<svg></svg>", "no picture"])
  func other(text: String) throws {
    #expect(try VectorImage(Array(text.utf8), of: chart()) == nil)
  }
}
