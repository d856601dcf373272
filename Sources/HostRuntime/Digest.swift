internal import Digests
internal import PackedFormat

/// The name of a packed student: the head of its SHA-256.
enum Digest {
  /// The 8 bytes that name a packed student whose other bytes, before them, are `content`.
  static func identifier(of content: ArraySlice<UInt8>) -> [UInt8] {
    Array(SHA256.hash(content).prefix(PackedLayout.identifierByteCount))
  }
}
