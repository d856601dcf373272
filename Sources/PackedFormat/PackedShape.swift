/// The counts that determine the layout, and with it the size, of a packed student.
///
/// A projection has its own count d, a head its own q. A shape without one repeats n or C. So the
/// contradictions that a header can hold cannot be written here.
public struct PackedShape: Equatable, Sendable {
  /// The largest n, d, q and C of format version 1.
  public static var largestCount: Int { 16_384 }
  /// The largest k of format version 1.
  public static var largestRegionCount: Int { 1_024 }

  /// Features of one input, n.
  public let inputCount: Int
  /// Length of z, d: the vector that the gate and the region maps read. n without a projection.
  public let componentCount: Int
  /// Regions, k.
  public let regionCount: Int
  /// Rows of each map, q. C without a head.
  public let mapCount: Int
  /// Outputs of the student, C.
  public let outputCount: Int
  /// Whether a projection precedes the gate.
  public let hasProjection: Bool
  /// Whether a map of x is added to the map of the region.
  public let hasSharedMap: Bool
  /// Whether a dense layer follows the maps.
  public let hasHead: Bool

  /// The shape of a student.
  ///
  /// Counts outside their ranges are accepted here and refused by `PackedLayout` and
  /// `PackedHeader`.
  ///
  /// - Parameters:
  ///   - inputCount: n, in 1 … 16,384.
  ///   - regionCount: k, in 1 … 1,024.
  ///   - outputCount: C, in 1 … 16,384.
  ///   - componentCount: d, in 1 … 16,384; nil without a projection.
  ///   - headInputCount: q, in 1 … 16,384; nil without a head.
  ///   - hasSharedMap: Whether a map of x is added to the map of the region.
  public init(
    inputCount: Int, regionCount: Int, outputCount: Int, componentCount: Int? = nil,
    headInputCount: Int? = nil, hasSharedMap: Bool = false
  ) {
    self.inputCount = inputCount
    self.componentCount = componentCount ?? inputCount
    self.regionCount = regionCount
    self.mapCount = headInputCount ?? outputCount
    self.outputCount = outputCount
    self.hasProjection = componentCount != nil
    self.hasSharedMap = hasSharedMap
    self.hasHead = headInputCount != nil
  }

  /// The shape that a header states; its counts are taken as they are.
  @inline(__always)
  init(header: PackedHeader) {
    inputCount = header.inputCount
    componentCount = header.componentCount
    regionCount = header.regionCount
    mapCount = header.mapCount
    outputCount = header.outputCount
    hasProjection = header.flags.contains(.projection)
    hasSharedMap = header.flags.contains(.sharedMap)
    hasHead = header.flags.contains(.head)
  }

  /// Whether every count is in its range.
  ///
  /// Both limits are powers of two. A count is in 1 … 2ᵇ if count − 1 has none but the low b bits.
  /// For several counts that is one test of all those bits.
  @inline(__always)
  var isValid: Bool {
    let bits = (inputCount &- 1) | (componentCount &- 1) | (mapCount &- 1) | (outputCount &- 1)
    return UInt(bitPattern: bits) < UInt(bitPattern: Self.largestCount)
      && UInt(bitPattern: regionCount &- 1) < UInt(bitPattern: Self.largestRegionCount)
  }

  /// Multiply-accumulates of one inference, which executes every section once and of the region
  /// maps one; no section is larger than 2²⁸ weights.
  public var multiplyAccumulates: Int {
    var sum = 0
    SectionKind.inOrder { kind in
      let section = section(kind)
      if section.isThere { sum += section.rowCount * section.columnCount }
    }
    return sum
  }
}
