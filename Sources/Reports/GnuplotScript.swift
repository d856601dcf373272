/// Charts as a script for gnuplot 5, which draws each into an SVG file of its own.
///
/// Source: gnuplot 5.4, "An Interactive Plotting Program", Williams, Kelley and others.
package struct GnuplotScript: Sendable {
  /// The script.
  package let text: String

  /// The name of the file that a chart is drawn into, in the working directory.
  package static func fileName(of chart: Chart) -> String { chart.identifier + ".svg" }

  package init(_ charts: [Chart]) {
    text = (["set encoding utf8"] + charts.map(Self.commands)).joined(separator: "\n") + "\n"
  }

  private static func commands(_ chart: Chart) -> String {
    var lines = [
      "reset",
      "set terminal svg noenhanced dynamic size \(chart.width),\(chart.height) "
        + "font 'sans-serif,14' linewidth 1",
      "set output '\(fileName(of: chart))'",
      "unset key",
      "set border 3 linecolor rgb \(color(.faint))",
      "set tics nomirror out scale 0.4",
      "set lmargin \(chart.leftMargin ?? 9)", "set rmargin 3", "set tmargin 1", "set bmargin 3",
    ]
    lines += axis(chart.x, "x") + axis(chart.y, "y")
    lines += ["set xlabel offset 0,0.5", "set ylabel offset 0.5,0"]
    lines += chart.series.enumerated().map { data($1, $0) }
    let plots = chart.series.enumerated().map { plot($1, $0) + " notitle" }
    lines.append("plot " + plots.joined(separator: ", \\\n  "))
    lines.append("unset output")
    return lines.joined(separator: "\n")
  }

  private static func axis(_ axis: Chart.Axis, _ name: String) -> [String] {
    var lines = [
      "set \(name)label \(quoted(axis.label)) textcolor rgb \(color(.ink))",
      "set \(name)range [\(axis.range.lowerBound):\(axis.range.upperBound)]",
    ]
    if axis.isLogarithmic { lines.append("set logscale \(name)") }
    if let ticks = axis.ticks {
      let texts = ticks.map { "\(quoted($0.text.replacing("%", with: "%%"))) \($0.value)" }.joined(
        separator: ", ")
      lines.append("set \(name)tics (\(texts)) textcolor rgb \(color(.ink))")
    } else {
      lines.append("set \(name)tics textcolor rgb \(color(.ink))")
    }
    if axis.hasGrid {
      lines.append("set grid \(name)tics linetype 1 linewidth 1 linecolor rgb \(color(.grid))")
    }
    return lines
  }

  // MARK: - Data

  private static func data(_ series: Chart.Series, _ index: Int) -> String {
    let lines = series.points.map { point in
      var fields = ["\(point.x)", "\(point.y)"]
      if let low = point.low, let high = point.high { fields += ["\(low)", "\(high)"] }
      return fields.joined(separator: " ")
    }
    return (["$data\(index) << EOD"] + lines + ["EOD"]).joined(separator: "\n")
  }

  private static func plot(_ series: Chart.Series, _ index: Int) -> String {
    let tone = color(series.tone)
    let source = "$data\(index)"
    switch series.style {
    case .points(let marker, let size):
      return "\(source) using 1:2 with points pointtype \(marker.rawValue) pointsize \(size) "
        + "linewidth 2 linecolor rgb \(tone)"
    case .line(let stroke, let width):
      let dash = stroke == .solid ? "1" : stroke == .dashed ? "(8,5)" : "(2,4)"
      return "\(source) using 1:2 with lines dashtype \(dash) linewidth \(width) "
        + "linecolor rgb \(tone)"
    case .steps(let width):
      return "\(source) using 1:2 with steps linewidth \(width) linecolor rgb \(tone)"
    case .verticalBars:
      return "\(source) using 1:2:3:4 with yerrorbars pointtype 0 linewidth 1.5 "
        + "linecolor rgb \(tone)"
    case .horizontalBars:
      return "\(source) using 1:2:3:4 with xerrorbars pointtype 0 linewidth 2 "
        + "linecolor rgb \(tone)"
    case .band:
      return "\(source) using 1:3:4 with filledcurves fillstyle solid 1 noborder "
        + "fillcolor rgb \(tone)"
    }
  }

  // MARK: - Texts and colours

  /// A colour that nothing else has: `VectorImage` turns it into the page's.
  private static func color(_ tone: Chart.Tone) -> String {
    let digits = String(tone.rawValue, radix: 16)
    return "'#0a00" + String(repeating: "0", count: 2 - digits.count) + digits + "'"
  }

  private static func quoted(_ text: String) -> String { "'" + plain(text) + "'" }

  /// Text without anything that has a meaning in a script: names come from dumps, and a back-quote
  /// would run a command.
  private static func plain(_ text: String) -> String {
    String(
      text.unicodeScalars.map { scalar in
        switch scalar {
        case "'", "`": "’"
        case "\"": "”"
        default: isHarmless(scalar) ? Character(scalar) : " "
        }
      })
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || " .,:;()[]{}/+-=<>%_?!*|&~^#@".unicodeScalars.contains(scalar)
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      return false
    default: return true
    }
  }
}
