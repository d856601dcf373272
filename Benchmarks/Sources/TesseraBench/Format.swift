import Foundation

/// Figures and tables as text.
enum Format {
  static func time(_ seconds: Double?) -> String {
    guard let seconds else { return "-" }
    if seconds < 1e-3 { return String(format: "%.3g µs", seconds * 1e6) }
    return seconds < 1
      ? String(format: "%.3g ms", seconds * 1_000) : String(format: "%.3g s", seconds)
  }

  static func memory(_ bytes: Int?) -> String {
    bytes.map { String(format: "%.0f MB", Double($0) / 1_048_576) } ?? "-"
  }

  static func rate(rows: Int, seconds: Double?) -> String {
    guard let seconds, seconds > 0 else { return "-" }
    let rate = Double(rows) / seconds
    return rate < 1e6
      ? String(format: "%.0f", rate) : String(format: "%.2f million", rate / 1e6)
  }

  /// How many times as long as ours.
  static func ratio(_ other: Double?, to ours: Double?, _ format: String = "%.2f") -> String {
    guard let other, let ours, ours > 0 else { return "-" }
    return String(format: format, other / ours)
  }

  static func number(_ value: Double?, _ format: String) -> String {
    value.map { String(format: format, $0) } ?? "-"
  }

  /// A Markdown table; the first `leading` columns and the last `trailing` ones are text.
  static func table(
    _ header: [String], leading: Int = 1, trailing: Int = 0, _ rows: [[String]]
  ) -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let rule = header.indices.map {
      $0 < leading || $0 >= header.count - trailing ? "---" : "---:"
    }
    return ([header, rule] + rows).map(line).joined()
  }
}
