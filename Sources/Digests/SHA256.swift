internal import CNettle

/// SHA-256 (FIPS 180-4), of Nettle.
public struct SHA256: Sendable {
  /// Bytes of a digest.
  public static let byteCount = 32

  private var context = sha256_ctx()

  /// The digest of no bytes yet.
  public init() { nettle_sha256_init(&context) }

  /// The digest of some bytes.
  ///
  /// - Parameter bytes: any number.
  /// - Returns: 32 bytes.
  /// - Complexity: O(bytes).
  public static func hash(_ bytes: some Collection<UInt8>) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }

  /// Adds bytes.
  ///
  /// - Parameter bytes: any number.
  /// - Complexity: O(bytes).
  public mutating func update(_ bytes: some Collection<UInt8>) {
    if bytes.withContiguousStorageIfAvailable({ update(UnsafeRawBufferPointer($0)) }) == nil {
      Array(bytes).withUnsafeBytes { update($0) }
    }
  }

  /// Adds bytes.
  ///
  /// - Parameter bytes: any number, which are read during the call.
  /// - Complexity: O(bytes).
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    nettle_sha256_update(&context, bytes.count, start.assumingMemoryBound(to: UInt8.self))
  }

  /// The digest of all bytes that were added.
  ///
  /// - Returns: 32 bytes.
  public func finalize() -> [UInt8] {
    var context = context
    return [UInt8](unsafeUninitializedCapacity: Self.byteCount) { digest, count in
      nettle_sha256_digest(&context, Self.byteCount, digest.baseAddress)
      count = Self.byteCount
    }
  }
}

/// Bytes as text.
public enum Hexadecimal {
  /// Two lower-case digits for each byte.
  ///
  /// - Parameter bytes: any number.
  /// - Returns: Twice as many ASCII characters.
  public static func text(of bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
