/// The sections of a packed student, in the order of the file.
///
/// Their table is `PackedShape.section(_:)`.
public enum SectionKind: Int, Sendable {
  /// U, which makes z of x.
  case projection
  /// The scores of all regions but the first.
  case gate
  /// The map of x that is added to the map of the region.
  case sharedMap
  /// The maps of z, one per region.
  case regionMaps
  /// The dense layer behind the maps.
  case head

  /// A value for every section.
  public typealias Each<Value> = InlineArray<5, Value>

  /// Calls `body` for every section in the order of the file.
  ///
  /// Written out, because a loop would decide at run time. It is no sequence, because that protocol
  /// brings arrays, which allocate.
  ///
  /// - Throws: The error of `body`.
  @inline(__always)
  public static func inOrder<Failure: Error>(
    _ body: (SectionKind) throws(Failure) -> Void
  ) throws(Failure) {
    try body(.projection)
    try body(.gate)
    try body(.sharedMap)
    try body(.regionMaps)
    try body(.head)
  }
}

extension PackedShape {
  /// The table of sections: whether a student of this shape has `kind`, and how large it is.
  ///
  /// Layout, validation and sizes follow from it, and the scratch memory takes its rows from it. A
  /// new section is a case of `SectionKind` and a line here. What is left is the step of the runtime
  /// that executes it, and `PackedLayout.accumulatorCount` where that step leaves sums.
  /// The C99 runtime and the oracle have the same table (Tests/Fixtures/Golden/sections.txt).
  @inline(__always)
  public func section(_ kind: SectionKind) -> Section {
    let (n, d, k, q) = (inputCount, componentCount, regionCount, mapCount)
    return switch kind {
    // name, condition, rows, columns, element, how many
    case .projection: Section("projection", if: hasProjection, d, n, .map)
    case .gate: Section("gate", if: k > 1, k &- 1, d, .scores)
    case .sharedMap: Section("shared map", if: hasSharedMap, q, n, .map)
    case .regionMaps: Section("region map", if: true, q, d, .map, count: k)
    case .head: Section("head", if: hasHead, outputCount, q, .map)
    }
  }
}

/// The content of a section per row.
public enum SectionElement: Sendable {
  /// Bias and weights: a row becomes a score.
  case scores
  /// Bias, multiplier, shift and weights: a row becomes a value of the next step.
  case map
}

/// A line of the table of sections.
public struct Section: Sendable {
  /// Its name, or the name of one of several.
  public let name: StaticString
  /// Whether the student has it.
  public let isThere: Bool
  /// How many of it follow one another in the file, when it is there.
  public let count: Int
  /// Rows r of each.
  public let rowCount: Int
  /// Columns c: the length of the vector that the rows multiply.
  public let columnCount: Int
  /// Its content per row.
  public let element: SectionElement

  @inline(__always)
  fileprivate init(
    _ name: StaticString, if condition: Bool, _ rowCount: Int, _ columnCount: Int,
    _ element: SectionElement, count: Int = 1
  ) {
    self.name = name
    self.isThere = condition
    self.count = count
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.element = element
  }

  /// Where the parts of one lie that starts at `offset`.
  @inline(__always)
  public func layout(at offset: Int) -> SectionLayout {
    SectionLayout(
      offset: offset, rowCount: rowCount, columnCount: columnCount, element: element)
  }

  /// Bytes of one, a multiple of 4 and at most 2²⁹.
  @inline(__always) public var byteCount: Int { layout(at: 0).end }
}
