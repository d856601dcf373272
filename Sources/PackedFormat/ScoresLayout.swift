/// Where the parts of a scores section (the gate) lie: int32 biases, then int8 weights.
public struct ScoresLayout: Equatable, Sendable {
  /// Where the section starts, in bytes from the start of the file.
  public let offset: Int
  /// Rows r: one score each.
  public let rowCount: Int
  /// Columns c: the length of the vector that the rows multiply.
  public let columnCount: Int

  /// The layout of `rowCount` × `columnCount` scores at `offset`.
  public init(offset: Int, rowCount: Int, columnCount: Int) {
    self.offset = offset
    self.rowCount = rowCount
    self.columnCount = columnCount
  }

  /// Where the r biases start: int32, −2³⁰ … 2³⁰.
  public var biases: Int { offset }
  /// Where the weights start: int8 in the order of `TileOrder`, zeros up to a multiple of 4.
  public var weights: Int { offset &+ 4 &* rowCount }
  /// Weights without padding.
  public var weightCount: Int { rowCount &* columnCount }
  /// The first byte after the section.
  public var end: Int { weights &+ weightCount.roundedUpToWord }
  /// Bytes of the section, a multiple of 4.
  public var byteCount: Int { end &- offset }
}

extension Int {
  /// The next multiple of 4 that is not smaller; the alignment of every part.
  @inline(__always) var roundedUpToWord: Int { (self &+ 3) & ~3 }
}
