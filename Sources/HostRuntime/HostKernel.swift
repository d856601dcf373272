// The loops in which the host spends its time, on vectors of 16 bytes, which every x86-64 and arm64
// has. Only this file of the module reads and writes memory without checks. Each function checks
// the sizes of its arguments once.

internal import CVectors

/// How vectors of int8 lie on the host: widened to int16, and filled up with zeros to whole
/// vectors of eight.
enum HostVector {
  /// `count` rounded up to whole vectors.
  static func stride(_ count: Int) -> Int { (count + 7) & ~7 }
}

/// The dot products of up to four rows of weights with a vector; lanes without a row are 0.
///
/// - Parameters:
///   - weights: rows of `stride` elements, one after another from element `start` on.
///   - rowCount: 1 ... 4.
///   - vector: `stride` elements, −128 ... 127 as the weights.
///   - stride: a multiple of 8, at most 16,384: no sum exceeds 2²⁸ in magnitude.
/// - Complexity: O(`rowCount` · `stride`).
@inline(__always)
func dotProducts(
  _ weights: Span<Int16>, from start: Int, rowCount: Int, _ vector: Span<Int16>, stride: Int
) -> SIMD4<Int32> {
  precondition(
    start >= 0 && stride & 7 == 0 && stride <= vector.count
      && start + rowCount * stride <= weights.count, "weights or a vector of another size")
  let (weights, vector, length) = (weights.bytes, vector.bytes, 2 &* stride)
  let row = 2 &* start
  switch rowCount {
  case 4: return dotFourRows(weights, row, vector, length)
  case 3:
    let two = dotTwoRows(weights, row, vector, length)
    let one = dotOneRow(weights, row &+ 2 &* length, vector, length)
    return SIMD4(two[0], two[1], one, 0)
  case 2:
    let two = dotTwoRows(weights, row, vector, length)
    return SIMD4(two[0], two[1], 0, 0)
  default: return SIMD4(dotOneRow(weights, row, vector, length), 0, 0, 0)
  }
}

@inline(__always)
private func dotFourRows(
  _ weights: RawSpan, _ row: Int, _ vector: RawSpan, _ length: Int
) -> SIMD4<Int32> {
  var (a, b, c, d) = (SIMD4<Int32>(), SIMD4<Int32>(), SIMD4<Int32>(), SIMD4<Int32>())
  var offset = 0
  while offset < length {
    let (x, at) = (eight(vector, offset), row &+ offset)
    a &+= pairs(x, eight(weights, at))
    b &+= pairs(x, eight(weights, at &+ length))
    c &+= pairs(x, eight(weights, at &+ 2 &* length))
    d &+= pairs(x, eight(weights, at &+ 3 &* length))
    offset &+= 16
  }
  return SIMD4(a.wrappedSum(), b.wrappedSum(), c.wrappedSum(), d.wrappedSum())
}

@inline(__always)
private func dotTwoRows(
  _ weights: RawSpan, _ row: Int, _ vector: RawSpan, _ length: Int
) -> SIMD2<Int32> {
  var (a, b) = (SIMD4<Int32>(), SIMD4<Int32>())
  var offset = 0
  while offset < length {
    let (x, at) = (eight(vector, offset), row &+ offset)
    a &+= pairs(x, eight(weights, at))
    b &+= pairs(x, eight(weights, at &+ length))
    offset &+= 16
  }
  return SIMD2(a.wrappedSum(), b.wrappedSum())
}

@inline(__always)
private func dotOneRow(
  _ weights: RawSpan, _ row: Int, _ vector: RawSpan, _ length: Int
) -> Int32 {
  var sum = SIMD4<Int32>()
  var offset = 0
  while offset < length {
    sum &+= pairs(eight(vector, offset), eight(weights, row &+ offset))
    offset &+= 16
  }
  return sum.wrappedSum()
}

@inline(__always)
private func eight(_ bytes: RawSpan, _ offset: Int) -> SIMD8<Int16> {
  bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD8<Int16>.self)
}

/// The products of two vectors, added in pairs: one instruction of most vector units.
@inline(__always)
private func pairs(_ a: SIMD8<Int16>, _ b: SIMD8<Int16>) -> SIMD4<Int32> {
  let products = SIMD8<Int32>(truncatingIfNeeded: a) &* SIMD8<Int32>(truncatingIfNeeded: b)
  return products.evenHalf &+ products.oddHalf
}

/// Quantises float inputs as `OpenStudent.quantize` does.
///
/// - Parameters:
///   - values: n inputs.
///   - factor: 2¹⁶ quanta per unit of input.
///   - quanta: at least n elements; the first n are written, −127 ... 127.
/// - Returns: Whether no input is NaN.
/// - Complexity: O(n).
@inline(__always)
func quantize(
  _ values: Span<Float>, factor: Float, into quanta: inout MutableSpan<Int16>
) -> Bool {
  let count = values.count
  precondition(quanta.count >= count, "the quanta do not fit")
  var isNaN = SIMDMask<SIMD4<Int32>>(repeating: false)
  var target = quanta.mutableBytes
  let source = values.bytes
  var index = 0
  while index &+ 8 <= count {
    let x = source.unsafeLoadUnaligned(
      fromUncheckedByteOffset: 4 &* index, as: SIMD8<Float>.self)
    let both = SIMD8(
      lowHalf: rounded(x.lowHalf * factor, &isNaN), highHalf: rounded(x.highHalf * factor, &isNaN))
    target.storeBytes(
      of: SIMD8<Int16>(truncatingIfNeeded: both), toUncheckedByteOffset: 2 &* index,
      as: SIMD8<Int16>.self)
    index &+= 8
  }
  while index < count {
    let quantum = rounded(SIMD4(values[unchecked: index], 0, 0, 0) * factor, &isNaN)
    target.storeBytes(
      of: Int16(truncatingIfNeeded: quantum[0]), toUncheckedByteOffset: 2 &* index,
      as: Int16.self)
    index &+= 1
  }
  return isNaN == SIMDMask(repeating: false)
}

/// (truncate(`products`) + 2¹⁵) >> 16, limited to ±127.
@inline(__always)
private func rounded(
  _ products: SIMD4<Float>, _ isNaN: inout SIMDMask<SIMD4<Int32>>
) -> SIMD4<Int32> {
  isNaN .|= products .!= products
  let largest = SIMD4<Float>(repeating: 127 * 65_536)
  var limited = products.replacing(with: largest, where: products .> largest)
  limited = limited.replacing(with: -largest, where: limited .< -largest)
  return (tessera_truncate(limited) &+ 0x8000) &>> 16
}
