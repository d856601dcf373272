/// The counts that determine the layout, and with it the size, of a packed student.
///
/// A projection has its own count d, a head its own q. A shape without one repeats n or C. So the
/// contradictions that a header can hold cannot be written here.
public struct PackedShape: Equatable, Sendable {
  /// The largest n, d, q and C.
  public static var largestCount: Int { 16_384 }
  /// The largest k.
  public static var largestRegionCount: Int { 1_024 }

  /// What the maps see of one window, n.
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
  /// The window that becomes the features.
  public let window: PackedWindow
  /// Bits of a quantised input, 8 or 16.
  public let featureBits: Int
  /// Bits of an element of z, 8 or 16; those of an input without a projection.
  public let componentBits: Int
  /// Whether the sign of the only output decides between the labels 0 and 1.
  public let isBinary: Bool
  /// The sections beside the maps and the gate.
  public internal(set) var sections: SectionFacts

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
  ///   - window: What becomes the features; nil for n numbers of one channel.
  ///   - featureBits: Of a quantised input, 8 or 16.
  ///   - componentBits: Of an element of z, 8 or 16; nil for those of an input.
  ///   - isBinary: Whether the sign of the only output is the label.
  ///   - sections: The sections beside the maps and the gate.
  public init(
    inputCount: Int, regionCount: Int, outputCount: Int, componentCount: Int? = nil,
    headInputCount: Int? = nil, hasSharedMap: Bool = false, window: PackedWindow? = nil,
    featureBits: Int = 8, componentBits: Int? = nil, isBinary: Bool = false,
    sections: SectionFacts = .none
  ) {
    self.inputCount = inputCount
    self.componentCount = componentCount ?? inputCount
    self.regionCount = regionCount
    self.mapCount = headInputCount ?? outputCount
    self.outputCount = outputCount
    self.hasProjection = componentCount != nil
    self.hasSharedMap = hasSharedMap
    self.hasHead = headInputCount != nil
    self.window = window ?? PackedWindow(samplesPerChannel: inputCount)
    self.featureBits = featureBits
    self.componentBits = componentBits ?? featureBits
    self.isBinary = isBinary
    self.sections = sections
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
    window = header.source
    featureBits = header.featureBits
    componentBits = header.componentBits
    isBinary = header.isBinary
    sections = header.sections
  }

  /// Whether every count is in its range.
  ///
  /// Both limits are powers of two. A count is in 1 … 2ᵇ if count − 1 has none but the low b bits.
  /// For several counts that is one test of all those bits.
  @inline(__always)
  var areCountsValid: Bool {
    let bits = (inputCount &- 1) | (componentCount &- 1) | (mapCount &- 1) | (outputCount &- 1)
    return UInt(bitPattern: bits) < UInt(bitPattern: Self.largestCount)
      && UInt(bitPattern: regionCount &- 1) < UInt(bitPattern: Self.largestRegionCount)
  }

  /// Whether every count, the window and the bits are in their ranges.
  var isValid: Bool {
    areCountsValid && window.isValid(inputCount: inputCount)
      && (featureBits == 8 || featureBits == 16) && (componentBits == 8 || componentBits == 16)
      && (hasProjection || componentBits == featureBits) && (!isBinary || outputCount == 1)
  }
}

// MARK: - Meaning

extension PackedShape {
  /// Whether some features are left out, so that a section says which are kept: n < F.
  @inline(__always)
  public var hasKeptInputs: Bool { inputCount < window.featureCount }

  /// The lowest format version that holds such a student, 1 or 2.
  public var version: Int {
    featureBits == 8 && componentBits == 8 && !isBinary && sections == .none
      && window.isDefault(inputCount: inputCount) ? 1 : 2
  }

  /// The shape of the same student with the difference of its two outputs; nil for another number of
  /// them.
  public var difference: PackedShape? {
    guard outputCount == 2 else { return nil }
    return PackedShape(
      inputCount: inputCount, regionCount: regionCount, outputCount: 1,
      componentCount: hasProjection ? componentCount : nil,
      headInputCount: hasHead ? mapCount : nil, hasSharedMap: hasSharedMap, window: window,
      featureBits: featureBits, componentBits: componentBits, isBinary: true, sections: sections)
  }

  /// Whether a file of this shape has no more bytes than one of `other`, in the lowest versions that
  /// hold them.
  public func isNoLarger(than other: PackedShape) -> Bool {
    guard let bytes = try? PackedLayout.byteCount(of: self),
      let others = try? PackedLayout.byteCount(of: other)
    else { return false }
    return bytes <= others
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
