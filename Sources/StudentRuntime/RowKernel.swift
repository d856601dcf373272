/// The dot product of one plain row of int8 weights with an int8 vector: for the rows that
/// do not fill a group of four.
///
/// - Parameters:
///   - weights: At least c bytes, any values.
///   - vector: At least c bytes, any values.
///   - columnCount: c, in 1 … 16,384: the sum does not exceed 2²⁸ in magnitude.
/// - Complexity: c multiply-accumulates.
@inline(never)
func dotRow(_ weights: RawSpan, _ vector: RawSpan, columnCount: Int) -> Int32 {
  precondition(weights.byteCount >= columnCount && vector.byteCount >= columnCount)
  var sum: Int32 = 0
  var column = 0
  while column < columnCount {
    let weight = weights.unsafeLoad(fromUncheckedByteOffset: column, as: Int8.self)
    let value = vector.unsafeLoad(fromUncheckedByteOffset: column, as: Int8.self)
    sum = sum &+ Int32(weight) &* Int32(value)
    column = column &+ 1
  }
  return sum
}
