internal import Mustache

/// The files that the tool brings along for its reports.
enum Resource {
  static let page = Template(PackageResources.page_html_mustache)
  static let card = Template(PackageResources.card_md_mustache)
  static let style = String(decoding: PackageResources.page_css, as: UTF8.self)
}

/// A template with the partials that all of them share.
struct Template {
  private let library: MustacheLibrary
  private static let name = "main"

  /// - Precondition: `bytes` is a template that parses: it came with the tool and is tested.
  init(_ bytes: [UInt8]) {
    do {
      library = MustacheLibrary(templates: [
        Self.name: try Self.parsed(bytes),
        "table": try Self.parsed(PackageResources.table_html_mustache),
        "figure": try Self.parsed(PackageResources.figure_html_mustache),
        "markdown_table": try Self.parsed(PackageResources.table_md_mustache),
      ])
    } catch {
      preconditionFailure("an embedded template does not parse: \(error)")
    }
  }

  private static func parsed(_ bytes: [UInt8]) throws -> MustacheTemplate {
    try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
  }

  /// UTF-8.
  func render(_ values: Any) -> [UInt8] {
    Array(VisibleText.document(library.render(values, withTemplate: Self.name) ?? "").utf8)
  }
}
