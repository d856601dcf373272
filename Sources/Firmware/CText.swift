/// C initialisers as text.
enum CText {
  /// A string literal of any text. Everything but plain ASCII letters, digits and harmless signs is
  /// an octal escape of three digits: no quote, backslash, line end, trigraph or comment survives.
  static func literal(_ text: String) -> String {
    var bytes: [UInt8] = [quote]
    for byte in text.utf8 {
      if isPlain(byte) {
        bytes.append(byte)
      } else {
        bytes.append(UInt8(ascii: "\\"))
        for shift in [6, 3, 0] { bytes.append(UInt8(ascii: "0") + (byte >> shift) & 7) }
      }
    }
    return String(decoding: bytes + [quote], as: UTF8.self)
  }

  /// The beginning of a text, of at most so many bytes of UTF-8 and whole characters.
  static func prefix(of text: String, byteCount: Int) -> String {
    var (prefix, count) = ("", 0)
    for character in text {
      count += character.utf8.count
      if count > byteCount { break }
      prefix.append(character)
    }
    return prefix
  }

  private static let quote = UInt8(ascii: "\"")

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: " _-+.,:;()".utf8.contains(byte)
    }
  }

  /// Bytes in hexadecimal, sixteen a line.
  static func bytes(_ values: [UInt8]) -> String {
    lines(values.map { "0x" + hexadecimal(UInt32($0), digits: 2) }, perLine: 16, indentation: 4)
  }

  /// A row of a table of 32-bit patterns, in braces.
  static func row(_ values: [UInt32]) -> String {
    let items = values.map { "0x\(hexadecimal($0, digits: 8))u" }
    return "    {\n\(lines(items, perLine: 7, indentation: 8))\n    }"
  }

  /// A row of a table of integers, in braces.
  static func row(_ values: [Int32]) -> String {
    "    {\n\(lines(values.map { "\($0)" }, perLine: 8, indentation: 8))\n    }"
  }

  /// Integers, twelve a line.
  static func integers(_ values: [Int]) -> String {
    lines(values.map { "\($0)" }, perLine: 12, indentation: 4)
  }

  /// Items with commas between them.
  static func lines(_ items: [String], perLine: Int, indentation: Int) -> String {
    let margin = String(repeating: " ", count: indentation)
    return stride(from: 0, to: items.count, by: perLine).map { start in
      margin + items[start..<min(start + perLine, items.count)].joined(separator: ", ")
    }.joined(separator: ",\n")
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
