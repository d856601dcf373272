/// The dot products of four rows of int8 weights, stored as tiles, with an int8 vector.
///
/// The kernel of the runtime: nearly all time of an inference is spent here. `weights` is one
/// group in the order of `TileOrder`: ⌊c/4⌋ tiles of 4 rows × 4 columns, then the columns that
/// are left. One check in front replaces those of every load.
///
/// - Parameters:
///   - weights: At least 4 c bytes, any values.
///   - vector: At least c bytes, any values.
///   - columnCount: c, in 1 … 16,384: no sum exceeds 2²⁸ in magnitude.
/// - Returns: Four sums of c products.
/// - Complexity: 4 c multiply-accumulates.
@inline(never)
func dotTiles(_ weights: RawSpan, _ vector: RawSpan, columnCount: Int) -> SIMD4<Int32> {
  precondition(weights.byteCount >= 4 &* columnCount && vector.byteCount >= columnCount)
  var (a, b, c, d): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
  let tiled = columnCount & ~3
  var column = 0
  while column < tiled {
    let tile = 4 &* column
    for lane in 0..<4 {
      let x = vector.product(at: column &+ lane)
      a = a &+ weights.product(at: tile &+ lane) &* x
      b = b &+ weights.product(at: tile &+ 4 &+ lane) &* x
      c = c &+ weights.product(at: tile &+ 8 &+ lane) &* x
      d = d &+ weights.product(at: tile &+ 12 &+ lane) &* x
    }
    column = column &+ 4
  }
  while column < columnCount {
    let x = vector.product(at: column)
    let tail = 4 &* column
    a = a &+ weights.product(at: tail) &* x
    b = b &+ weights.product(at: tail &+ 1) &* x
    c = c &+ weights.product(at: tail &+ 2) &* x
    d = d &+ weights.product(at: tail &+ 3) &* x
    column = column &+ 1
  }
  return SIMD4(a, b, c, d)
}

extension RawSpan {
  @inline(__always)
  fileprivate func product(at offset: Int) -> Int32 {
    Int32(unsafeLoad(fromUncheckedByteOffset: offset, as: Int8.self))
  }
}
