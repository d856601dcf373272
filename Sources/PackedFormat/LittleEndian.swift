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
}
