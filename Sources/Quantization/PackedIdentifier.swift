internal import Crypto
internal import PackedFormat

/// The 8 bytes that name a packed student.
enum PackedIdentifier {
  /// The head of the SHA-256 of `content`.
  static func of(_ content: ArraySlice<UInt8>) -> [UInt8] {
    Array(SHA256.hash(data: content).prefix(PackedLayout.identifierByteCount))
  }

  static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
