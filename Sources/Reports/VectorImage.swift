/// A drawn chart as SVG that stands inside a page: in the page's colours and font, with identifiers
/// of its own and a description.
package struct VectorImage: Sendable {
  /// `<svg ...>...</svg>`, as UTF-8.
  package let markup: [UInt8]

  /// Takes the drawing of `chart` by gnuplot's SVG terminal.
  ///
  /// - Returns: nil when it is something else, or holds parts that run or are loaded.
  /// - Complexity: O(bytes).
  package init?(_ drawn: [UInt8], of chart: Chart) {
    guard let start = drawn.first(of: "<g id=\"gnuplot_canvas\">"),
      let end = drawn.last(of: "</svg>"), start < end
    else { return nil }
    var body = Array(drawn[start..<end])
    let foreign = ["<script", "<foreignObject", "<image", "href=\"", "href='h"]
    guard foreign.allSatisfy({ body.first(of: $0) == nil }) else { return nil }
    // Definitions of text boxes, which no chart uses.
    if let first = body.first(of: "<filter"), let last = body.last(of: "</filter>"), first < last {
      body.removeSubrange(first..<last)
    }
    let title = chart.identifier + "-title"
    let opening =
      "<svg viewBox=\"0 0 \(chart.width) \(chart.height)\" role=\"img\" "
      + "aria-labelledby=\"\(title)\"><title id=\"\(title)\">\(Self.escaped(chart.description))"
      + "</title>"
    markup =
      Array(opening.utf8)
      + Self.withoutEmptyGroups(Substitution(of: chart.identifier).apply(to: body))
      + Array("</svg>".utf8)
  }

  /// Text for HTML and SVG.
  static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
  }

  /// gnuplot opens a group for everything that it might draw.
  private static func withoutEmptyGroups(_ body: [UInt8]) -> [UInt8] {
    var lines: [ArraySlice<UInt8>] = []
    for line in body.split(separator: UInt8(ascii: "\n")) {
      if line.elementsEqual("</g>".utf8), let last = lines.last,
        last.starts(with: "<g ".utf8), last.last == UInt8(ascii: ">")
      {
        lines.removeLast()
      } else if !line.elementsEqual("\t".utf8) {
        lines.append(line)
      }
    }
    return Array(lines.joined(separator: [UInt8(ascii: "\n")]))
  }
}

/// Texts that stand for others, all replaced in one pass.
private struct Substitution {
  private let pairs: [(old: [UInt8], new: [UInt8])]
  /// Bytes that some text begins with.
  private let beginnings: [Bool]

  /// From gnuplot's colours, font and identifiers to those of a page.
  init(of identifier: String) {
    var pairs = [
      ("id='gp", "id='\(identifier)-gp"), ("xlink:href='#gp", "href='#\(identifier)-gp"),
      ("id=\"gnuplot_", "id=\"\(identifier)-"), (" font-family=\"sans-serif\"", ""),
      (" color=\"black\"", ""), (" color=\"#FFFFFF\"", ""), ("class=\"gridline\"", ""),
      // The rim that keeps a point clear of the line behind it.
      ("color='white'", "color='var(--paper)'"), ("color=\"white\"", ""),
    ]
    for tone in Chart.Tone.allCases {
      let digits = "\(tone.rawValue)"
      let padded = String(repeating: " ", count: 3 - digits.count) + digits
      for color in ["rgb( 10,   0, \(padded))", "rgb(10,0,\(digits))"] {
        pairs.append((color, "var(\(tone.property))"))
      }
    }
    self.pairs = pairs.map { (Array($0.0.utf8), Array($0.1.utf8)) }
    var beginnings = [Bool](repeating: false, count: 256)
    for pair in self.pairs { beginnings[Int(pair.old[0])] = true }
    self.beginnings = beginnings
  }

  func apply(to text: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = 0
    while index < text.count {
      if beginnings[Int(text[index])],
        let pair = pairs.first(where: { text[index...].starts(with: $0.old) })
      {
        result += pair.new
        index += pair.old.count
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }
}

extension [UInt8] {
  /// Where `text` begins for the first time.
  fileprivate func first(of text: String) -> Int? {
    let needle = Array(text.utf8)
    guard needle.count <= count else { return nil }
    return (0...count - needle.count).first { self[$0...].starts(with: needle) }
  }

  /// Where `text` begins for the last time.
  fileprivate func last(of text: String) -> Int? {
    let needle = Array(text.utf8)
    guard needle.count <= count else { return nil }
    return (0...count - needle.count).last { self[$0...].starts(with: needle) }
  }
}
