internal import Crypto
internal import PackedFormat

/// SHA-256, and the name of a packed student that is its head.
enum Digest {
  /// The 32 bytes of the SHA-256 of `content`.
  static func sha256(of content: ArraySlice<UInt8>) -> [UInt8] {
    Array(SHA256.hash(data: content))
  }

  /// The 8 bytes that name a packed student whose other bytes, before them, are `content`.
  static func identifier(of content: ArraySlice<UInt8>) -> [UInt8] {
    Array(sha256(of: content).prefix(PackedLayout.identifierByteCount))
  }

  static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
