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
