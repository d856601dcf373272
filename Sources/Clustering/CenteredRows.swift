public import Rows

/// The rows that are to be clustered, seen from their mean and read block by block.
///
/// Restarts and all the k of a sweep share one. Seen from their mean, single-precision distances
/// are exact to rounding when the data lie far from zero.
public struct CenteredRows: Sendable {
  /// N × n, not centred.
  let source: any RowSource
  /// The mean, n values, which is subtracted from each block that is read.
  let origin: [Float]
  /// Σ ‖row‖² of the centred rows.
  let squaredNorm: Double
  /// Seeds that were drawn already. The first k of more seeds are the same as k seeds.
  let drawnSeeds = Locked<[SeedDraw: Matrix<Double>]>([:])

  /// The number of rows, N.
  public var sampleCount: Int { source.rowCount }
  /// The number of columns, n.
  public var featureCount: Int { source.columnCount }
  /// The mean of the variances of the columns: the scale of the convergence tolerance.
  var meanVariance: Double { squaredNorm / Double(max(1, sampleCount * featureCount)) }

  /// Whether no squared distance overflows single precision, and none that matters vanishes in it.
  /// Rows that are all the same are usable.
  var hasUsableSquares: Bool {
    squaredNorm == 0 || (squaredNorm < 0x1p125 && meanVariance > 0x1p-100)
  }

  /// Finds the mean and the spread of the rows of `source`, N × n, finite.
  ///
  /// - Parameters:
  ///   - source: N × n, finite.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `RowReadError` when the source does.
  /// - Complexity: O(N · n), two passes.
  public init(
    _ source: some RowSource, parallelism: Parallelism
  ) throws(RowReadError) {
    let lanes = RowLanes(rowCount: source.rowCount, columnCount: source.columnCount)
    let zeros = [Float](repeating: 0, count: source.columnCount)
    let sums = try parallelism.map(lanes.ranges.count) { lane throws(RowReadError) in
      var sums = [Double](repeating: 0, count: source.columnCount)
      var block = RowBlock(columnCount: source.columnCount)
      for rows in lanes.blocks(of: lane) {
        try block.read(rows, of: source, from: zeros)
        for row in 0..<rows.count { block.add(row, sign: 1, to: &sums, at: 0) }
      }
      return sums
    }
    let total = sums.dropFirst().reduce(into: sums[0]) { total, lane in
      for column in total.indices { total[column] += lane[column] }
    }
    let origin = total.map { Float(source.rowCount == 0 ? 0 : $0 / Double(source.rowCount)) }
    let norms = try parallelism.map(lanes.ranges.count) { lane throws(RowReadError) in
      var norm = 0.0
      var block = RowBlock(columnCount: source.columnCount)
      let zero = [Double](repeating: 0, count: source.columnCount)
      for rows in lanes.blocks(of: lane) {
        try block.read(rows, of: source, from: origin)
        for row in 0..<rows.count { norm += block.squaredDistance(of: row, to: zero, at: 0) }
      }
      return norm
    }
    self.source = source
    self.origin = origin
    squaredNorm = norms.reduce(0, +)
  }

  /// How the rows are dealt to threads.
  var lanes: RowLanes { RowLanes(rowCount: sampleCount, columnCount: featureCount) }

  /// The same points relative to the mean.
  func relativeToOrigin(_ points: Matrix<Double>) -> Matrix<Double> { moved(points, by: -1) }

  /// The same points in the coordinates of the data.
  func relativeToData(_ points: Matrix<Double>) -> Matrix<Double> { moved(points, by: 1) }

  private func moved(_ points: Matrix<Double>, by sign: Double) -> Matrix<Double> {
    var result = points
    for row in 0..<points.rowCount {
      for column in 0..<featureCount { result[row, column] += sign * Double(origin[column]) }
    }
    return result
  }
}

/// A fixed division of rows into lanes, which threads work on, and of lanes into blocks that stay
/// in a core's cache. It depends on the shape alone, so that the order of every sum does, too.
struct RowLanes: Sendable {
  /// The rows of each lane; at least one lane.
  let ranges: [Range<Int>]
  private let blockRowCount: Int

  init(rowCount: Int, columnCount: Int) {
    // 128 KB of single precision, and not so few rows that a matrix product is slow.
    blockRowCount = min(max(32_768 / max(1, columnCount), 64), 1_024)
    let laneCount = min(max(rowCount / Self.smallestLane, 1), Self.laneLimit)
    ranges = (0..<laneCount).map { lane in
      rowCount * lane / laneCount..<rowCount * (lane + 1) / laneCount
    }
  }

  /// The blocks of rows of one lane, in order.
  func blocks(of lane: Int) -> [Range<Int>] {
    let range = ranges[lane]
    return stride(from: range.lowerBound, to: range.upperBound, by: blockRowCount).map {
      $0..<min($0 + blockRowCount, range.upperBound)
    }
  }

  /// The lane that holds `row`.
  func lane(of row: Int) -> Int {
    ranges.firstIndex { $0.contains(row) } ?? 0
  }

  private static let laneLimit = 16
  private static let smallestLane = 128
}
