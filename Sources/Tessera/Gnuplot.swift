internal import Files
internal import Foundation
internal import Reports

/// gnuplot, as a program of this computer.
enum Gnuplot {
  /// The charts that it drew, and why there are none.
  struct Drawn {
    var images: [String: VectorImage] = [:]
    var gap: String?
  }

  private static let timeout = 10.0

  static func draw(_ charts: [Chart]) -> Drawn {
    guard !charts.isEmpty else { return Drawn() }
    guard let program = ExternalProgram(named: "gnuplot") else {
      return Drawn(gap: "gnuplot is not installed (Debian: gnuplot-nox)")
    }
    return ScratchFolder.with("report") { draw(charts, by: program, in: $0) }
      ?? Drawn(gap: "there is no room for temporary files")
  }

  private static func draw(
    _ charts: [Chart], by program: ExternalProgram, in place: URL
  ) -> Drawn {
    let script = place.appendingPathComponent("charts.gp")
    guard (try? Data(GnuplotScript(charts).text.utf8).write(to: script)) != nil else {
      return Drawn(gap: "there is no room for temporary files")
    }
    let outcome = program.run(
      ["-d", script.path], scratch: place, timeout: timeout, folder: place)
    guard let outcome, outcome.ending == .succeeded else {
      let reason = outcome?.complaint ?? "it did not end in \(Int(timeout)) s"
      return Drawn(gap: "gnuplot failed: \(reason)")
    }
    var drawn = Drawn()
    for chart in charts {
      let file = place.appendingPathComponent(GnuplotScript.fileName(of: chart))
      guard let bytes = try? Data(contentsOf: file) else { continue }
      drawn.images[chart.identifier] = VectorImage(Array(bytes), of: chart)
    }
    if drawn.images.isEmpty { drawn.gap = "gnuplot drew nothing that a page can hold" }
    return drawn
  }
}
