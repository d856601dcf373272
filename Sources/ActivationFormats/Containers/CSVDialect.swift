/// How a `.csv` file is written: what separates fields, ends lines and begins decimals.
///
/// It follows from the first 64 KiB of the file, so that the rest is read in one pass.
struct CSVDialect {
  private(set) var separator = UInt8(ascii: ",")
  private(set) var newline: UInt8 = 0x0A
  private(set) var hasDecimalComma = false
  /// Where the first line begins, behind a byte order mark, a `sep=` line and comments.
  private(set) var start = 0
  /// How many lines come before it.
  private(set) var skippedLineCount = 0
  /// What differs from commas and points, in words.
  private(set) var traits: [String] = []

  private static let headBytes = 1 << 16
  /// In the order in which they are taken, before the comma.
  private static let separators: [(byte: UInt8, name: String)] = [
    (UInt8(ascii: ";"), "semicolons"), (0x09, "tabs"), (UInt8(ascii: "|"), "bars"),
  ]

  private static let blank = UInt8(ascii: " ")

  /// Whether several separators between fields are as one, and those at the ends of a line are none.
  var mergesSeparators: Bool { separator == Self.blank }

  /// Cells that hold nothing, as spreadsheets and data frames write them.
  static let missingWords: Set<String> = [
    "", "NA", "N/A", "n/a", "<NA>", "#N/A", "null", "NULL", "None",
  ]

  /// The dialect of the text in `storage`, which is in UTF-8.
  ///
  /// - Parameter encoding: what it was in before; nil for UTF-8.
  init(of storage: ByteStorage, from encoding: String?) throws(ActivationFormatsError) {
    if let encoding { traits.append("characters of \(encoding)") }
    let head = try storage.bytes(in: 0..<min(Self.headBytes, storage.count))
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
    if !head.contains(0x0A), head.contains(0x0D) {
      newline = 0x0D
      traits.append("lines that end in CR")
    }
    var lines = head[start...].split(separator: newline, maxSplits: 1000).prefix(1000)
      .map(Self.withoutCarriage)
    // A last line that the head cuts off says little.
    if storage.count > head.count, lines.count > 1 { lines.removeLast() }
    let comments = lines.prefix { Self.content(of: $0).first == UInt8(ascii: "#") }
    lines.removeFirst(comments.count)
    if let first = lines.first, first.count == 5, first.starts(with: Array("sep=".utf8)),
      let named = first.last
    {
      separator = named
      start = first.endIndex + (head[first.endIndex...].first == 0x0D && newline != 0x0D ? 2 : 1)
      start = min(start, storage.count)
      skippedLineCount += 1
      lines.removeFirst()
    } else if let found = Self.separators.first(where: { Self.separates($0.byte, lines) }) {
      separator = found.byte
    } else if Self.areSeparatedByBlanks(lines) {
      separator = Self.blank
    }
    if let name = Self.separators.first(where: { $0.byte == separator })?.name {
      traits.append("\(name) between fields")
    } else if mergesSeparators {
      traits.append("blanks between fields")
    }
    hasDecimalComma = separator != UInt8(ascii: ",") && lines.contains(where: holdsDecimalComma)
    if hasDecimalComma { traits.append("decimal commas") }
    if let first = lines.first { skip(Array(comments), before: first) }
  }

  /// Begins behind comments. The last of them names the columns where it has a field for each, and
  /// the line behind it holds numbers: so `numpy.savetxt` writes a header.
  private mutating func skip(_ comments: [ArraySlice<UInt8>], before line: ArraySlice<UInt8>) {
    guard let last = comments.last else { return }
    let names = Self.content(of: last).drop { $0 == UInt8(ascii: "#") || Self.isBlank($0) }
    let titles = Self.fields(of: names, separator)
    let fields = Self.fields(of: line, separator)
    let isHeader =
      titles.count == fields.count && !titles.contains(where: holdsNumber)
      && fields.contains(where: holdsNumber)
      && (titles.count > 1 || !names.contains(where: Self.isBlank))
    start = isHeader ? names.startIndex : line.startIndex
    skippedLineCount += isHeader ? comments.count - 1 : comments.count
    traits.append(isHeader ? "names of columns behind #" : "comments before the first row")
  }

  private func holdsNumber(_ field: ArraySlice<UInt8>) -> Bool {
    number(String(decoding: field, as: UTF8.self)).map { !$0.isNaN } ?? false
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// A line or a field without blanks around it.
  private static func content(of text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let rest = text.drop(while: isBlank)
    return rest[..<(rest.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? rest.startIndex)]
  }

  /// Whether `byte` comes in the first ten lines equally often, outside quotes.
  private static func separates(_ byte: UInt8, _ lines: [ArraySlice<UInt8>]) -> Bool {
    let counts = lines.lazy.filter { !$0.isEmpty }.prefix(10).map { fields(of: $0, byte).count }
    guard let first = counts.first, first > 1 else { return false }
    return counts.allSatisfy { $0 == first }
  }

  /// Whether lines without a comma hold equally many numbers with blanks between them, two or more, as
  /// `numpy.savetxt` writes them. The first line may hold names.
  private static func areSeparatedByBlanks(_ lines: [ArraySlice<UInt8>]) -> Bool {
    let some = lines.lazy.filter { !content(of: $0).isEmpty }.prefix(10)
      .map { line in (line, fields(of: line, blank)) }
    guard let count = some.first?.1.count, count > 1 else { return false }
    return some.enumerated().allSatisfy { index, line in
      let isNumeric = line.1.allSatisfy {
        CSVText.number(String(decoding: $0, as: UTF8.self)) != nil
      }
      let isFirst = index == 0 && some.count > 1
      return line.1.count == count && (isNumeric || isFirst)
        && !line.0.contains(UInt8(ascii: ","))
    }
  }

  private static func fields(of line: ArraySlice<UInt8>, _ separator: UInt8) -> [ArraySlice<UInt8>]
  {
    var isQuoted = false
    return line.split(omittingEmptySubsequences: separator == blank) { byte in
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      return byte == separator && !isQuoted
    }
  }

  private func holdsDecimalComma(_ line: ArraySlice<UInt8>) -> Bool {
    Self.fields(of: line, separator).contains { field in
      let field = Self.content(of: field)
      guard field.contains(UInt8(ascii: ",")), !field.contains(UInt8(ascii: ".")) else {
        return false
      }
      let isQuoted = field.count > 1 && field.first == 0x22 && field.last == 0x22
      let text = isQuoted ? field.dropFirst().dropLast() : field
      return number(String(decoding: text, as: UTF8.self), comma: true) != nil
    }
  }

  private static func withoutCarriage(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    line.last == 0x0D ? line.dropLast() : line
  }

  /// The value of a text; nil when it is no number. A missing cell is NaN. Blanks around it, which
  /// quotes may hold, do not matter.
  func number(_ text: String) -> Double? {
    let isPlain =
      text.utf8.first.map { !Self.isBlank($0) } ?? true
      && text.utf8.last.map { !Self.isBlank($0) } ?? true
    let text =
      isPlain ? text : String(decoding: Self.content(of: Array(text.utf8)[...]), as: UTF8.self)
    return Self.missingWords.contains(text) ? .nan : number(text, comma: hasDecimalComma)
  }

  private func number(_ text: String, comma: Bool) -> Double? {
    guard comma else { return CSVText.number(text) }
    // A point would separate thousands.
    guard !text.contains(".") else { return nil }
    return CSVText.number(String(text.map { $0 == "," ? "." : $0 }))
  }
}
