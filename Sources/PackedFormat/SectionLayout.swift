/// Where the parts of a section lie: biases, multipliers and shifts of a map, weights.
public struct SectionLayout: Equatable, Sendable {
  /// Where the section starts, in bytes from the start of the file.
  public let offset: Int
  /// Rows r: one output each.
  public let rowCount: Int
  /// Columns c: the length of the vector that the rows multiply.
  public let columnCount: Int
  /// Whether multipliers and shifts are there.
  public let element: SectionElement

  /// Where the r biases start: int32, −2³⁰ … 2³⁰.
  @inline(__always) public var biases: Int { offset }
  /// Where the r multipliers of a map start: int32, 0 or 2³⁰ … 2³¹ − 1.
  @inline(__always) public var multipliers: Int { offset &+ 4 &* rowCount }
  /// Where the r shifts of a map start: uint8, 33 … 62, then zeros up to a multiple of 4.
  @inline(__always) public var shifts: Int { offset &+ 8 &* rowCount }
  /// Where the weights start: int8 in the order of `TileOrder`, zeros up to a multiple of 4.
  @inline(__always) public var weights: Int {
    element == .map ? shifts &+ rowCount.roundedUpToWord : multipliers
  }
  /// Weights without padding.
  @inline(__always) public var weightCount: Int { rowCount &* columnCount }
  /// The first byte after the section.
  @inline(__always) public var end: Int { weights &+ weightCount.roundedUpToWord }
  /// Bytes of the section, a multiple of 4.
  @inline(__always) public var byteCount: Int { end &- offset }
}

extension Int {
  /// The next multiple of 4 that is not smaller; the alignment of every part.
  @inline(__always) var roundedUpToWord: Int { (self &+ 3) & ~3 }
}
