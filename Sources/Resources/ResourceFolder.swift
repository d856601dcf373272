internal import CResources

/// Texts that the tool brings along: they are compiled into it.
public enum ResourceFolder: Sendable {
  /// Templates and constant files of a generated folder.
  case firmware
  /// The parts of the C99 runtime.
  case runtime
  /// Templates and the style sheet of a report.
  case reports

  private var entries: UnsafePointer<tessera_resource> {
    switch self {
    case .firmware: tessera_firmware_resources()
    case .runtime: tessera_runtime_resources()
    case .reports: tessera_report_resources()
    }
  }

  /// The names of the files, in the order in which they are listed.
  ///
  /// - Complexity: O(bytes of the names).
  public var names: [String] {
    sequence(first: entries) { $0 + 1 }.lazy.map(\.pointee.name)
      .prefix { $0 != nil }.compactMap { $0.map(String.init(cString:)) }
  }

  /// All texts, in the order in which they are listed: for `runtime` that of one source file.
  ///
  /// - Complexity: O(bytes).
  public var texts: [[UInt8]] { names.map { self[$0] } }

  /// A text by the name of its file: bytes of UTF-8.
  ///
  /// - Parameter name: of its file, as in `names`.
  /// - Precondition: there is such a file.
  /// - Complexity: O(bytes of the names and of the text).
  public subscript(name: String) -> [UInt8] {
    guard let index = names.firstIndex(of: name), let text = entries[index].text else {
      preconditionFailure("the tool has no file \(name) of \(self)")
    }
    return Array(String(cString: text).utf8)
  }
}
