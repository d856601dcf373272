/// How a `.csv` file is written: what separates fields, ends lines and begins decimals.
///
/// It follows from the first 64 KiB of the file, so that the rest is read in one pass.
struct CSVDialect {
  private(set) var separator = UInt8(ascii: ",")
  private(set) var newline: UInt8 = 0x0A
  private(set) var hasDecimalComma = false
  /// Where the first line begins, behind a byte order mark and a `sep=` line.
  private(set) var start = 0
  /// What differs from commas and points, in words.
  private(set) var traits: [String] = []

  private static let headBytes = 1 << 16
  /// In the order in which they are taken, before the comma.
  private static let separators: [(byte: UInt8, name: String)] = [
    (UInt8(ascii: ";"), "semicolons"), (0x09, "tabs"), (UInt8(ascii: "|"), "bars"),
  ]

  /// Cells that hold nothing, as spreadsheets and data frames write them.
  static let missingWords: Set<String> = [
    "", "NA", "N/A", "n/a", "<NA>", "#N/A", "null", "NULL", "None",
  ]

  /// The dialect of the text in `storage`, which is no UTF-16.
  ///
  /// - Parameter isConverted: whether it was in UTF-16.
  init(of storage: ByteStorage, isConverted: Bool) throws(ActivationFormatsError) {
    if isConverted { traits.append("characters of UTF-16") }
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
    if let first = lines.first, first.count == 5, first.starts(with: Array("sep=".utf8)),
      let named = first.last
    {
      separator = named
      start = first.endIndex + (head[first.endIndex...].first == 0x0D && newline != 0x0D ? 2 : 1)
      start = min(start, storage.count)
      lines.removeFirst()
    } else if let found = Self.separators.first(where: { Self.separates($0.byte, lines) }) {
      separator = found.byte
    }
    if let name = Self.separators.first(where: { $0.byte == separator })?.name {
      traits.append("\(name) between fields")
    }
    hasDecimalComma = separator != UInt8(ascii: ",") && lines.contains(where: holdsDecimalComma)
    if hasDecimalComma { traits.append("decimal commas") }
  }

  /// Whether `byte` comes in the first ten lines equally often, outside quotes.
  private static func separates(_ byte: UInt8, _ lines: [ArraySlice<UInt8>]) -> Bool {
    let counts = lines.lazy.filter { !$0.isEmpty }.prefix(10).map { fields(of: $0, byte).count }
    guard let first = counts.first, first > 1 else { return false }
    return counts.allSatisfy { $0 == first }
  }

  private static func fields(of line: ArraySlice<UInt8>, _ separator: UInt8) -> [ArraySlice<UInt8>]
  {
    var isQuoted = false
    return line.split(omittingEmptySubsequences: false) { byte in
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      return byte == separator && !isQuoted
    }
  }

  private func holdsDecimalComma(_ line: ArraySlice<UInt8>) -> Bool {
    Self.fields(of: line, separator).contains { field in
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

  /// The value of a text; nil when it is no number. A missing cell is NaN.
  func number(_ text: String) -> Double? {
    Self.missingWords.contains(text) ? .nan : number(text, comma: hasDecimalComma)
  }

  private func number(_ text: String, comma: Bool) -> Double? {
    guard comma else { return CSVText.number(text) }
    // A point would separate thousands.
    guard !text.contains(".") else { return nil }
    return CSVText.number(String(text.map { $0 == "," ? "." : $0 }))
  }
}

/// A text in UTF-16, which spreadsheets write as "Unicode text".
enum UTF16Text {
  /// The same text in UTF-8; nil where the file has no mark of UTF-16.
  ///
  /// - Parameter limit: the most bytes that stay in memory.
  /// - Throws: `malformedText`, or what `ByteSink` throws.
  /// - Complexity: O(bytes).
  static func converted(
    _ storage: ByteStorage, limit: Int, file: String
  ) throws(ActivationFormatsError) -> ByteStorage? {
    let mark = try storage.bytes(in: 0..<min(2, storage.count))
    let isBigEndian = mark == [0xFE, 0xFF]
    guard isBigEndian || mark == [0xFF, 0xFE] else { return nil }
    // Two bytes become three at most.
    var sink = try ByteSink(
      expecting: storage.count / 2 * 3, limit: limit, file: file, array: "")
    var units: [UInt16] = []
    for start in stride(from: 2, to: storage.count, by: ByteStorage.blockBytes) {
      let end = min(start + ByteStorage.blockBytes, storage.count)
      let bytes = try storage.bytes(in: start..<end)
      for index in stride(from: 0, to: bytes.count - 1, by: 2) {
        let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
        units.append(isBigEndian ? first << 8 | second : second << 8 | first)
      }
      // The second half of a pair may be in the next block.
      let isHalf = units.last.map { UTF16.isLeadSurrogate($0) } ?? false
      let rest = isHalf && end < storage.count ? units.popLast() : nil
      try append(Array(String(decoding: units, as: UTF16.self).utf8), to: &sink)
      units = rest.map { [$0] } ?? []
    }
    return try sink.storage()
  }

  private static func append(
    _ bytes: [UInt8], to sink: inout ByteSink
  ) throws(ActivationFormatsError) {
    var taken = 0
    while taken < bytes.count {
      taken += try sink.append(upTo: bytes.count - taken) { room in
        bytes.withUnsafeBytes {
          room.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[taken..<taken + room.count]))
        }
        return room.count
      }
    }
  }
}
