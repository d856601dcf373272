internal import Mustache
internal import Resources

/// The files that the tool brings along for its reports.
enum Resource {
  static let page = Template("page.html.mustache")
  static let card = Template("card.md.mustache")
  static let style = String(decoding: ResourceFolder.reports["page.css"], as: UTF8.self)
}

/// A template with the partials that all of them share.
struct Template {
  private let library: MustacheLibrary
  private static let name = "main"

  /// - Parameter name: of its file.
  /// - Precondition: the template parses: it came with the tool and is tested.
  init(_ name: String) {
    do {
      library = MustacheLibrary(templates: [
        Self.name: try Self.parsed(name),
        "table": try Self.parsed("table.html.mustache"),
        "judgement": try Self.parsed("judgement.html.mustache"),
        "figure": try Self.parsed("figure.html.mustache"),
        "markdown_table": try Self.parsed("table.md.mustache"),
      ])
    } catch {
      preconditionFailure("an embedded template does not parse: \(error)")
    }
  }

  private static func parsed(_ name: String) throws -> MustacheTemplate {
    try MustacheTemplate(string: String(decoding: ResourceFolder.reports[name], as: UTF8.self))
  }

  /// UTF-8.
  func render(_ values: Any) -> [UInt8] {
    Array(VisibleText.document(library.render(values, withTemplate: Self.name) ?? "").utf8)
  }
}
