internal import Mustache

/// A template that is embedded into the tool.
struct Template {
  private let template: MustacheTemplate

  /// - Precondition: `bytes` is a template that parses: it came with the tool and is tested.
  init(_ bytes: [UInt8]) {
    do {
      template = try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self))
    } catch {
      preconditionFailure("an embedded template does not parse: \(error)")
    }
  }

  func render(_ values: TemplateValues) -> [UInt8] { Array(template.render(values).utf8) }
}
