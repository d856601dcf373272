/// The dot products of four rows of int8 weights, stored as tiles, with an int8 vector.
///
/// The kernel of the runtime: nearly all time of an inference is spent here. A tile is four rows
/// of four columns in 16 bytes, at a multiple of 4 (`TileOrder`).
///
/// - Parameters:
///   - weights: 4 c bytes, any values.
///   - vector: c bytes, any values.
///   - columnCount: c, a multiple of 4 up to 16,384: no sum exceeds 2²⁸ in magnitude.
/// - Returns: Four sums of c products.
/// - Complexity: 4 c multiply-accumulates.
@inline(never)
func dotTiles(
  _ weights: Bytes, _ vector: Bytes, columnCount: Int
) -> (Int32, Int32, Int32, Int32) {
  var (a, b, c, d): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
  var (tile, quad) = (weights, vector)
  let end = (vector &+ columnCount).start
  while quad.start != end {
    #if TESSERA_DSP
      let x = BytePairs(quad.quad(0))
      a = x.dot(BytePairs(tile.int32(0)), adding: a)
      b = x.dot(BytePairs(tile.int32(4)), adding: b)
      c = x.dot(BytePairs(tile.int32(8)), adding: c)
      d = x.dot(BytePairs(tile.int32(12)), adding: d)
    #else
      for lane in 0..<4 {
        let x = quad.int8(lane)
        a = a &+ tile.int8(lane) &* x
        b = b &+ tile.int8(lane &+ 4) &* x
        c = c &+ tile.int8(lane &+ 8) &* x
        d = d &+ tile.int8(lane &+ 12) &* x
      }
    #endif
    tile = tile &+ 16
    quad = quad &+ 4
  }
  return (a, b, c, d)
}
