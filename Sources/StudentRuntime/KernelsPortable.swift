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
  dotTiles(of: ByteQuad.self, weights, vector, columnCount: columnCount, &sums)
}

/// The same with a vector of int16, c elements at a multiple of 2: no sum exceeds 2³¹ − 2 in
/// magnitude, which was checked when the student was opened.
@inline(never)
func dotWideTiles(
  _ weights: Bytes, _ vector: Bytes, columnCount: Int, _ sums: inout InlineArray<4, Int32>
) -> Int {
  dotTiles(of: WideQuad.self, weights, vector, columnCount: columnCount, &sums)
}

/// Four elements of a vector, which four rows are multiplied with.
protocol VectorQuad {
  /// Bytes of the four elements.
  static var byteCount: Int { get }
  /// The four elements at `bytes`.
  init(_ bytes: Bytes)
  /// `sum` and the products with the four int8 at `row`, a multiple of 4.
  func dot(_ row: Bytes, adding sum: Int32) -> Int32
}

/// The loop of both kernels of tiles.
@inline(__always)
private func dotTiles<Quad: VectorQuad>(
  of _: Quad.Type, _ weights: Bytes, _ vector: Bytes, columnCount: Int,
  _ sums: inout InlineArray<4, Int32>
) -> Int {
  var (a, b, c, d): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
  var (tile, quad) = (weights, vector)
  let end = vector &+ Quad.byteCount / 4 &* columnCount
  while quad != end {
    let x = Quad(quad)
    a = x.dot(tile, adding: a)
    b = x.dot(tile &+ 4, adding: b)
    c = x.dot(tile &+ 8, adding: c)
    d = x.dot(tile &+ 12, adding: d)
    (tile, quad) = (tile &+ 16, quad &+ Quad.byteCount)
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

/// The same with a vector of int16, c elements at a multiple of 2.
#if TESSERA_DSP
  @inline(__always)
#else
  @inline(never)
#endif
func dotWideRow(
  _ weights: Bytes, _ vector: Bytes, columnCount: Int, _ sums: inout InlineArray<4, Int32>
) -> Int {
  var sum: Int32 = 0
  var column = 0
  while column != columnCount {
    #if TESSERA_DSP
      sum = WideQuad(vector &+ 2 &* column).dot(ByteQuad(weights &+ column), adding: sum)
      column = column &+ 4
    #else
      sum = sum &+ weights.int8(column) &* vector.int16(2 &* column)
      column = column &+ 1
    #endif
  }
  sums[unchecked: 0] = sum
  return 1
}

#if !TESSERA_DSP
  /// Four int8 of a vector, as the scalar kernels multiply them.
  struct ByteQuad: VectorQuad {
    private let a: Int32
    private let b: Int32
    private let c: Int32
    private let d: Int32

    @inline(__always)
    static var byteCount: Int { 4 }

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

  /// Four int16 of a vector, as the scalar kernels multiply them.
  struct WideQuad: VectorQuad {
    private let a: Int32
    private let b: Int32
    private let c: Int32
    private let d: Int32

    @inline(__always)
    static var byteCount: Int { 8 }

    /// The four int16 at `bytes`, a multiple of 2.
    @inline(__always)
    init(_ bytes: Bytes) {
      (a, b, c, d) = (bytes.int16(0), bytes.int16(2), bytes.int16(4), bytes.int16(6))
    }

    /// `sum` and the products with the four bytes at `row`.
    @inline(__always)
    func dot(_ row: Bytes, adding sum: Int32) -> Int32 {
      sum &+ row.int8(0) &* a &+ row.int8(1) &* b &+ row.int8(2) &* c &+ row.int8(3) &* d
    }
  }
#endif
