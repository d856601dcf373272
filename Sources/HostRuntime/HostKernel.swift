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
///   - vector: `stride` elements, any int16.
///   - stride: a multiple of 8, at most 16,384. Sums wrap, and those of a valid student fit.
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

/// The integers that floats are quantised to. A type and not a value, so that each is compiled with
/// its own constants.
protocol QuantumGrid {
  /// The largest magnitude of a quantum, T.
  static var largest: Int32 { get }
  /// Fraction bits that are rounded away, b.
  static var bits: Int32 { get }
}

/// Quanta of 8 bits.
enum NarrowGrid: QuantumGrid {
  static var largest: Int32 { 127 }
  static var bits: Int32 { 16 }
}

/// Quanta of 16 bits.
enum WideGrid: QuantumGrid {
  static var largest: Int32 { 32_767 }
  static var bits: Int32 { 8 }
}

extension QuantumGrid {
  /// 2ᵇ.
  static var unit: Float { Float(1 &<< bits) }

  /// (truncate(`products`) + 2^(b − 1)) >> b, limited to ±T.
  @inline(__always)
  static func rounded(_ products: SIMD4<Float>) -> SIMD4<Int32> {
    let largest = SIMD4<Float>(repeating: Float(largest &<< bits))
    var limited = products.replacing(with: largest, where: products .> largest)
    limited = limited.replacing(with: -largest, where: limited .< -largest)
    return (tessera_truncate(limited) &+ (1 &<< (bits &- 1))) &>> SIMD4(repeating: bits)
  }
}

/// Quantises float inputs by one scale, as `OpenStudent.quantize` does.
///
/// - Parameters:
///   - values: n inputs.
///   - factor: 2ᵇ quanta per unit of input.
///   - grid: of the quanta.
///   - quanta: at least `start` + n elements; n from `start` on are written.
///   - start: the first that is written.
/// - Returns: Whether no input is NaN.
/// - Complexity: O(n).
@inline(__always)
func quantize<Grid: QuantumGrid>(
  _ values: Span<Float>, factor: Float, _ grid: Grid.Type,
  into quanta: inout MutableSpan<Int16>, from start: Int = 0
) -> Bool {
  let count = values.count
  precondition(start >= 0 && quanta.count - start >= count, "the quanta do not fit")
  var isNaN = SIMDMask<SIMD4<Int32>>(repeating: false)
  var target = quanta.mutableBytes
  let source = values.bytes
  var index = 0
  while index &+ 8 <= count {
    let x = eightFloats(source, index)
    let (low, high) = (x.lowHalf * factor, x.highHalf * factor)
    isNaN .|= (low .!= low) .| (high .!= high)
    store(grid.rounded(low), grid.rounded(high), at: start &+ index, in: &target)
    index &+= 8
  }
  while index < count {
    let product = SIMD4(values[unchecked: index], 0, 0, 0) * factor
    isNaN .|= product .!= product
    store(grid.rounded(product)[0], at: start &+ index, in: &target)
    index &+= 1
  }
  return isNaN == SIMDMask(repeating: false)
}

/// Quantises float inputs by a scale for each, as `OpenStudent.quantize` does.
///
/// - Parameters:
///   - values: n inputs.
///   - centres: n values.
///   - factors: n values, 2ᵇ quanta per unit of input; 0 makes the quantum 0.
///   - grid: of the quanta.
///   - quanta: at least `start` + n elements; n from `start` on are written.
///   - start: the first that is written.
/// - Returns: Whether no input is NaN.
/// - Complexity: O(n).
@inline(__always)
func quantize<Grid: QuantumGrid>(
  _ values: Span<Float>, centres: Span<Float>, factors: Span<Float>, _ grid: Grid.Type,
  into quanta: inout MutableSpan<Int16>, from start: Int = 0
) -> Bool {
  let count = values.count
  precondition(
    start >= 0 && quanta.count - start >= count && centres.count == count && factors.count == count,
    "a scale for each input")
  var isNaN = SIMDMask<SIMD8<Int32>>(repeating: false)
  var target = quanta.mutableBytes
  let (source, centre, factor) = (values.bytes, centres.bytes, factors.bytes)
  var index = 0
  while index &+ 8 <= count {
    let (x, f) = (eightFloats(source, index), eightFloats(factor, index))
    isNaN .|= x .!= x
    // An infinity times 0 would be no number.
    let products = ((x - eightFloats(centre, index)) * f).replacing(with: 0, where: f .== 0)
    store(
      grid.rounded(products.lowHalf), grid.rounded(products.highHalf), at: start &+ index,
      in: &target)
    index &+= 8
  }
  while index < count {
    let (x, f) = (values[unchecked: index], factors[unchecked: index])
    if x.isNaN { return false }
    let product = f == 0 ? 0 : (x - centres[unchecked: index]) * f
    store(grid.rounded(SIMD4(product, 0, 0, 0))[0], at: start &+ index, in: &target)
    index &+= 1
  }
  return isNaN == SIMDMask(repeating: false)
}

/// Eight floats from element `index` on.
@inline(__always)
private func eightFloats(_ bytes: RawSpan, _ index: Int) -> SIMD8<Float> {
  bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: 4 &* index, as: SIMD8<Float>.self)
}

/// Stores eight quanta from element `index` on.
@inline(__always)
private func store(
  _ low: SIMD4<Int32>, _ high: SIMD4<Int32>, at index: Int, in target: inout MutableRawSpan
) {
  target.storeBytes(
    of: SIMD8<Int16>(truncatingIfNeeded: SIMD8(lowHalf: low, highHalf: high)),
    toUncheckedByteOffset: 2 &* index, as: SIMD8<Int16>.self)
}

/// Stores one quantum as element `index`.
@inline(__always)
private func store(_ quantum: Int32, at index: Int, in target: inout MutableRawSpan) {
  target.storeBytes(
    of: Int16(truncatingIfNeeded: quantum), toUncheckedByteOffset: 2 &* index, as: Int16.self)
}
