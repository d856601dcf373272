import PackedFormat

/// Up to four rows of a section from row `row`, a multiple of 4: one step of a matrix-vector
/// product. Lanes past the last row hold 0.
///
/// The methods are never inlined: every step of an inference calls the same copy, which keeps
/// the runtime small in flash and costs one call per four rows.
struct RowGroup {
  /// The first row of the group.
  let row: Int
  /// Rows in the group, 1 … 4.
  let count: Int

  /// The group that starts at `row` in a section of `rowCount` rows.
  @inline(__always)
  init(at row: Int, of rowCount: Int) {
    self.row = row
    count = min(4, rowCount &- row)
  }

  /// bias + dot for each row of the group in a scores section.
  ///
  /// - Parameters:
  ///   - layout: A section that lies within `bytes`.
  ///   - bytes: The whole file, at a multiple of 4.
  ///   - vector: At least `layout.columnCount` bytes.
  @inline(never)
  func scores(_ layout: ScoresLayout, in bytes: RawSpan, of vector: RawSpan) -> SIMD4<Int32> {
    var sums = dots(layout.weights, layout.columnCount, in: bytes, of: vector)
    for lane in 0..<count {
      sums[lane] = sums[lane] &+ bytes.int32(at: layout.biases &+ 4 &* (row &+ lane))
    }
    return sums
  }

  /// requantize(bias + dot) for each row of the group in a map section.
  ///
  /// - Parameters: As for `scores`.
  @inline(never)
  func values(_ layout: MapLayout, in bytes: RawSpan, of vector: RawSpan) -> SIMD4<Int32> {
    var sums = dots(layout.weights, layout.columnCount, in: bytes, of: vector)
    for lane in 0..<count {
      let parameter = 4 &* (row &+ lane)
      sums[lane] = requantize(
        sums[lane] &+ bytes.int32(at: layout.biases &+ parameter),
        multiplier: bytes.int32(at: layout.multipliers &+ parameter),
        shift: bytes.unsafeLoad(
          fromByteOffset: layout.shifts &+ row &+ lane, as: UInt8.self))
    }
    return sums
  }

  /// The dot products of the group's rows in the weights part at `weights`.
  private func dots(
    _ weights: Int, _ columnCount: Int, in bytes: RawSpan, of vector: RawSpan
  ) -> SIMD4<Int32> {
    let start = weights &+ row &* columnCount
    let rows = bytes.extracting(start..<start &+ count &* columnCount)
    guard count < 4 else { return dotTiles(rows, vector, columnCount: columnCount) }
    var sums = SIMD4<Int32>(repeating: 0)
    for lane in 0..<count {
      let row = rows.extracting(lane &* columnCount..<rows.byteCount)
      sums[lane] = dotRow(row, vector, columnCount: columnCount)
    }
    return sums
  }
}

extension RawSpan {
  /// The little-endian int32 at an offset that is a multiple of 4.
  @inline(__always)
  fileprivate func int32(at offset: Int) -> Int32 {
    Int32(littleEndian: unsafeLoad(fromByteOffset: offset, as: Int32.self))
  }
}
