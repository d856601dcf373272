/// The product of a section with a vector: every step of an inference calls this one copy.
///
/// Rows are taken in groups of four as long as there are four, and then one at a time. Their
/// whole columns, a multiple of four, come first and then the columns that are left.
///
/// Vectors of 16 bits are in natural order, too.
///
/// - Parameters:
///   - section: Biases, multipliers and shifts of a map, weights (Docs/Format.md, Sections).
///   - rows: 1 … 16,384, as `columns`.
///   - vector: `columns` elements.
///   - out: `rows` words, not overlapping `vector`.
@inline(never)
func product(
  _ section: Bytes, rows: Int, columns: Int, _ vector: Vector, into out: Words,
  _ emission: Emission
) {
  let multipliers = 4 &* rows
  let whole = columns & ~3
  var shifts = section &+ 2 &* multipliers
  var weights = emission == .scores ? section &+ multipliers : shifts &+ ((rows &+ 3) & ~3)
  var (parameters, out, left) = (section, out, rows)
  var sums: InlineArray<4, Int32> = [0, 0, 0, 0]
  while left != 0 {
    let lanes = dot(weights, vector, rows: left, columns: whole, &sums)
    left = left &- lanes
    weights = weights &+ lanes &* whole
    var column = whole
    while column != columns {
      weights = addColumn(weights, times: vector[column], lanes: lanes, &sums)
      column = column &+ 1
    }
    var lane = 0
    repeat {
      var value = sums[unchecked: lane] &+ parameters.int32(0)
      if emission != .scores {
        value = requantize(
          value, multiplier: parameters.int32(multipliers), shift: shifts.uint8(0))
        value = value &+ emission.kept(out[0])
      }
      out[0] = value
      (parameters, shifts, out) = (parameters &+ 4, shifts &+ 1, out &+ 1)
      lane = lane &+ 1
    } while lane != lanes
  }
}

/// The dot products of the next rows, four when `rows` are at least as many, otherwise one.
///
/// - Returns: The rows taken.
@inline(__always)
private func dot(
  _ weights: Bytes, _ vector: Vector, rows: Int, columns: Int, _ sums: inout InlineArray<4, Int32>
) -> Int {
  if vector.isWide {
    return rows < 4
      ? dotWideRow(weights, vector.start, columnCount: columns, &sums)
      : dotWideTiles(weights, vector.start, columnCount: columns, &sums)
  }
  return rows < 4
    ? dotRow(weights, vector.start, columnCount: columns, &sums)
    : dotTiles(weights, vector.start, columnCount: columns, &sums)
}

/// Adds one column of `lanes` rows, times `factor`, to their sums.
///
/// - Returns: The weights of the next column.
@inline(__always)
private func addColumn(
  _ weights: Bytes, times factor: Int32, lanes: Int, _ sums: inout InlineArray<4, Int32>
) -> Bytes {
  var lane = 0
  repeat {
    sums[unchecked: lane] = sums[unchecked: lane] &+ weights.int8(lane) &* factor
    lane = lane &+ 1
  } while lane != lanes
  return weights &+ lanes
}

/// The result of `product` for each row.
///
/// One word that is its own mask, because every row reads it.
struct Emission: Equatable {
  private let mask: Int32

  /// bias + dot: a scores section.
  @inline(__always) static var scores: Emission { Emission(mask: 1) }
  /// requantize(bias + dot): a map.
  @inline(__always) static var values: Emission { Emission(mask: 0) }
  /// The same, added to the word that is there already: the shared map.
  @inline(__always) static var sums: Emission { Emission(mask: -1) }

  /// The part of the word already there that is added to a value of a map: nothing or all.
  @inline(__always)
  func kept(_ word: Int32) -> Int32 { word & mask }
}
