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
    // What `str` makes of dictionaries and of lists of NumPy's strings is refused as it stands.
    if let first = text.first, "[({".contains(first), text.contains(where: { "'\"".contains($0) }) {
      return [text]
    }
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
        name: String(String(decoding: bytes.prefix(40), as: UTF8.self).prefix { !$0.isNewline }),
        classCount: nil)
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
    return names
  }

  /// The most bytes of a class name.
  private static let longestClassName = 64
  /// Marks that turn the direction of the text after them.
  private static let directionMarks: Set<UInt32> = Set(
    [0x061C, 0x200E, 0x200F] + Array(0x202A...0x202E) + Array(0x2066...0x2069))

  /// Refuses names with bytes that are no text, control characters, marks of direction, or the rest
  /// of a list or dictionary.
  ///
  /// - Parameters:
  ///   - areOfClasses: whether they have to be different, short and not empty, too.
  ///   - classCount: the number of classes, for the advice.
  static func validate(
    _ names: [String], file: String, array: String, areOfClasses: Bool, classCount: Int?
  ) throws(ActivationFormatsError) {
    for (number, name) in names.enumerated() where isGarbled(name) {
      throw .garbledName(
        file: file, array: array, number: number, name: name, classCount: classCount)
    }
    guard areOfClasses else { return }
    var numbers: [String: Int] = [:]
    for (number, name) in names.enumerated() {
      let size = name.utf8.count
      guard (1...longestClassName).contains(size), !name.allSatisfy(\.isWhitespace) else {
        throw .nameLength(
          file: file, array: array, number: number, bytes: size > longestClassName ? size : 0,
          limit: longestClassName, classCount: classCount)
      }
      if let first = numbers.updateValue(number, forKey: name) {
        throw .duplicateName(
          file: file, array: array, name: name, numbers: [first, number], classCount: classCount)
      }
    }
  }

  private static func isGarbled(_ name: String) -> Bool {
    let hasFaults = name.unicodeScalars.contains {
      $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0 == "\u{FFFD}" || $0 == "\u{FEFF}"
        || directionMarks.contains($0.value)
    }
    let begins = name.first { !$0.isWhitespace }
    let isList = begins.map { "[({".contains($0) } ?? false
    return hasFaults || name.contains("np.str_(") || name.contains("numpy.str_(")
      || isList && name.contains { $0 == "'" || $0 == "\"" }
  }
}
