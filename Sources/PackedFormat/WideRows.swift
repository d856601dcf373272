extension SectionLayout {
  /// Whether no row of a section can overflow an accumulator, for any vector of 16 bits:
  /// |bias| + 32,768 × Σ |w| ≤ 2³¹ − 2 (Docs/Format.md, Wide features).
  ///
  /// - Parameter bytes: The whole file, in which the section lies; its biases are valid.
  /// - Complexity: O(r c).
  @inline(never)
  func isWideValid(in bytes: RawSpan) -> Bool {
    // In the order of `TileOrder` a group of four rows is read tile by tile, and then column by
    // column: the four sums of a group take turns, after four weights or after one.
    var (row, weight) = (0, weights)
    while row != rowCount {
      let lanes = rowCount &- row < 4 ? 1 : 4
      let whole = columnCount & ~3
      var lane = 0
      while lane != lanes {
        var (sum, column): (UInt32, Int) = (0, 0)
        while column != columnCount {
          // The lanes of a whole column lie four bytes apart, those of others one byte.
          let place =
            column < whole
            ? lanes &* (column & ~3) &+ 4 &* (lanes == 4 ? lane : 0) &+ (column & 3)
            : lanes &* column &+ lane
          let value = Int32(Int8(bitPattern: bytes.byte(at: weight &+ place)))
          sum = sum &+ UInt32(bitPattern: value < 0 ? 0 &- value : value)
          column = column &+ 1
        }
        let bias = Int32(bitPattern: bytes.word(at: biases &+ 4 &* (row &+ lane)))
        let magnitude = UInt32(bitPattern: bias < 0 ? 0 &- bias : bias)
        // Σ |w| is at most 2²¹, and the other side at most 2¹⁶.
        guard sum <= (0x7FFF_FFFE &- magnitude) &>> 15 else { return false }
        lane = lane &+ 1
      }
      weight = weight &+ lanes &* columnCount
      row = row &+ lanes
    }
    return true
  }
}
