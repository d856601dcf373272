public import Rows

/// The rows of several sources of equal width, one source after the other: a training dump and its
/// transfer sets, still as they lie in their files.
public struct StackedRows: RowSource {
  private let parts: [any RowSource]
  /// The first row of each part, and the number of all rows at the end.
  private let starts: [Int]

  /// - Parameter parts: N₁ × n, N₂ × n, ...
  /// - Precondition: at least one source, all of one width.
  public init(_ parts: [any RowSource]) {
    precondition(!parts.isEmpty, "there is at least one source")
    precondition(
      parts.allSatisfy { $0.columnCount == parts[0].columnCount }, "sources of one width")
    self.parts = parts
    var starts = [0]
    for part in parts { starts.append(starts[starts.count - 1] + part.rowCount) }
    self.starts = starts
  }

  /// The rows of the first source.
  var leading: any RowSource { parts[0] }

  /// The same rows, with those of other sources behind the first one.
  ///
  /// - Parameter sources: of the same width.
  func inserting(_ sources: [any RowSource]) -> StackedRows {
    StackedRows([parts[0]] + sources + parts.dropFirst())
  }

  /// The number of rows of all parts.
  public var rowCount: Int { starts[starts.count - 1] }
  /// The width of every part.
  public var columnCount: Int { parts[0].columnCount }

  public func read<Scalar: RowScalar>(
    _ rows: Range<Int>, into block: inout [Scalar]
  ) throws(RowReadError) {
    if parts.count == 1 { return try parts[0].read(rows, into: &block) }
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows of the parts")
    // The last part first: what is read to the start of the block moves to its place, where no
    // earlier part reaches.
    for (index, part) in parts.enumerated().reversed() {
      let own = rows.clamped(to: starts[index]..<starts[index + 1])
      guard !own.isEmpty else { continue }
      try part.read(
        own.lowerBound - starts[index]..<own.upperBound - starts[index], into: &block)
      block.moveStart(
        own.count * columnCount, to: (own.lowerBound - rows.lowerBound) * columnCount)
    }
  }

  public func read<Scalar: RowScalar>(
    _ rows: [Int], into block: inout [Scalar]
  ) throws(RowReadError) {
    if parts.count == 1 { return try parts[0].read(rows, into: &block) }
    precondition(block.count >= rows.count * columnCount, "the block is too small")
    // Where the rows of each part begin among `rows`.
    var places = [0]
    for index in parts.indices {
      places.append(rows[places[index]...].prefix { $0 < starts[index + 1] }.endIndex)
    }
    precondition(places[parts.count] == rows.count, "rows ascend and lie within the parts")
    for (index, part) in parts.enumerated().reversed() {
      let own = rows[places[index]..<places[index + 1]]
      guard !own.isEmpty else { continue }
      try part.read(own.map { $0 - starts[index] }, into: &block)
      block.moveStart(own.count * columnCount, to: places[index] * columnCount)
    }
  }
}
