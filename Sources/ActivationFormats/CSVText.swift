import Foundation

/// The lines and fields of a comma-separated text.
struct CSVText {
  let file: String
  let storage: ByteStorage
  let lineLimit: Int

  private static let (comma, quote, newline, carriage) =
    (UInt8(0x2C), UInt8(0x22), UInt8(0x0A), UInt8(0x0D))

  /// The line that begins at `start`, without its end, and where the next one begins.
  ///
  /// Looks no further than the limit for the end.
  func line(
    at start: Int, number: Int, in text: Span<UInt8>
  ) throws(ActivationFormatsError) -> (line: Range<Int>, next: Int) {
    var end = start
    let bound = start + min(lineLimit, text.count - start)
    while end < bound, text[end] != Self.newline { end += 1 }
    guard end < bound || bound == text.count else {
      throw .lineTooLong(file: file, line: number, limit: lineLimit)
    }
    let next = min(end + 1, text.count)
    if end > start, text[end - 1] == Self.carriage { end -= 1 }
    return (start..<end, next)
  }

  /// The ranges of the fields of a line; commas between quotes do not separate.
  func fields(
    of line: Range<Int>, number: Int, in text: Span<UInt8>, into fields: inout [Range<Int>]
  ) throws(ActivationFormatsError) {
    fields.removeAll(keepingCapacity: true)
    var start = line.lowerBound
    var isQuoted = false
    for index in line {
      let byte = text[index]
      if byte == Self.quote { isQuoted.toggle() }
      guard byte == Self.comma, !isQuoted else { continue }
      fields.append(start..<index)
      start = index + 1
    }
    guard !isQuoted else {
      throw .malformedText(
        file: file, line: number, reason: "a quoted field does not end on its line")
    }
    fields.append(start..<line.upperBound)
  }

  /// The text of a field, without surrounding blanks and quotes.
  func string(_ field: Range<Int>, in text: Span<UInt8>) -> String {
    var (start, end) = (field.lowerBound, field.upperBound)
    while start < end, text[start] == 0x20 || text[start] == 0x09 { start += 1 }
    while start < end, text[end - 1] == 0x20 || text[end - 1] == 0x09 { end -= 1 }
    let isQuoted = end - start >= 2 && text[start] == Self.quote && text[end - 1] == Self.quote
    if isQuoted { (start, end) = (start + 1, end - 1) }
    let string = String(decoding: (start..<end).map { text[$0] }, as: UTF8.self)
    return isQuoted ? string.replacingOccurrences(of: "\"\"", with: "\"") : string
  }

  /// The value of a field, correctly rounded; nil when it is no number.
  func number(_ field: Range<Int>, in text: Span<UInt8>) -> Double? {
    Self.shortDecimal(field, in: text) ?? Double(string(field, in: text))
  }

  /// The value of a decimal fraction of up to 15 digits: integer and power of ten are exact, so
  /// that their quotient is rounded once. Nil for anything else.
  private static func shortDecimal(_ field: Range<Int>, in text: Span<UInt8>) -> Double? {
    guard (1...17).contains(field.count) else { return nil }
    let isNegative = text[field.lowerBound] == 0x2D
    var (mantissa, digits, scale) = (0, 0, 1.0)
    var hasPoint = false
    for index in (isNegative ? field.lowerBound + 1 : field.lowerBound)..<field.upperBound {
      let byte = text[index]
      if byte == 0x2E, !hasPoint {
        hasPoint = true
        continue
      }
      guard byte >= 0x30, byte <= 0x39, digits < 15 else { return nil }
      mantissa = mantissa * 10 + Int(byte - 0x30)
      digits += 1
      if hasPoint { scale *= 10 }
    }
    guard digits > 0 else { return nil }
    let value = Double(mantissa) / scale
    return isNegative ? -value : value
  }
}
