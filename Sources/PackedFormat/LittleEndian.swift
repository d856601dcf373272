// Access to little-endian integers. Nothing is checked: readers ask for the length of a file
// first (Docs/Format.md, Validation), and every field lies at a multiple of its size.

extension RawSpan {
  @inline(__always)
  func byte(at offset: Int) -> UInt8 {
    unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
  }

  @inline(__always)
  func half(at offset: Int) -> UInt16 {
    UInt16(littleEndian: unsafeLoad(fromUncheckedByteOffset: offset, as: UInt16.self))
  }

  @inline(__always)
  func word(at offset: Int) -> UInt32 {
    UInt32(littleEndian: unsafeLoad(fromUncheckedByteOffset: offset, as: UInt32.self))
  }

  /// Two words, the low one first: no conversion, which would allocate on 32-bit targets.
  @inline(__always)
  func doubleWord(at offset: Int) -> UInt64 {
    unsafeBitCast(SIMD2(word(at: offset), word(at: offset &+ 4)), to: UInt64.self)
  }

  /// Whether the bytes from `start` to `end` are zero.
  @inline(__always)
  func isZero(from start: Int, to end: Int) -> Bool {
    var offset = start
    while offset != end {
      guard byte(at: offset) == 0 else { return false }
      offset = offset &+ 1
    }
    return true
  }
}

extension MutableRawSpan {
  mutating func store(_ value: UInt8, at offset: Int) {
    storeBytes(of: value, toByteOffset: offset, as: UInt8.self)
  }

  mutating func store(_ value: UInt16, at offset: Int) {
    storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt16.self)
  }

  mutating func store(_ value: UInt32, at offset: Int) {
    storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt32.self)
  }

  /// Stores two words, the low one first.
  mutating func store(_ value: UInt64, at offset: Int) {
    let words = unsafeBitCast(value, to: SIMD2<UInt32>.self)
    store(words.x, at: offset)
    store(words.y, at: offset &+ 4)
  }
}
