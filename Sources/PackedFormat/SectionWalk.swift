/// A walk over the sections of a file in their order: where each starts, and whether its
/// parameters are valid.
///
/// A layout error comes before a parameter error (Docs/Format.md, Validation), so the walk goes on
/// after the latter. A section that does not fit ends the walk. Nothing after it is read.
struct SectionWalk {
  /// Where the next section starts; behind the last section once one did not fit.
  private(set) var offset: Int
  /// Whether all parameters and padding bytes so far are valid.
  private(set) var isValid = true

  /// A walk at the first section.
  @inline(__always)
  init(at offset: Int) { self.offset = offset }

  /// Where the sections of a file have to end.
  @inline(__always)
  private static func end(of bytes: RawSpan) -> Int {
    bytes.byteCount &- PackedLayout.trailerByteCount
  }

  /// Passes a section with rows.
  ///
  /// - Parameters:
  ///   - section: Rows and columns 1 … 16,384: none needs more than 2²⁹ bytes.
  ///   - bytes: The whole file, at least 60 bytes, at a multiple of 4.
  @inline(__always)
  mutating func pass(_ section: Section, in bytes: RawSpan) {
    pass(
      rows: section.rowCount, columns: section.columnCount, section.element,
      ElementWidth(isWide: section.vectorBits == 16), in: bytes)
  }

  @inline(never)
  private mutating func pass(
    rows: Int, columns: Int, _ element: SectionElement, _ width: ElementWidth, in bytes: RawSpan
  ) {
    let section = SectionLayout(
      offset: offset, rowCount: rows, columnCount: columns, element: element)
    let weights = section.weights
    let next = section.end
    guard next &- offset <= Self.end(of: bytes) &- offset else {
      offset = bytes.byteCount
      return
    }
    offset = next
    if !Self.isValid(section, weights: weights, end: next, in: bytes)
      || (width.isWide && !section.isWideValid(in: bytes))
    {
      isValid = false
    }
  }

  /// Whether every parameter of a section is in its range and its padding is zero.
  @inline(__always)
  private static func isValid(
    _ section: SectionLayout, weights: Int, end: Int, in bytes: RawSpan
  ) -> Bool {
    let isMap = section.element == .map
    var row = 0
    while row != section.rowCount {
      let parameter = 4 &* row
      guard ParameterRange.isBias(Int32(bitPattern: bytes.word(at: section.biases &+ parameter)))
      else { return false }
      if isMap {
        let multiplier = Int32(bitPattern: bytes.word(at: section.multipliers &+ parameter))
        guard ParameterRange.isMultiplier(multiplier),
          ParameterRange.isShift(bytes.byte(at: section.shifts &+ row))
        else { return false }
      }
      row = row &+ 1
    }
    if isMap && !bytes.isZero(from: section.shifts &+ row, to: weights) { return false }
    return bytes.isZero(from: weights &+ section.weightCount, to: end)
  }

  /// Ends the walk over a file of version 1.
  ///
  /// - Throws: `layout` when the sections do not fill the file exactly, `parameter` when a
  ///   bias, multiplier, shift or padding byte is not valid.
  @inline(__always)
  func finish(in bytes: RawSpan) throws(PackedFormatError) {
    guard offset == Self.end(of: bytes) else { throw .layout }
    guard isValid else { throw .parameter }
  }
}
