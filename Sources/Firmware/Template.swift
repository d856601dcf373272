internal import Mustache
internal import Resources

/// A template that is embedded into the tool.
struct Template {
  private let template: MustacheTemplate

  /// - Parameter name: of its file.
  /// - Precondition: the template parses: it came with the tool and is tested.
  init(_ name: String) {
    let bytes = ResourceFolder.firmware[name]
    do {
      template = try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
    } catch {
      preconditionFailure("an embedded template does not parse: \(error)")
    }
  }

  func render(_ values: TemplateValues) -> [UInt8] { Array(template.render(values).utf8) }
}
