/// Where every section of a packed student lies; a function of its shape.
///
/// The sections follow one another without holes after the header: projection, gate, shared
/// map, region maps, head, identifier, checksum (Docs/Format.md, Sections). An absent section
/// takes no bytes.
public struct PackedLayout: Equatable, Sendable {
  /// Bytes of the header.
  public static var headerByteCount: Int { 48 }
  /// Bytes of the identifier: the head of the SHA-256 of all bytes before it.
  public static var identifierByteCount: Int { 8 }
  /// Bytes of the CRC-32 over all bytes before it.
  public static var checksumByteCount: Int { 4 }
  /// Bytes that every student has; no file is shorter.
  public static var fixedByteCount: Int { 60 }

  /// The counts from which the layout follows.
  public let shape: PackedShape
  /// Where the gate starts, or would.
  public let gateOffset: Int
  /// Where the shared map starts, or would.
  public let sharedMapOffset: Int
  /// Where the map of region 0 starts.
  public let regionMapsOffset: Int
  /// Bytes from one region's map to the next.
  public let regionStride: Int
  /// Where the head starts, or would.
  public let headOffset: Int
  /// Where the identifier starts: the end of the last section.
  public let identifierOffset: Int

  /// The layout of a student of the given shape.
  ///
  /// - Throws: `header` when a count is outside its range, `layout` when the student would
  ///   be longer than the `length` field or an `Int` can say.
  /// - Complexity: O(1).
  public init(_ shape: PackedShape) throws(PackedFormatError) {
    guard shape.isValid else { throw .header }
    self.init(unchecked: shape)
    guard fits else { throw .layout }
  }

  /// A layout whose offsets an earlier validation has found: nothing is checked.
  @inline(__always)
  public init(
    trusted shape: PackedShape, gateOffset: Int, sharedMapOffset: Int, regionMapsOffset: Int,
    regionStride: Int, headOffset: Int, byteCount: Int
  ) {
    self.shape = shape
    self.gateOffset = gateOffset
    self.sharedMapOffset = sharedMapOffset
    self.regionMapsOffset = regionMapsOffset
    self.regionStride = regionStride
    self.headOffset = headOffset
    self.identifierOffset = byteCount &- Self.fixedByteCount &+ Self.headerByteCount
  }

  /// Bytes of a packed student of this `shape`.
  ///
  /// - Throws: As `init(_:)`.
  /// - Complexity: O(1).
  public static func byteCount(of shape: PackedShape) throws(PackedFormatError) -> Int {
    try PackedLayout(shape).byteCount
  }
}

// MARK: - Sections

extension PackedLayout {
  /// The projection U, d × n, when there is one.
  public var projection: MapLayout? {
    guard shape.hasProjection else { return nil }
    return MapLayout(
      offset: Self.headerByteCount, rowCount: shape.gateCount, columnCount: shape.inputCount)
  }

  /// The gate, (k − 1) × d, when there is more than one region.
  public var gate: ScoresLayout? {
    guard shape.regionCount > 1 else { return nil }
    return ScoresLayout(
      offset: gateOffset, rowCount: shape.regionCount &- 1, columnCount: shape.gateCount)
  }

  /// The shared map, q × n, when there is one.
  public var sharedMap: MapLayout? {
    guard shape.hasSharedMap else { return nil }
    return MapLayout(
      offset: sharedMapOffset, rowCount: shape.mapCount, columnCount: shape.inputCount)
  }

  /// The map of a region, q × d.
  ///
  /// - Parameter region: 0 ..< k; another one gives offsets outside the file.
  public func regionMap(_ region: Int) -> MapLayout {
    MapLayout(
      offset: regionMapsOffset &+ region &* regionStride, rowCount: shape.mapCount,
      columnCount: shape.gateCount)
  }

  /// The head, C × q, when there is one.
  public var head: MapLayout? {
    guard shape.hasHead else { return nil }
    return MapLayout(
      offset: headOffset, rowCount: shape.outputCount, columnCount: shape.mapCount)
  }

  /// Where the checksum starts.
  @inline(__always)
  public var checksumOffset: Int { identifierOffset &+ Self.identifierByteCount }

  /// Bytes of the whole file.
  @inline(__always)
  public var byteCount: Int { checksumOffset &+ Self.checksumByteCount }
}

// MARK: - Sizes

extension PackedLayout {
  /// The layout of a shape with valid counts, with wrapping offsets where it does not fit.
  ///
  /// No single section overflows: it has at most 2²⁸ weights and 2¹⁴ rows.
  private init(unchecked shape: PackedShape) {
    self.shape = shape
    let (n, d, q) = (shape.inputCount, shape.gateCount, shape.mapCount)
    gateOffset =
      shape.hasProjection
      ? MapLayout(offset: Self.headerByteCount, rowCount: d, columnCount: n).end
      : Self.headerByteCount
    sharedMapOffset =
      shape.regionCount > 1
      ? ScoresLayout(offset: gateOffset, rowCount: shape.regionCount &- 1, columnCount: d).end
      : gateOffset
    regionMapsOffset =
      shape.hasSharedMap
      ? MapLayout(offset: sharedMapOffset, rowCount: q, columnCount: n).end : sharedMapOffset
    regionStride = MapLayout(offset: 0, rowCount: q, columnCount: d).byteCount
    headOffset = regionMapsOffset &+ shape.regionCount &* regionStride
    identifierOffset =
      shape.hasHead
      ? MapLayout(offset: headOffset, rowCount: shape.outputCount, columnCount: q).end
      : headOffset
  }

  /// Whether no offset wrapped and the length fits its field.
  ///
  /// On a 32-bit target everything but the region maps takes less than 2³⁰ bytes and the
  /// region maps, checked alone, less than 2³¹: a sum that wraps stays below 2³², so it is
  /// negative and smaller than its first term.
  private var fits: Bool {
    let (regions, overflow) = shape.regionCount.multipliedReportingOverflow(by: regionStride)
    guard !overflow, regionMapsOffset > 0 else { return false }
    guard headOffset >= regions, identifierOffset >= headOffset, byteCount > 0 else { return false }
    return UInt(bitPattern: byteCount) <= UInt(UInt32.max)
  }
}

// MARK: - Scratch memory

extension PackedLayout {
  /// int32 elements of scratch memory that hold the projected vector as int8, or 0.
  @inline(__always)
  public var projectedWordCount: Int {
    shape.hasProjection ? shape.gateCount.roundedUpToWord / 4 : 0
  }

  /// int32 elements of scratch memory that hold accumulators: max(q, k − 1, d if projected).
  @inline(__always)
  public var accumulatorCount: Int {
    let rows = max(shape.mapCount, shape.regionCount &- 1)
    return shape.hasProjection ? max(rows, shape.gateCount) : rows
  }

  /// int32 elements of scratch memory that one inference needs.
  @inline(__always)
  public var scratchCount: Int {
    projectedWordCount &+ accumulatorCount &+ (shape.hasHead ? shape.outputCount : 0)
  }

  /// Bytes of scratch memory that one inference needs.
  @inline(__always)
  public var scratchByteCount: Int { 4 &* scratchCount }

  /// The elements of the scratch memory that hold the C outputs after an inference.
  @inline(__always)
  public var outputs: Range<Int> {
    let start = projectedWordCount &+ (shape.hasHead ? accumulatorCount : 0)
    return start..<start &+ shape.outputCount
  }
}
