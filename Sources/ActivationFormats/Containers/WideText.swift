/// A text in UTF-16 or UTF-32, as spreadsheets and some shells write it.
struct WideText {
  /// Bytes of a unit: 2 or 4.
  private let width: Int
  private let isBigEndian: Bool
  /// Where the text begins, behind a mark of byte order.
  private let start: Int

  /// UTF-16 or UTF-32.
  var name: String { width == 2 ? "UTF-16" : "UTF-32" }

  /// Recognises the encoding by a mark, or by the zeros beside two characters of ASCII.
  ///
  /// - Returns: nil for other texts.
  init?(_ storage: ByteStorage) throws(ActivationFormatsError) {
    let bytes = try storage.bytes(in: 0..<min(8, storage.count))
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) {
      self.init(width: 4, isBigEndian: false, start: 4)
    } else if bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      self.init(width: 4, isBigEndian: true, start: 4)
    } else if bytes.starts(with: [0xFF, 0xFE]) {
      self.init(width: 2, isBigEndian: false, start: 2)
    } else if bytes.starts(with: [0xFE, 0xFF]) {
      self.init(width: 2, isBigEndian: true, start: 2)
    } else {
      switch bytes.map({ $0 == 0 ? "0" : $0 < 0x80 ? "a" : "x" }).joined() {
      case "a000a000": self.init(width: 4, isBigEndian: false, start: 0)
      case "000a000a": self.init(width: 4, isBigEndian: true, start: 0)
      case "a0a0", "a0a0a0", "a0a0a0a0": self.init(width: 2, isBigEndian: false, start: 0)
      case "0a0a", "0a0a0a", "0a0a0a0a": self.init(width: 2, isBigEndian: true, start: 0)
      default: return nil
      }
    }
  }

  private init(width: Int, isBigEndian: Bool, start: Int) {
    self.width = width
    self.isBigEndian = isBigEndian
    self.start = start
  }

  /// The same text in UTF-8. Units that are no characters become U+FFFD.
  ///
  /// - Parameter limit: the most bytes that stay in memory.
  /// - Throws: what `ByteSink` throws.
  /// - Complexity: O(bytes).
  func converted(
    _ storage: ByteStorage, limit: Int, file: String
  ) throws(ActivationFormatsError) -> ByteStorage {
    // Two bytes become three at most, and four become four.
    var sink = try ByteSink(
      expecting: storage.count / 2 * 3, limit: limit, file: file, array: "")
    var units: [UInt16] = []
    for start in stride(from: start, to: storage.count, by: ByteStorage.blockBytes) {
      let end = min(start + ByteStorage.blockBytes, storage.count)
      append(try storage.bytes(in: start..<end), to: &units)
      // The second half of a pair may be in the next block.
      let isHalf = units.last.map { UTF16.isLeadSurrogate($0) } ?? false
      let rest = isHalf && end < storage.count ? units.popLast() : nil
      try Self.append(Array(String(decoding: units, as: UTF16.self).utf8), to: &sink)
      units = rest.map { [$0] } ?? []
    }
    return try sink.storage()
  }

  /// Appends the units of a block, as those of UTF-16.
  private func append(_ bytes: [UInt8], to units: inout [UInt16]) {
    for index in stride(from: 0, through: bytes.count - width, by: width) {
      var unit: UInt32 = 0
      for place in 0..<width {
        unit = unit << 8 | UInt32(bytes[index + (isBigEndian ? place : width - 1 - place)])
      }
      if width == 2 {
        units.append(UInt16(truncatingIfNeeded: unit))
      } else {
        units.append(contentsOf: String(Unicode.Scalar(unit) ?? "\u{FFFD}").utf16)
      }
    }
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
