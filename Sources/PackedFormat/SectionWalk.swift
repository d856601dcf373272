/// A walk over the sections of a file in their order: where each starts, and whether its
/// parameters are valid.
///
/// A layout error comes before a parameter error (Docs/Format.md, Validation), so the walk goes
/// on after the latter. A section that does not fit ends it: nothing after it is read.
struct SectionWalk {
  /// Where the next section starts; behind the last section once one did not fit.
  private(set) var offset = PackedLayout.headerByteCount
  /// Whether all parameters and padding bytes so far are valid.
  private var isValid = true

  /// A walk at the first section.
  @inline(__always)
  init() {}

  /// Where the sections of a file have to end.
  @inline(__always)
  private static func end(of bytes: RawSpan) -> Int {
    bytes.byteCount &- PackedLayout.fixedByteCount &+ PackedLayout.headerByteCount
  }

  /// Passes a map (with multipliers and shifts) or a scores section.
  ///
  /// - Parameters:
  ///   - rows: 1 … 16,384, as `columns`: no section needs more than 2²⁹ bytes.
  ///   - bytes: The whole file, at least 60 bytes, at a multiple of 4.
  @inline(never)
  mutating func pass(rows: Int, columns: Int, isMap: Bool, in bytes: RawSpan) {
    let map = MapLayout(offset: offset, rowCount: rows, columnCount: columns)
    let weights = isMap ? map.weights : map.multipliers
    let next = weights &+ map.weightCount.roundedUpToWord
    guard next &- offset <= Self.end(of: bytes) &- offset else {
      offset = bytes.byteCount
      return
    }
    offset = next
    if !Self.isValid(map, weights: weights, end: next, isMap: isMap, in: bytes) { isValid = false }
  }

  /// Whether every parameter of a section is in its range and its padding is zero.
  @inline(__always)
  private static func isValid(
    _ map: MapLayout, weights: Int, end: Int, isMap: Bool, in bytes: RawSpan
  ) -> Bool {
    var row = 0
    repeat {
      let parameter = 4 &* row
      guard ParameterRange.isBias(Int32(bitPattern: bytes.word(at: map.biases &+ parameter)))
      else { return false }
      if isMap {
        let multiplier = Int32(bitPattern: bytes.word(at: map.multipliers &+ parameter))
        guard ParameterRange.isMultiplier(multiplier),
          ParameterRange.isShift(UInt32(bytes.byte(at: map.shifts &+ row)))
        else { return false }
      }
      row = row &+ 1
    } while row != map.rowCount
    if isMap && !isZero(from: map.shifts &+ row, to: weights, in: bytes) { return false }
    return isZero(from: weights &+ map.weightCount, to: end, in: bytes)
  }

  /// Whether the padding bytes from `start` to `end` are zero.
  @inline(__always)
  private static func isZero(from start: Int, to end: Int, in bytes: RawSpan) -> Bool {
    var offset = start
    while offset != end {
      guard bytes.byte(at: offset) == 0 else { return false }
      offset = offset &+ 1
    }
    return true
  }

  /// Ends the walk.
  ///
  /// - Throws: `layout` when the sections do not fill the file exactly, `parameter` when a
  ///   bias, multiplier, shift or padding byte is not valid.
  @inline(__always)
  func finish(in bytes: RawSpan) throws(PackedFormatError) {
    guard offset == Self.end(of: bytes) else { throw .layout }
    guard isValid else { throw .parameter }
  }
}
