extension PackedLayout {
  /// The layout of a whole file, its sections and every parameter in them validated.
  ///
  /// What it accepts can be executed without a check per value: every offset lies in the file
  /// and every bias, multiplier and shift is in its range.
  ///
  /// - Parameters:
  ///   - header: The header that was parsed from `bytes`.
  ///   - bytes: The whole file, at a multiple of 4.
  /// - Throws: `layout` or `parameter`.
  /// - Complexity: O(`bytes.byteCount`), with no more than the rows and the padding read.
  @inline(__always)
  public init(validating header: PackedHeader, in bytes: RawSpan) throws(PackedFormatError) {
    let shape = header.shape
    let (d, k, q) = (shape.gateCount, shape.regionCount, shape.mapCount)
    var walk = SectionWalk()
    if shape.hasProjection {
      walk.pass(rows: d, columns: shape.inputCount, isMap: true, in: bytes)
    }
    let gateOffset = walk.offset
    if k > 1 { walk.pass(rows: k &- 1, columns: d, isMap: false, in: bytes) }
    let sharedMapOffset = walk.offset
    if shape.hasSharedMap {
      walk.pass(rows: q, columns: shape.inputCount, isMap: true, in: bytes)
    }
    let regionMapsOffset = walk.offset
    var (region, regionStride) = (0, 0)
    repeat {
      let start = walk.offset
      walk.pass(rows: q, columns: d, isMap: true, in: bytes)
      regionStride = walk.offset &- start
      region = region &+ 1
    } while region != k
    let headOffset = walk.offset
    if shape.hasHead {
      walk.pass(rows: shape.outputCount, columns: q, isMap: true, in: bytes)
    }
    try walk.finish(in: bytes)
    self.init(
      trusted: shape, gateOffset: gateOffset, sharedMapOffset: sharedMapOffset,
      regionMapsOffset: regionMapsOffset, regionStride: regionStride, headOffset: headOffset,
      byteCount: bytes.byteCount)
  }
}
