import Foundation
import Reports
import Tessera

/// Numbers as people read them.
enum Format {
  /// 2.5 KB with KB = 1,024 bytes.
  static func bytes(_ count: Int) -> String { NumberText.bytes(count, space: " ") }

  /// 12,345.
  static func integer(_ value: Int) -> String { NumberText.integer(value) }

  /// 12,345, of a number that may have a fraction.
  static func rounded(_ value: Double) -> String { NumberText.rounded(value) }

  static func fixed(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  /// A share or a score; a dash where there is none.
  static func score(_ value: Double?, _ decimals: Int = 4) -> String {
    value.map { fixed($0, decimals) } ?? "-"
  }

  static func percent(_ share: Double) -> String { fixed(100 * share, 2) + " %" }

  /// λ without trailing zeros: 0.01, 1, 1000.
  static func lambda(_ value: Double) -> String { String(format: "%g", value) }

  /// A range limit of an array.
  static func general(_ value: Double?) -> String {
    value.map { String(format: "%.5g", $0) } ?? "-"
  }

  /// 2.1 million, 12,300 or 4.5.
  static func rate(_ value: Double) -> String {
    if value >= 1e6 { return "\(fixed(value / 1e6, 1)) million" }
    if value < 100 { return fixed(value, 1) }
    return integer(Int(value < 10_000 ? value : (value / 100).rounded() * 100))
  }

  static func duration(_ seconds: Double) -> String {
    seconds < 90 ? "\(Int(seconds.rounded(.up))) s" : "\(Int((seconds / 60).rounded(.up))) min"
  }
}

/// A table with aligned columns: text to the left, numbers to the right.
struct TextTable {
  private var rows: [(cells: [String], style: Terminal.Style?)]
  private let leading: Int

  /// - Parameters:
  ///   - header: a title per column.
  ///   - leading: how many columns, from the left, are text.
  init(_ header: [String], leading: Int = 0) {
    rows = [(header, nil)]
    self.leading = leading
  }

  mutating func add(_ row: [String], style: Terminal.Style? = nil) {
    rows.append((row.map(VisibleText.line), style))
  }

  func show() {
    let columns = rows.map(\.cells.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0.cells.indices.contains(column) ? $0.cells[column].count : 0 }.max() ?? 0
    }
    for row in rows {
      let cells = row.cells.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column < leading ? cell + padding : padding + cell
      }
      let line = cells.joined(separator: "  ")
      Terminal.print(String(line.reversed().drop { $0 == " " }.reversed()), row.style)
    }
  }
}
