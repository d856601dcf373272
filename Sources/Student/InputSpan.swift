internal import Clustering
internal import Regression
public import Rows

/// How the inputs of a training set became the coordinates that a student is fitted to: wide inputs
/// are seen in the span of their rows.
extension TrainingSet {
  /// Up to so many inputs are seen as they are where there are as many rows; up to so many rows are
  /// seen in their whole span. The rest is seen in a part of it.
  static let largestSpan = 2_048
  /// The coordinates of a part of a span.
  static let partialSpan = 1_024
  /// Where a part of a span leaves out more of the variance, up to so many rows or inputs are fitted
  /// without leaving anything out.
  static let largestExactWidth = 4_096
  /// The largest share of the variance that a part leaves out there.
  private static let largestShareLeftOut = 0.01
  /// The most bytes of coordinates that are held; others are found again in each pass.
  private static let heldByteLimit = 256 << 20

  /// The part of the rows' span that a student is fitted in.
  public enum PlannedSpan: Sendable, Equatable {
    /// All of it.
    case whole
    /// As many directions of most variance.
    case part(Int)
  }

  /// The part of the rows' span that `spanned` takes; nil where the inputs are seen as they are.
  public var plannedSpan: PlannedSpan? {
    let isWide = rowCount < featureCount
    guard isWide || featureCount > Self.largestSpan else { return nil }
    return isWide && rowCount <= Self.largestSpan ? .whole : .part(Self.partialSpan)
  }

  /// The numbers of a row that a student will be fitted to.
  public var plannedCoordinateCount: Int {
    switch plannedSpan {
    case nil: featureCount
    case .whole?: max(1, rowCount - 1)
    case .part(let count)?: count
    }
  }

  /// The same rows in the coordinates of their span; nil where the inputs are seen as they are.
  ///
  /// Fewer rows than inputs are seen in their whole span, in which every fit is the same. Where rows
  /// and inputs are both many, it is the part of most variance.
  ///
  /// - Parameter parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.unreadable`, and `.regression` when the squares overflow.
  /// - Complexity: see `RowSpan`.
  public func spanned(parallelism: Parallelism) throws(StudentError) -> TrainingSet? {
    guard span == nil, let planned = plannedSpan else { return nil }
    guard let found = try span(planned, parallelism: parallelism) else { return nil }
    return TrainingSet(
      self, span: found,
      coordinates: try rethrowing(
        coordinates(in: found, parallelism: parallelism), as: StudentError.unreadable))
  }

  /// nil where the inputs are fitted as they are, because a part leaves out too much.
  private func span(
    _ planned: PlannedSpan, parallelism: Parallelism
  ) throws(StudentError) -> RowSpan? {
    if case .part(let count) = planned {
      let found = try rethrowing(
        RowSpan(of: inputs, count: count, parallelism: parallelism),
        as: StudentError.regression)
      let isSmall = min(rowCount, featureCount) <= Self.largestExactWidth
      guard isSmall, found.varianceLeftOut > Self.largestShareLeftOut else { return found }
      if featureCount <= rowCount { return nil }
    }
    return try rethrowing(
      RowSpan(of: inputs, parallelism: parallelism), as: StudentError.regression)
  }

  private func coordinates(
    in span: RowSpan, parallelism: Parallelism
  ) throws(RowReadError) -> any RowSource {
    let map = span.map
    let rows = MappedRows(inputs, columnCount: map.outputCount) { map.predict($0) }
    let bytes = rowCount * map.outputCount * MemoryLayout<Float>.size
    guard bytes <= Self.heldByteLimit else { return rows }
    var elements: [Float] = []
    elements.reserveCapacity(rowCount * map.outputCount)
    try parallelism.forEachBlockOverRanks(
      of: RowBlocks(rowCount: rowCount, width: inputs.columnCount)
    ) {
      (range) throws(RowReadError) in
      try rows.matrix(of: range, as: Float.self)
    } take: { (_: Range<Int>, part: Matrix<Float>) throws(RowReadError) in
      elements.append(contentsOf: part.elements)
    }
    return Matrix(rowCount: rowCount, columnCount: map.outputCount, elements: elements)
  }

  /// A student that was fitted to these rows, as one of the inputs as they are in the dumps.
  ///
  /// - Parameter model: of the coordinates, or of the scaled inputs where there are no coordinates.
  /// - Complexity: O(r · n) for each row of its maps and each centroid.
  public func ofStoredInputs(_ model: PiecewiseLinearModel) -> PiecewiseLinearModel {
    (span.map { model.ofInputs(of: $0) } ?? model).inUnits(of: scaling)
  }
}

extension PiecewiseLinearModel {
  /// The same student of the inputs whose coordinates it sees.
  func ofInputs(of span: RowSpan) -> PiecewiseLinearModel {
    let shared = sharedMap.map { span.map.followed(by: $0) }
    if let projection {
      return PiecewiseLinearModel(
        projection: span.map.followed(by: projection), partition: partition, sharedMap: shared,
        maps: maps, head: head)
    }
    // What an input has outside of the span is as far from every centroid.
    return PiecewiseLinearModel(
      partition: Partition(centroids: span.points(at: partition.centroids)), sharedMap: shared,
      maps: maps.map { span.map.followed(by: $0) }, head: head)
  }
}
