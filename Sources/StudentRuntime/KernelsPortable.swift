/// The dot products of four rows of int8 weights, stored as tiles, with an int8 vector.
///
/// The kernel of the runtime: nearly all time of an inference is spent here. A tile is four rows
/// of four columns in 16 bytes, at a multiple of 4 (`TileOrder`). Never inlined: it needs all
/// registers of a microcontroller for itself.
///
/// - Parameters:
///   - weights: 4 c bytes, any values.
///   - vector: c bytes, any values, at any address.
///   - columnCount: c, a multiple of 4 up to 16,384: no sum exceeds 2²⁸ in magnitude.
///   - sums: Four sums of c products.
/// - Returns: The rows taken, 4.
/// - Complexity: 4 c multiply-accumulates.
@inline(never)
func dotTiles(
  _ weights: Bytes, _ vector: Bytes, columnCount: Int, _ sums: inout InlineArray<4, Int32>
) -> Int {
  var (a, b, c, d): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
  var (tile, quad) = (weights, vector)
  let end = vector &+ columnCount
  while quad != end {
    let x = ByteQuad(quad)
    a = x.dot(tile, adding: a)
    b = x.dot(tile &+ 4, adding: b)
    c = x.dot(tile &+ 8, adding: c)
    d = x.dot(tile &+ 12, adding: d)
    (tile, quad) = (tile &+ 16, quad &+ 4)
  }
  sums = [a, b, c, d]
  return 4
}

/// The dot product of a plain row of int8 weights with an int8 vector: for the rows that do not
/// fill a group of four.
///
/// - Parameters:
///   - weights: c bytes, any values, at any address.
///   - vector: c bytes, any values, at any address.
///   - columnCount: c, a multiple of 4 up to 16,384.
///   - sums: First a sum of at most 2²⁸ in magnitude; the others are left.
/// - Returns: The rows taken, 1.
/// - Complexity: c multiply-accumulates.
#if TESSERA_DSP
  @inline(__always)
#else
  @inline(never)
#endif
func dotRow(
  _ weights: Bytes, _ vector: Bytes, columnCount: Int, _ sums: inout InlineArray<4, Int32>
) -> Int {
  var sum: Int32 = 0
  var column = 0
  while column != columnCount {
    #if TESSERA_DSP
      sum = ByteQuad(vector &+ column).dot(ByteQuad(weights &+ column), adding: sum)
      column = column &+ 4
    #else
      sum = sum &+ weights.int8(column) &* vector.int8(column)
      column = column &+ 1
    #endif
  }
  sums[unchecked: 0] = sum
  return 1
}

#if !TESSERA_DSP
  /// Four int8 of a vector, as the scalar kernels multiply them.
  struct ByteQuad {
    private let a: Int32
    private let b: Int32
    private let c: Int32
    private let d: Int32

    /// The four bytes at `bytes`.
    @inline(__always)
    init(_ bytes: Bytes) {
      (a, b, c, d) = (bytes.int8(0), bytes.int8(1), bytes.int8(2), bytes.int8(3))
    }

    /// `sum` and the products with the four bytes at `row`.
    @inline(__always)
    func dot(_ row: Bytes, adding sum: Int32) -> Int32 {
      sum &+ row.int8(0) &* a &+ row.int8(1) &* b &+ row.int8(2) &* c &+ row.int8(3) &* d
    }
  }
#endif
