import Rows

/// The scalars that stored elements are decoded to.
protocol DecodedScalar: BinaryFloatingPoint, Sendable {
  init(_ value: Float)
  init(_ value: Double)
  init(_ value: Int64)
  init(_ value: UInt64)
}

extension Float: DecodedScalar {}
extension Double: DecodedScalar {}

extension Float {
  /// The value of an IEEE 754 binary16 bit pattern. Exact; without branches, so that loops
  /// over it vectorise.
  @inline(__always)
  init(halfBits bits: UInt16) {
    let magnitude = Float(bitPattern: UInt32(bits & 0x7FFF) << 13) * 0x1p112
    // Exponent 31 (infinity, NaN) came out as 2¹⁶ or more.
    let special: UInt32 = magnitude >= 65536 ? 0x7F80_0000 : 0
    self.init(bitPattern: magnitude.bitPattern | special | UInt32(bits & 0x8000) << 16)
  }

  /// The value of a bfloat16 bit pattern.
  @inline(__always)
  init(brainBits bits: UInt16) { self.init(bitPattern: UInt32(bits) << 16) }
}

/// Stored elements, one after another: their place and their kind.
struct ElementRun {
  let source: UnsafeRawPointer
  let count: Int
  let isBigEndian: Bool

  /// Decodes the run to `target[0], target[stride], target[2 * stride], …`.
  @inline(__always)
  func decode<Bits: FixedWidthInteger & BitwiseCopyable, Value>(
    to target: UnsafeMutablePointer<Value>, stride: Int, value: (Bits) -> Value
  ) {
    let size = MemoryLayout<Bits>.size
    // One loop for each case keeps the conditions out of them.
    if isBigEndian {
      for index in 0..<count {
        let bits = source.loadUnaligned(fromByteOffset: index &* size, as: Bits.self)
        (target + index &* stride).initialize(to: value(Bits(bigEndian: bits)))
      }
    } else if stride == 1 {
      for index in 0..<count {
        let bits = source.loadUnaligned(fromByteOffset: index &* size, as: Bits.self)
        (target + index).initialize(to: value(Bits(littleEndian: bits)))
      }
    } else {
      for index in 0..<count {
        let bits = source.loadUnaligned(fromByteOffset: index &* size, as: Bits.self)
        (target + index &* stride).initialize(to: value(Bits(littleEndian: bits)))
      }
    }
  }

  /// Decodes elements of `type` to floating-point values.
  func decode<Scalar: DecodedScalar>(
    _ type: ElementType, to target: UnsafeMutablePointer<Scalar>, stride: Int
  ) {
    if type == .float32, Scalar.self == Float.self, stride == 1, !isBigEndian, 1.littleEndian == 1 {
      // The stored bytes are those of the values.
      let byteCount = count * MemoryLayout<Float>.size
      return UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: byteCount)
    }
    switch type {
    case .float16:
      decode(to: target, stride: stride) { (bits: UInt16) in Scalar(Float(halfBits: bits)) }
    case .bfloat16:
      decode(to: target, stride: stride) { (bits: UInt16) in Scalar(Float(brainBits: bits)) }
    case .float32:
      decode(to: target, stride: stride) { (bits: UInt32) in Scalar(Float(bitPattern: bits)) }
    case .float64:
      decode(to: target, stride: stride) { (bits: UInt64) in Scalar(Double(bitPattern: bits)) }
    case .int8: decode(to: target, stride: stride) { (bits: Int8) in Scalar(Int64(bits)) }
    case .int16: decode(to: target, stride: stride) { (bits: Int16) in Scalar(Int64(bits)) }
    case .int32: decode(to: target, stride: stride) { (bits: Int32) in Scalar(Int64(bits)) }
    case .int64: decode(to: target, stride: stride) { (bits: Int64) in Scalar(bits) }
    case .uint8: decode(to: target, stride: stride) { (bits: UInt8) in Scalar(Int64(bits)) }
    case .uint16: decode(to: target, stride: stride) { (bits: UInt16) in Scalar(Int64(bits)) }
    case .uint32: decode(to: target, stride: stride) { (bits: UInt32) in Scalar(Int64(bits)) }
    case .uint64: decode(to: target, stride: stride) { (bits: UInt64) in Scalar(bits) }
    }
  }

  /// Decodes elements of an integer `type`; values above `Int64.max` become −1 … wrapped.
  func decodeIntegers(
    _ type: ElementType, to target: UnsafeMutablePointer<Int64>, stride: Int
  ) {
    switch type {
    case .int8: decode(to: target, stride: stride) { (bits: Int8) in Int64(bits) }
    case .int16: decode(to: target, stride: stride) { (bits: Int16) in Int64(bits) }
    case .int32: decode(to: target, stride: stride) { (bits: Int32) in Int64(bits) }
    case .int64: decode(to: target, stride: stride) { (bits: Int64) in bits }
    case .uint8: decode(to: target, stride: stride) { (bits: UInt8) in Int64(bits) }
    case .uint16: decode(to: target, stride: stride) { (bits: UInt16) in Int64(bits) }
    case .uint32: decode(to: target, stride: stride) { (bits: UInt32) in Int64(bits) }
    case .uint64: decode(to: target, stride: stride) { (bits: UInt64) in Int64(bitPattern: bits) }
    case .float16, .bfloat16, .float32, .float64:
      preconditionFailure("floating-point elements are decoded to Double")
    }
  }
}

extension ElementRun {
  /// How many elements are not finite in single precision.
  func nonFiniteCount(_ type: ElementType) -> Int {
    // Exponent bits that are all ones: infinite or NaN.
    switch type {
    case .float16: count { (bits: UInt16) in bits & 0x7C00 == 0x7C00 }
    case .bfloat16: count { (bits: UInt16) in bits & 0x7F80 == 0x7F80 }
    case .float32: count { (bits: UInt32) in bits & 0x7F80_0000 == 0x7F80_0000 }
    case .float64:
      count { (bits: UInt64) in
        Float(Double(bitPattern: bits)).bitPattern & 0x7F80_0000 == 0x7F80_0000
      }
    default: 0
    }
  }

  @inline(__always)
  private func count<Bits: FixedWidthInteger & BitwiseCopyable>(
    where isCounted: (Bits) -> Bool
  ) -> Int {
    let size = MemoryLayout<Bits>.size
    var found = 0
    for index in 0..<count {
      let bits = source.loadUnaligned(fromByteOffset: index &* size, as: Bits.self)
      found &+= isCounted(isBigEndian ? Bits(bigEndian: bits) : Bits(littleEndian: bits)) ? 1 : 0
    }
    return found
  }
}
