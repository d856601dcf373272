/// Where the parts of a map section lie: biases, multipliers, shifts, weights.
public struct MapLayout: Equatable, Sendable {
  /// Where the section starts, in bytes from the start of the file.
  public let offset: Int
  /// Rows r: one output each.
  public let rowCount: Int
  /// Columns c: the length of the vector that the rows multiply.
  public let columnCount: Int

  /// The layout of a `rowCount` × `columnCount` map at `offset`.
  @inline(__always)
  public init(offset: Int, rowCount: Int, columnCount: Int) {
    self.offset = offset
    self.rowCount = rowCount
    self.columnCount = columnCount
  }

  /// Where the r biases start: int32, −2³⁰ … 2³⁰.
  @inline(__always) public var biases: Int { offset }
  /// Where the r multipliers start: int32, 0 or 2³⁰ … 2³¹ − 1.
  @inline(__always) public var multipliers: Int { offset &+ 4 &* rowCount }
  /// Where the r shifts start: uint8, 33 … 62, then zeros up to a multiple of 4.
  @inline(__always) public var shifts: Int { offset &+ 8 &* rowCount }
  /// Where the weights start: int8 in the order of `TileOrder`, zeros up to a multiple of 4.
  @inline(__always) public var weights: Int { shifts &+ rowCount.roundedUpToWord }
  /// Weights without padding.
  @inline(__always) public var weightCount: Int { rowCount &* columnCount }
  /// The first byte after the section.
  @inline(__always) public var end: Int { weights &+ weightCount.roundedUpToWord }
  /// Bytes of the section, a multiple of 4.
  @inline(__always) public var byteCount: Int { end &- offset }
}
