import PackedFormat
import Testing

@Suite("CRC-32")
struct CRC32Tests {
  @Test(
    "agrees with published check values",
    arguments: [
      ("", 0x0000_0000), ("a", 0xE8B7_BE43), ("abc", 0x3524_41C2), ("123456789", 0xCBF4_3926),
      ("The quick brown fox jumps over the lazy dog", 0x414F_A339),
    ] as [(String, UInt32)])
  func knownVectors(text: String, expected: UInt32) {
    #expect(CRC32.checksum(of: Array(text.utf8).span.bytes) == expected)
  }

  @Test("agrees with the definition, bit by bit, on bytes of every value")
  func definition() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 * 167 + $0 / 256) }
    var remainder = ~UInt32(0)
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? (remainder >> 1) ^ 0xEDB8_8320 : remainder >> 1
      }
    }
    #expect(CRC32.checksum(of: bytes.span.bytes) == ~remainder)
  }
}
