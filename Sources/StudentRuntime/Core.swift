// The places that an inference reads and writes, as bare addresses: one register each. Only this
// file and the C interface touch raw memory.
//
// Nothing is checked here. Every address of an inference lies in the file, the input or the scratch
// memory, because `OpenStudent` was validated and `infer` has checked their sizes.

/// Bytes that are read: weights, parameters, vectors.
struct Bytes: Equatable {
  /// The first of them.
  let start: UnsafeRawPointer

  /// The bytes from `offset` on.
  @inline(__always)
  static func &+ (bytes: Bytes, offset: Int) -> Bytes { Bytes(start: bytes.start + offset) }

  /// The int8 at `offset`.
  @inline(__always)
  func int8(_ offset: Int) -> Int32 {
    Int32(start.load(fromByteOffset: offset, as: Int8.self))
  }

  /// The uint8 at `offset`.
  @inline(__always)
  func uint8(_ offset: Int) -> UInt8 { start.load(fromByteOffset: offset, as: UInt8.self) }

  /// The little-endian int32 at `offset`, a multiple of 4 from an aligned start.
  @inline(__always)
  func int32(_ offset: Int) -> Int32 {
    Int32(littleEndian: start.load(fromByteOffset: offset, as: Int32.self))
  }

  /// Four int8 at any address, as the bytes of a word.
  @inline(__always)
  func quad(_ offset: Int) -> Int32 {
    Int32(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: Int32.self))
  }
}

/// Words of scratch memory.
struct Words {
  /// The first of them.
  let start: UnsafeMutablePointer<Int32>

  /// The words from `index` on.
  @inline(__always)
  static func &+ (words: Words, index: Int) -> Words { Words(start: words.start + index) }

  /// The word at `index`.
  @inline(__always)
  subscript(_ index: Int) -> Int32 {
    get { start[index] }
    nonmutating set { start[index] = newValue }
  }

  /// The same memory as bytes.
  @inline(__always)
  var bytes: Bytes { Bytes(start: UnsafeRawPointer(start)) }

  /// Stores an int8 at byte `offset`.
  @inline(__always)
  func store(_ value: Int8, at offset: Int) {
    UnsafeMutableRawPointer(start).storeBytes(of: value, toByteOffset: offset, as: Int8.self)
  }
}

/// Calls `body` with the memory of an inference, none of it empty.
func withMemory<Result>(
  _ file: RawSpan, _ input: Span<Int8>, _ scratch: inout MutableSpan<Int32>,
  _ body: (Bytes, Bytes, Words) -> Result?
) -> Result? {
  file.withUnsafeBytes { file in
    input.withUnsafeBytes { input in
      scratch.withUnsafeMutableBufferPointer { scratch in
        guard let file = file.baseAddress, let input = input.baseAddress,
          let scratch = scratch.baseAddress
        else { return nil }
        return body(Bytes(start: file), Bytes(start: input), Words(start: scratch))
      }
    }
  }
}

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
