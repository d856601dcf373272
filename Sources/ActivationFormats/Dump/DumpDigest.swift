internal import Digests
internal import Rows

/// SHA-256 over the bytes of a dump.
enum DumpDigest {
  /// The digest of one file, or of several: then every file's name and size precede its bytes.
  static func digest(
    of files: [(name: String, storage: ByteStorage)]
  ) throws(ActivationFormatsError) -> String {
    var hash = SHA256()
    for (name, storage) in files {
      if files.count > 1 || !name.isEmpty {
        hash.update(Array(name.utf8) + [0] + bytes(of: storage.count))
      }
      try update(&hash, with: storage)
    }
    return Hexadecimal.text(of: hash.finalize())
  }

  /// The digest of arrays in memory: names, shapes, types and bytes.
  static func digest(of arrays: [NumericArray]) throws(ActivationFormatsError) -> String {
    var hash = SHA256()
    for array in arrays {
      hash.update(Array("\(array.name) \(array.shape) \(array.elementType)\n".utf8))
      for segment in array.segments {
        try update(&hash, with: segment.storage)
      }
    }
    return Hexadecimal.text(of: hash.finalize())
  }

  private static func update(
    _ hash: inout SHA256, with storage: ByteStorage
  ) throws(ActivationFormatsError) {
    try rethrowing(
      storage.forEachBlock { hash.update($0) },
      as: ActivationFormatsError.unreadableRows)
  }

  private static func bytes(of count: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) }
  }
}
