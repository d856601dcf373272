/// Text that stands in Markdown as it is.
enum MarkdownText {
  /// For a cell of a table: names come from dumps and may hold anything.
  static func escaped(_ text: String) -> String {
    VisibleText.line(text).reduce(into: "") { result, character in
      switch character {
      case "|", "*", "_", "`", "[", "]", "\\": result += "\\\(character)"
      case "<": result += "&lt;"
      case "&": result += "&amp;"
      default: result.append(character)
      }
    }
  }
}
