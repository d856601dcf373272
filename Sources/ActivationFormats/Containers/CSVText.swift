import Foundation

/// The lines and fields of a text with separators, which is read block by block.
struct CSVText {
  /// A line that was read: `range` of `bytes`, without its end.
  struct Line {
    fileprivate(set) var range = 0..<0
    /// From 1.
    fileprivate(set) var number = 0
    /// Where the next line begins in the file.
    fileprivate(set) var next: Int
    /// The block of the file that holds the line, and the rest of the one before.
    fileprivate(set) var bytes: [UInt8] = []
    /// Where `bytes` begin in the file.
    fileprivate var start: Int

    /// Before the first line of a text that is read.
    init(beforeTextOf dialect: CSVDialect) {
      next = dialect.start
      start = dialect.start
      number = dialect.skippedLineCount
    }
  }

  let file: String
  /// The bytes of the text, in UTF-8.
  let storage: ByteStorage
  let lineLimit: Int
  let dialect: CSVDialect

  private static let (quote, carriage) = (UInt8(0x22), UInt8(0x0D))

  /// The text in `stored`; one in UTF-16 or UTF-32 is converted, in memory up to `memoryLimit`.
  init(
    file: String, stored: ByteStorage, lineLimit: Int, memoryLimit: Int
  ) throws(ActivationFormatsError) {
    self.file = file
    self.lineLimit = lineLimit
    let wide = try WideText(stored)
    storage = try wide?.converted(stored, limit: memoryLimit, file: file) ?? stored
    dialect = try CSVDialect(of: storage, from: wide?.name)
  }

  /// Goes to the next line; there must be one.
  ///
  /// Looks no further than the limit for its end.
  func advance(_ line: inout Line) throws(ActivationFormatsError) {
    line.number += 1
    var begin = line.next - line.start
    var position = begin
    var isFound = false
    while true {
      (position, isFound) = newline(from: position, in: line.bytes.span)
      let length = position - begin
      let isAtEnd = line.start + line.bytes.count == storage.count
      guard length < lineLimit || (isAtEnd && !isFound && length == lineLimit) else {
        throw .lineTooLong(file: file, line: line.number, limit: lineLimit)
      }
      if isFound || isAtEnd { break }
      try appendBlock(to: &line)
      (begin, position) = (0, length)
    }
    line.next = line.start + position + (isFound ? 1 : 0)
    let hasCarriage = position > begin && line.bytes[position - 1] == Self.carriage
    line.range = begin..<(hasCarriage ? position - 1 : position)
  }

  /// The place of the next end of line in `bytes`, or their end.
  private func newline(from start: Int, in bytes: Span<UInt8>) -> (Int, Bool) {
    let newline = dialect.newline
    var position = start
    while position < bytes.count {
      if bytes[position] == newline { return (position, true) }
      position += 1
    }
    return (position, false)
  }

  /// Drops the bytes before the current line, and appends the next block to it.
  private func appendBlock(to line: inout Line) throws(ActivationFormatsError) {
    line.bytes.removeFirst(line.next - line.start)
    line.start = line.next
    let kept = line.bytes.count
    let offset = line.start + kept
    let count = min(ByteStorage.blockBytes, storage.count - offset)
    line.bytes.append(contentsOf: repeatElement(0, count: count))
    try storage.read(offset..<offset + count, into: &line.bytes, at: kept)
  }

  /// The ranges of the fields of a line; commas between quotes do not separate.
  func fields(of line: Line, into fields: inout [Range<Int>]) throws(ActivationFormatsError) {
    fields.removeAll(keepingCapacity: true)
    let text = line.bytes.span
    var start = line.range.lowerBound
    var isQuoted = false
    for index in line.range {
      let byte = text[index]
      if byte == Self.quote { isQuoted.toggle() }
      guard byte == dialect.separator, !isQuoted else { continue }
      if start < index || !dialect.mergesSeparators { fields.append(start..<index) }
      start = index + 1
    }
    guard !isQuoted else {
      throw .malformedText(
        file: file, line: line.number, reason: "a quoted field does not end on its line")
    }
    if start < line.range.upperBound || !dialect.mergesSeparators {
      fields.append(start..<line.range.upperBound)
    }
  }

  /// Whether a line holds nothing but blanks, which do not separate fields.
  func isBlank(_ line: Line) -> Bool {
    line.range.allSatisfy {
      let byte = line.bytes[$0]
      return byte == 0x20 || byte == 0x09 && byte != dialect.separator
    }
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
    shortDecimal(field, in: text) ?? dialect.number(string(field, in: text))
  }

  /// The value of a text; nil when it is no number. `Double` would stop at a NUL.
  static func number(_ text: String) -> Double? {
    text.utf8.contains(0) ? nil : Double(text)
  }

  /// The value of a decimal fraction of up to 15 digits: integer and power of ten are exact, so
  /// that their quotient is rounded once. Nil for anything else.
  private func shortDecimal(_ field: Range<Int>, in text: Span<UInt8>) -> Double? {
    guard (1...17).contains(field.count) else { return nil }
    let isNegative = text[field.lowerBound] == 0x2D
    var (mantissa, digits, scale) = (0, 0, 1.0)
    var hasPoint = false
    let point: UInt8 = dialect.hasDecimalComma ? 0x2C : 0x2E
    for index in (isNegative ? field.lowerBound + 1 : field.lowerBound)..<field.upperBound {
      let byte = text[index]
      if byte == point, !hasPoint {
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
