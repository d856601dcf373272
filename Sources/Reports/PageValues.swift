struct PageValues {
  let title: String
  let reporter: String
  let style: String
  /// Why there are no plots.
  let gap: String?
  let isComparison: Bool
  let comparison: TableValues?
  let measuredFront: FigureValues?
  let students: [StudentValues]
}

/// A figure with its legend.
struct FigureValues {
  /// SVG.
  let image: String
  let caption: String
  /// Its content, for the place that scrolls.
  let label: String
  let keys: [KeyValues]
}

/// An entry of a legend.
struct KeyValues {
  /// SVG.
  let swatch: String
  let title: String

  init(_ key: Chart.Key) {
    title = key.title
    let color = "var(\(key.tone.property))"
    var marks = ""
    if let stroke = key.stroke {
      let dash = stroke == .solid ? "" : stroke == .dashed ? "6 4" : "2 3"
      marks +=
        "<path d=\"M1 7h28\" stroke=\"\(color)\" stroke-width=\"2\" "
        + "stroke-dasharray=\"\(dash)\"/>"
    }
    if let marker = key.marker { marks += Self.markup(of: marker, color: color) }
    swatch =
      "<svg class=\"swatch\" viewBox=\"0 0 30 14\" aria-hidden=\"true\" fill=\"none\">\(marks)</svg>"
  }

  private static func markup(of marker: Chart.Marker, color: String) -> String {
    let filled = "fill=\"\(color)\""
    let open = "stroke=\"\(color)\" stroke-width=\"2\""
    return switch marker {
    case .disc: "<circle cx=\"15\" cy=\"7\" r=\"4\" \(filled)/>"
    case .ring: "<circle cx=\"15\" cy=\"7\" r=\"4\" \(open)/>"
    case .square: "<path d=\"M11 3h8v8h-8z\" \(filled)/>"
    case .box: "<path d=\"M11 3h8v8h-8z\" \(open)/>"
    case .triangle: "<path d=\"M15 2l5 9h-10z\" \(filled)/>"
    case .diamond: "<path d=\"M15 2l5 5-5 5-5-5z\" \(filled)/>"
    case .pentagon: "<path d=\"M15 2l5 4-2 5h-6l-2-5z\" \(filled)/>"
    case .inverted: "<path d=\"M10 3h10l-5 9z\" \(filled)/>"
    case .cross: "<path d=\"M11 3l8 8m0-8l-8 8\" \(open)/>"
    }
  }
}

struct TableValues {
  struct Cell {
    let text: String
    /// The same for a table in Markdown.
    let markdown: String
    /// A share in percent that shades the cell; nil for none.
    let heat: Int?
    let isHit: Bool

    init(_ text: String, heat: Int? = nil, isHit: Bool = false) {
      self.text = text
      markdown = MarkdownText.escaped(text)
      self.heat = heat
      self.isHit = isHit
    }
  }

  /// A row, with its subject.
  struct Row {
    let header: Cell
    let cells: [Cell]
    let isChosen: Bool

    init(header: String, cells: [Cell], isChosen: Bool = false) {
      self.header = Cell(header)
      self.cells = cells
      self.isChosen = isChosen
    }
  }

  let caption: String
  /// The title of the row headers.
  let corner: String
  let columns: [Cell]
  let rows: [Row]
  /// For Markdown: one mark for each column.
  let rules: [String]
  /// Whether cells are words and not numbers.
  let isText: Bool

  init(
    caption: String, corner: String, columns: [String], rows: [Row], isText: Bool = false
  ) {
    self.isText = isText
    self.caption = caption
    self.corner = corner
    self.columns = columns.map { Cell($0) }
    self.rows = rows
    rules = columns.map { _ in isText ? "---" : "---:" }
  }

  init(
    caption: String, corner: String, columns: [String], texts: [(String, [String])],
    isText: Bool = false
  ) {
    self.init(
      caption: caption, corner: corner, columns: columns,
      rows: texts.map { header, cells in Row(header: header, cells: cells.map { Cell($0) }) },
      isText: isText)
  }
}

/// A name with a value.
struct PairValues {
  let name: String
  let value: String

  init(name: String, value: String) {
    self.name = VisibleText.line(name)
    self.value = VisibleText.line(value)
  }
}
