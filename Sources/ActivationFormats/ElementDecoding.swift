import LinearAlgebra

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

/// Stored elements, one after another: where they are and what they are.
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

extension NumericArray {
  /// The rows in `ranges`, one range after another, as row-major elements.
  func decoded<Scalar: DecodedScalar>(_ ranges: [Range<Int>]) -> [Scalar] {
    collect(ranges) { run, target, stride in run.decode(elementType, to: target, stride: stride) }
  }

  /// Decodes the rows in `ranges`, one range after another, to the start of `block`.
  func decode<Scalar: BLASScalar>(_ ranges: [Range<Int>], into block: inout [Scalar]) {
    let count = ranges.reduce(0) { $0 + $1.count }
    precondition(block.count >= count * columnCount, "the block is too small")
    block.withUnsafeMutableBytes { bytes in
      guard let target = bytes.baseAddress else { return }
      if Scalar.self == Float.self {
        forEachRun(of: ranges) { run, offset, stride in
          let start = target.assumingMemoryBound(to: Float.self) + offset
          run.decode(elementType, to: start, stride: stride)
        }
      } else {
        forEachRun(of: ranges) { run, offset, stride in
          let start = target.assumingMemoryBound(to: Double.self) + offset
          run.decode(elementType, to: start, stride: stride)
        }
      }
    }
  }

  /// All elements of an integer array, row-major.
  func decodedIntegers() -> [Int64] {
    collect([0..<rowCount]) { run, target, stride in
      run.decodeIntegers(elementType, to: target, stride: stride)
    }
  }

  private func collect<Value>(
    _ ranges: [Range<Int>],
    decode: (ElementRun, UnsafeMutablePointer<Value>, Int) -> Void
  ) -> [Value] {
    let total = ranges.reduce(0) { $0 + $1.count } * columnCount
    guard total > 0 else { return [] }
    return [Value](unsafeUninitializedCapacity: total) { buffer, initializedCount in
      guard let target = buffer.baseAddress else { return }
      forEachRun(of: ranges) { run, offset, stride in decode(run, target + offset, stride) }
      initializedCount = total
    }
  }
}

extension NumericArray {
  /// Calls `body` with every run of consecutive elements of the rows in `ranges`, with the index of
  /// its first element in the row-major block of these rows, and with the distance there.
  private func forEachRun(of ranges: [Range<Int>], _ body: (ElementRun, Int, Int) -> Void) {
    var start = 0
    for range in ranges {
      precondition(
        range.lowerBound >= 0 && range.upperBound <= rowCount,
        "rows \(range) of an array of \(rowCount) rows")
      for (segment, rows) in segments(of: range) {
        segment.forEachRun(rows: rows, of: self) { body($0, start + $1, $2) }
        start += rows.count * columnCount
      }
    }
  }
}

extension ArraySegment {
  /// Calls `body` with every run of consecutive elements in `rows`, with the index of its
  /// first element in the row-major block of these rows, and with the distance there.
  func forEachRun(
    rows: Range<Int>, of array: NumericArray, _ body: (ElementRun, Int, Int) -> Void
  ) {
    let size = array.elementType.byteCount
    let columns = array.columnCount
    storage.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      precondition(
        byteOffset >= 0 && byteOffset + rowCount * columns * size <= bytes.count,
        "an array lies within its file")
      func run(_ element: Int, _ count: Int) -> ElementRun {
        ElementRun(
          source: base + byteOffset + element * size, count: count, isBigEndian: isBigEndian)
      }
      guard isFortranOrder else {
        return body(run(rows.lowerBound * columns, rows.count * columns), 0, 1)
      }
      // Columns are contiguous: tiles of rows keep the scattered writes in the cache.
      var start = rows.lowerBound
      while start < rows.upperBound {
        let height = min(64, rows.upperBound - start)
        for column in 0..<columns {
          let position = array.fortranColumn(column) * rowCount + start
          body(run(position, height), (start - rows.lowerBound) * columns + column, columns)
        }
        start += height
      }
    }
  }
}
