/// The CRC-32 of IEEE 802.3, as zlib computes it: reflected polynomial 0xEDB88320.
public enum CRC32 {
  /// The checksum of all bytes.
  ///
  /// One step per bit: a student is read once at start, and a table would cost more flash than
  /// the whole function.
  ///
  /// - Complexity: O(`bytes.byteCount`).
  @inline(never)
  public static func checksum(of bytes: RawSpan) -> UInt32 {
    var remainder = ~UInt32(0)
    let bitCount = UInt(bitPattern: bytes.byteCount) &* 8
    var bit: UInt = 0
    // One loop and not two: the optimiser would write the inner one out eight times.
    while bit != bitCount {
      if bit & 7 == 0 { remainder ^= UInt32(bytes.byte(at: Int(bitPattern: bit &>> 3))) }
      remainder = (remainder &>> 1) ^ (0xEDB8_8320 & (0 &- (remainder & 1)))
      bit = bit &+ 1
    }
    return ~remainder
  }

  /// The checksum of any bytes that are followed by their own checksum.
  ///
  /// A reader compares with it and so never loads the stored one, which has no alignment when
  /// the length of a file is wrong.
  static var residue: UInt32 { 0x2144_DF1C }
}
