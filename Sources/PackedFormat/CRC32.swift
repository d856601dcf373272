/// The CRC-32 of IEEE 802.3, as zlib computes it: reflected polynomial 0xEDB88320.
public enum CRC32 {
  /// The checksum of all bytes.
  ///
  /// Two table steps of four bits per byte: 64 bytes of table, a third of the time of one
  /// step per bit.
  ///
  /// - Complexity: O(`bytes.byteCount`).
  public static func checksum(of bytes: RawSpan) -> UInt32 {
    var remainder = ~UInt32(0)
    for offset in bytes.byteOffsets {
      remainder ^= UInt32(bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
      remainder = (remainder >> 4) ^ step(remainder & 15)
      remainder = (remainder >> 4) ^ step(remainder & 15)
    }
    return ~remainder
  }

  /// The remainder of one nibble. A switch over constants becomes a table in flash; an array
  /// would allocate and a static one might be initialised lazily.
  @inline(__always)
  private static func step(_ nibble: UInt32) -> UInt32 {
    switch nibble {
    case 0: 0x0000_0000
    case 1: 0x1DB7_1064
    case 2: 0x3B6E_20C8
    case 3: 0x26D9_30AC
    case 4: 0x76DC_4190
    case 5: 0x6B6B_51F4
    case 6: 0x4DB2_6158
    case 7: 0x5005_713C
    case 8: 0xEDB8_8320
    case 9: 0xF00F_9344
    case 10: 0xD6D6_A3E8
    case 11: 0xCB61_B38C
    case 12: 0x9B64_C2B0
    case 13: 0x86D3_D2D4
    case 14: 0xA00A_E278
    default: 0xBDBD_F21C
    }
  }
}
