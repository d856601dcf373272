/// A walk over the sections of a file in their order: where each starts, and whether its
/// parameters are valid.
///
/// A layout error comes before a parameter error (Docs/Format.md, Validation), so the walk goes
/// on after the latter. A section that does not fit ends it: nothing after it is read.
struct SectionWalk {
  /// Where the next section starts.
  private(set) var offset = PackedLayout.headerByteCount
  /// Where the sections have to end; −1 once one did not fit.
  private var end: Int
  /// Whether all parameters and padding bytes so far are valid.
  private var isValid = true

  /// A walk over the sections of a file of `byteCount` bytes, at least 60.
  @inline(__always)
  init(over byteCount: Int) {
    end = byteCount &- PackedLayout.fixedByteCount &+ PackedLayout.headerByteCount
  }

  /// Passes a map (with multipliers and shifts) or a scores section.
  ///
  /// - Parameters:
  ///   - rows: 1 … 16,384, as `columns`: no section needs more than 2²⁹ bytes.
  ///   - bytes: The whole file, at a multiple of 4.
  @inline(never)
  mutating func pass(rows: Int, columns: Int, isMap: Bool, in bytes: RawSpan) {
    let map = MapLayout(offset: offset, rowCount: rows, columnCount: columns)
    let weights = isMap ? map.weights : map.multipliers
    let next = weights &+ map.weightCount.roundedUpToWord
    guard next <= end else {
      end = -1
      return
    }
    offset = next
    var isValid = Self.isZero(from: weights &+ map.weightCount, to: next, in: bytes)
    if isMap {
      isValid = Self.isZero(from: map.shifts &+ rows, to: weights, in: bytes) && isValid
    }
    var row = 0
    while row != rows {
      let bias = Int32(bitPattern: bytes.word(at: map.biases &+ 4 &* row))
      if !ParameterRange.isBias(bias) { isValid = false }
      if isMap {
        let multiplier = Int32(bitPattern: bytes.word(at: map.multipliers &+ 4 &* row))
        if !ParameterRange.isMultiplier(multiplier) { isValid = false }
        if !ParameterRange.isShift(bytes.byte(at: map.shifts &+ row)) { isValid = false }
      }
      row = row &+ 1
    }
    self.isValid = self.isValid && isValid
  }

  /// Ends the walk.
  ///
  /// - Throws: `layout` when the sections do not fill the file exactly, `parameter` when a
  ///   bias, multiplier, shift or padding byte is not valid.
  @inline(__always)
  func finish() throws(PackedFormatError) {
    guard offset == end else { throw .layout }
    guard isValid else { throw .parameter }
  }

  /// Whether the padding bytes from `start` to `end` are zero.
  @inline(__always)
  private static func isZero(from start: Int, to end: Int, in bytes: RawSpan) -> Bool {
    var (offset, sum) = (start, UInt8(0))
    while offset != end {
      sum |= bytes.byte(at: offset)
      offset = offset &+ 1
    }
    return sum == 0
  }
}
