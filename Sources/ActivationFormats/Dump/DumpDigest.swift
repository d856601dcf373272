import Crypto
import Rows

/// SHA-256 over the bytes of a dump.
enum DumpDigest {
  /// The digest of one file, or of several: then every file's name and size precede its bytes.
  static func digest(
    of files: [(name: String, storage: ByteStorage)]
  ) throws(ActivationFormatsError) -> String {
    var hash = SHA256()
    for (name, storage) in files {
      if files.count > 1 || !name.isEmpty {
        hash.update(data: Array(name.utf8) + [0] + bytes(of: storage.count))
      }
      try update(&hash, with: storage)
    }
    return hexadecimal(hash)
  }

  /// The digest of arrays in memory: names, shapes, types and bytes.
  static func digest(of arrays: [NumericArray]) throws(ActivationFormatsError) -> String {
    var hash = SHA256()
    for array in arrays {
      hash.update(data: Array("\(array.name) \(array.shape) \(array.elementType)\n".utf8))
      for segment in array.segments {
        try update(&hash, with: segment.storage)
      }
    }
    return hexadecimal(hash)
  }

  private static func update(
    _ hash: inout SHA256, with storage: ByteStorage
  ) throws(ActivationFormatsError) {
    try rethrowing(
      storage.forEachBlock { hash.update(bufferPointer: $0) },
      as: ActivationFormatsError.unreadableRows)
  }

  private static func bytes(of count: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
  }

  private static func hexadecimal(_ hash: SHA256) -> String {
    let digits = Array("0123456789abcdef".utf8)
    let text = hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }
}
