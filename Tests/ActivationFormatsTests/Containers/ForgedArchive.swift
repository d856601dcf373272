/// A zip archive as no writer makes it: every field of an entry can lie.
struct ForgedArchive {
  struct Entry {
    /// The name in the directory.
    var name: String
    /// The name before the bytes; nil for the same.
    var localName: String?
    /// The bytes in the archive.
    var bytes: [UInt8]
    /// The size that it announces.
    var size: Int
    var crc: UInt32
    var method: UInt16 = 0
    /// The start of the entry in the directory; nil for the true one.
    var offset: Int?

    /// A stored entry with true fields.
    init(_ name: String, stored bytes: [UInt8]) {
      self.name = name
      self.bytes = bytes
      size = bytes.count
      crc = ForgedArchive.crc(bytes)
    }

    /// A deflated entry with true fields, in blocks that are not compressed.
    init(_ name: String, deflated bytes: [UInt8]) {
      self.init(name, stored: bytes)
      method = 8
      let length = UInt16(bytes.count)
      self.bytes = [1] + NPY.bytes(length) + NPY.bytes(~length) + bytes
    }
  }

  var entries: [Entry]
  /// The bytes before the archive, which the directory counts.
  var start: [UInt8] = []
  var comment: [UInt8] = []

  var bytes: [UInt8] {
    var archive = start
    var directory: [UInt8] = []
    for entry in entries {
      let start = archive.count
      let facts = [NPY.bytes(entry.crc), NPY.bytes(UInt32(entry.bytes.count))].flatMap(\.self)
      func fields(_ name: String) -> [UInt8] {
        NPY.bytes(UInt16(20)) + NPY.bytes(UInt16(0)) + NPY.bytes(entry.method)
          + NPY.bytes(UInt32(0x21_0000)) + facts + NPY.bytes(UInt32(truncatingIfNeeded: entry.size))
          + NPY.bytes(UInt16(name.utf8.count)) + NPY.bytes(UInt16(0))
      }
      let localName = entry.localName ?? entry.name
      archive +=
        Array("PK\u{3}\u{4}".utf8) + fields(localName) + Array(localName.utf8) + entry.bytes
      directory += Array("PK\u{1}\u{2}".utf8) + NPY.bytes(UInt16(20)) + fields(entry.name)
      directory += [UInt8](repeating: 0, count: 10)
      directory += NPY.bytes(UInt32(entry.offset ?? start)) + Array(entry.name.utf8)
    }
    let count = NPY.bytes(UInt16(entries.count))
    return archive + directory + Array("PK\u{5}\u{6}".utf8) + [0, 0, 0, 0] + count + count
      + NPY.bytes(UInt32(directory.count)) + NPY.bytes(UInt32(archive.count))
      + NPY.bytes(UInt16(comment.count)) + comment
  }

  /// The checksum of zip archives, bit by bit.
  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { value, _ in
        value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0)
      }
    }
  }
}
