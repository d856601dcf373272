import Foundation

/// Names of classes and of inputs, in all the forms in which people save them.
enum NameReading {
  /// One name for each line; empty lines at the end do not count.
  static func lines(_ text: String) -> [String] {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// The names in one text: a list as JSON or Python writes it, or names that line ends or, on one
  /// line, commas separate.
  static func list(_ text: String) -> [String] {
    let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
    if let names = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) {
      return names
    }
    if let names = pythonList(text) { return names }
    guard text.contains(","), !text.contains(where: \.isNewline) else { return lines(text) }
    return text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  /// The names of `['N', "S"]`, as `str` writes lists and tuples, or of `['N' 'S']`, as it writes
  /// arrays; nil for anything else.
  private static func pythonList(_ text: String) -> [String]? {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let open = text.first, let close = text.last,
      (open == "[" && close == "]") || (open == "(" && close == ")"), text.count >= 2
    else { return nil }
    let inner = text.dropFirst().dropLast()
    guard inner.contains(where: { $0 == "'" || $0 == "\"" }) else {
      // Numbers.
      return inner.split { $0 == "," || $0.isWhitespace }.map(String.init)
    }
    var names: [String] = []
    var rest = inner[...]
    while let start = rest.first {
      if start == "," || start.isWhitespace {
        rest = rest.dropFirst()
        continue
      }
      if start == "b", let next = rest.dropFirst().first, next == "'" || next == "\"" {
        rest = rest.dropFirst()
      }
      guard let quote = rest.first, quote == "'" || quote == "\"",
        let end = rest.dropFirst().firstIndex(of: quote)
      else { return nil }
      names.append(String(rest[rest.index(after: rest.startIndex)..<end]))
      rest = rest[rest.index(after: end)...]
    }
    return names
  }

  /// The names in the bytes of a text file.
  static func lines(
    _ bytes: [UInt8], file: String, array: String
  ) throws(ActivationFormatsError) -> [String] {
    let text: String?
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      text = String(bytes: bytes, encoding: .utf16)
    } else {
      let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      text = String(bytes: bytes[start...], encoding: .utf8)
    }
    guard let text else {
      throw .garbledName(
        file: file, array: array, number: 0,
        name: String(String(decoding: bytes.prefix(40), as: UTF8.self).prefix { !$0.isNewline }))
    }
    let lines = lines(text)
    return lines.count == 1 ? list(lines[0]) : lines
  }

  /// The names in an array.
  ///
  /// - Throws: the fault of the array, or `garbledName`.
  static func names(
    _ content: ArrayContent, file: String, array: String
  ) throws(ActivationFormatsError) -> [String] {
    var names: [String]
    switch content {
    case .text(let strings, let shape, let type):
      guard shape.filter({ $0 != 1 }).count <= 1 else {
        throw .wrongRank(
          file: file, array: array, shape: shape, expected: "one string each (\(type))")
      }
      names = strings.count == 1 ? list(strings[0]) : strings
    case .numbers(let numbers):
      names = try numbers.vector(expected: "one name each").integers { _, value in "\(value)" }
    case .other(_, _, let refusal): throw refusal
    }
    if let first = names.first, first.hasPrefix("\u{FEFF}") { names[0] = String(first.dropFirst()) }
    try validate(names, file: file, array: array)
    return names
  }

  /// Refuses names with bytes that are no text, control characters, or the rest of a list.
  static func validate(
    _ names: [String], file: String, array: String
  ) throws(ActivationFormatsError) {
    for (number, name) in names.enumerated() {
      let isGarbled = name.unicodeScalars.contains {
        $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0 == "\u{FFFD}" || $0 == "\u{FEFF}"
      }
      guard !isGarbled, !name.hasPrefix("['"), !name.hasPrefix("[\"") else {
        throw .garbledName(file: file, array: array, number: number, name: name)
      }
    }
  }
}
