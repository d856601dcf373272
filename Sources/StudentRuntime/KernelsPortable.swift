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
