// The places that an inference reads and writes, as bare addresses: one register each. Only this
// file and the C interface touch raw memory.
//
// Nothing is checked here. Every address of an inference lies in the file, the input or the scratch
// memory, because `OpenStudent` was validated and its functions have checked their sizes.

import PackedFormat

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

  /// The little-endian int16 at `offset`, a multiple of 2 from an aligned start.
  @inline(__always)
  func int16(_ offset: Int) -> Int32 {
    Int32(Int16(littleEndian: start.load(fromByteOffset: offset, as: Int16.self)))
  }

  /// The little-endian uint16 at `offset`, a multiple of 2 from an aligned start.
  @inline(__always)
  func uint16(_ offset: Int) -> Int {
    Int(UInt16(littleEndian: start.load(fromByteOffset: offset, as: UInt16.self)))
  }

  /// The little-endian int32 at `offset`, a multiple of 4 from an aligned start.
  @inline(__always)
  func int32(_ offset: Int) -> Int32 {
    Int32(littleEndian: start.load(fromByteOffset: offset, as: Int32.self))
  }

  /// The little-endian uint32 at `offset`, a multiple of 4 from an aligned start.
  @inline(__always)
  func word(_ offset: Int) -> UInt32 { UInt32(bitPattern: int32(offset)) }

  /// The little-endian float32 at `offset`, a multiple of 4 from an aligned start.
  @inline(__always)
  func float(_ offset: Int) -> Float {
    Float(bitPattern: UInt32(bitPattern: int32(offset)))
  }

  /// Four int8, or two int16, at any address, as a word.
  @inline(__always)
  func quad(_ offset: Int) -> Int32 {
    Int32(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: Int32.self))
  }
}

/// A quantised vector that is read: int8, or int16 where it is wide.
struct Vector {
  /// The first element, at a multiple of its size.
  let start: Bytes
  private let width: ElementWidth

  /// A vector of elements of 8 bits, or of 16.
  @inline(__always)
  init(start: Bytes, isWide: Bool) {
    self.start = start
    width = ElementWidth(isWide: isWide)
  }

  /// Whether the elements have 16 bits.
  @inline(__always)
  var isWide: Bool { width.isWide }

  /// The element at `index`.
  @inline(__always)
  subscript(_ index: Int) -> Int32 { isWide ? start.int16(2 &* index) : start.int8(index) }
}

/// A quantised vector that is written: int8, or int16 where it is wide.
struct Quanta {
  /// The first element.
  let start: UnsafeMutableRawPointer
  private let width: ElementWidth

  /// A vector of elements of 8 bits, or of 16.
  @inline(__always)
  init(start: UnsafeMutableRawPointer, isWide: Bool) {
    self.start = start
    width = ElementWidth(isWide: isWide)
  }

  /// Whether the elements have 16 bits.
  @inline(__always)
  var isWide: Bool { width.isWide }

  /// The largest magnitude of an element, T.
  @inline(__always)
  var largest: Int32 { isWide ? 32_767 : 127 }

  /// Stores `value`, of magnitude T or less, as the element at `index`.
  @inline(__always)
  func store(_ value: Int32, at index: Int) {
    if isWide {
      start.storeBytes(
        of: Int16(truncatingIfNeeded: value).littleEndian, toByteOffset: 2 &* index, as: Int16.self)
    } else {
      start.storeBytes(of: Int8(truncatingIfNeeded: value), toByteOffset: index, as: Int8.self)
    }
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

  /// The same memory as a quantised vector.
  @inline(__always)
  func quanta(isWide: Bool) -> Quanta {
    Quanta(start: UnsafeMutableRawPointer(start), isWide: isWide)
  }
}

/// An element of a quantised input: int8 or int16.
public protocol QuantizedElement: FixedWidthInteger, BitwiseCopyable {}

extension Int8: QuantizedElement {}
extension Int16: QuantizedElement {}

/// Calls `body` with the memory of an inference, none of it empty.
func withMemory<Element: QuantizedElement, Result>(
  _ file: RawSpan, _ input: Span<Element>, _ scratch: inout MutableSpan<Int32>,
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

/// Calls `body` with the memory of a quantisation, none of it empty, and throws what it returns.
func withMemory<Value: BitwiseCopyable, Element: QuantizedElement>(
  _ file: RawSpan, _ window: Span<Value>, _ input: inout MutableSpan<Element>,
  _ body: (Bytes, Bytes, Quanta) -> PackedFormatError?
) throws(PackedFormatError) {
  let error: PackedFormatError? = file.withUnsafeBytes { file in
    window.withUnsafeBytes { window in
      input.withUnsafeMutableBytes { input in
        guard let file = file.baseAddress, let window = window.baseAddress,
          let input = input.baseAddress
        else { return .inputCount }
        return body(
          Bytes(start: file), Bytes(start: window),
          Quanta(start: input, isWide: Element.bitWidth == 16))
      }
    }
  }
  if let error { throw error }
}
