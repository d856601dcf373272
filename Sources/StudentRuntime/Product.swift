/// What `product` leaves of each row.
enum Emission: UInt8 {
  /// bias + dot: a scores section.
  case scores
  /// requantize(bias + dot): a map.
  case values
  /// That, added to what is there already: the shared map.
  case sums
}

/// The product of a section with a vector, row by row: every step of an inference calls this
/// one copy.
///
/// A step is a group of four rows or one plain row. Either has the columns of its kernel first
/// and then the columns that are left, one after the other, with a stride of 4 or 1.
///
/// - Parameters:
///   - section: Biases, multipliers and shifts of a map, weights (Docs/Format.md, Sections).
///   - rows: 1 … 16,384, as `columns`.
///   - vector: `columns` bytes.
///   - out: `rows` words, not overlapping `vector`.
@inline(never)
func product(
  _ section: Bytes, rows: Int, columns: Int, _ vector: Bytes, into out: Words,
  _ emission: Emission
) {
  let multipliers = 4 &* rows
  var weights = section &+ multipliers
  if emission != .scores { weights = weights &+ multipliers &+ ((rows &+ 3) & ~3) }
  var shifts = section &+ 2 &* multipliers
  var (parameters, out, left) = (section, out, rows)
  while left != 0 {
    var sums: InlineArray<4, Int32> = [0, 0, 0, 0]
    var (whole, lanes) = (columns & ~3, 4)
    if left >= 4 {
      let dots = dotTiles(weights, vector, columnCount: whole)
      sums[unchecked: 0] = dots.0
      sums[unchecked: 1] = dots.1
      sums[unchecked: 2] = dots.2
      sums[unchecked: 3] = dots.3
    } else {
      lanes = 1
      whole = RowKernel.columnCount(of: columns)
      sums[unchecked: 0] = RowKernel.dot(weights, vector, columnCount: whole)
    }
    left = left &- lanes
    weights = weights &+ lanes &* whole
    var lane = 0
    while lane != lanes {
      var value = sums[unchecked: lane] &+ parameters.int32(0)
      var (column, tail) = (whole, weights &+ lane)
      while column != columns {
        value = value &+ tail.int8(0) &* vector.int8(column)
        tail = tail &+ lanes
        column = column &+ 1
      }
      if emission != .scores {
        value = requantize(
          value, multiplier: parameters.int32(multipliers), shift: shifts.uint8(0))
        shifts = shifts &+ 1
        if emission == .sums { value = value &+ out[0] }
      }
      out[0] = value
      out = out &+ 1
      parameters = parameters &+ 4
      lane = lane &+ 1
    }
    weights = weights &+ lanes &* (columns &- whole)
  }
}
