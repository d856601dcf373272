// 64-bit integers from words. The conversions of the standard library widen through an array
// of words on 32-bit targets, which `-no-allocations` refuses; targets are little-endian.

extension UInt64 {
  /// `value` in 64 bits.
  @inline(__always)
  init(word value: UInt32) { self.init(high: 0, low: value) }

  /// `high` × 2³² + `low`.
  @inline(__always)
  init(high: UInt32, low: UInt32) {
    self = unsafeBitCast(SIMD2(low, high), to: UInt64.self)
  }
}
