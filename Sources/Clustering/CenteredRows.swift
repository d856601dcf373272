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
    let tree = lanes.tree
    let zeros = [Float](repeating: 0, count: source.columnCount)
    let total = try parallelism.reduce(over: tree) { lane throws(RowReadError) in
      var sums = [Double](repeating: 0, count: source.columnCount)
      var block = RowBlock(columnCount: source.columnCount)
      for rows in lanes.blocks(of: lane) {
        try block.read(rows, of: source, from: zeros)
        for row in 0..<rows.count { block.add(row, sign: 1, to: &sums, at: 0) }
      }
      return sums
    } join: { total, lane in
      for column in total.indices { total[column] += lane[column] }
    }
    let origin = total.map { Float(source.rowCount == 0 ? 0 : $0 / Double(source.rowCount)) }
    squaredNorm = try parallelism.reduce(over: tree) { lane throws(RowReadError) in
      var norm = 0.0
      var block = RowBlock(columnCount: source.columnCount)
      let zero = [Double](repeating: 0, count: source.columnCount)
      for rows in lanes.blocks(of: lane) {
        try block.read(rows, of: source, from: origin)
        for row in 0..<rows.count { norm += block.squaredDistance(of: row, to: zero, at: 0) }
      }
      return norm
    } join: {
      $0 += $1
    }
    self.source = source
    self.origin = origin
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

/// The leaves of the tree of all sums over the rows, each a lane that threads work on, and blocks of
/// these that stay in a core's cache. They depend on the shape alone.
struct RowLanes: Sendable {
  /// The order of the sums; its leaves are the lanes.
  let tree: ReductionTree
  private let blockRowCount: Int

  init(rowCount: Int, columnCount: Int) {
    // 128 KB of single precision, and not so few rows that a matrix product is slow.
    blockRowCount = min(max(32_768 / max(1, columnCount), 64), 1_024)
    tree = ReductionTree(
      rowCount: rowCount, smallLeaf: Self.smallestLane, fewLeaves: Self.fewLanes,
      largeLeaf: Self.largeLane, valueBytes: 0)
  }

  /// The blocks of rows of one lane, in order.
  func blocks(of lane: Int) -> [Range<Int>] {
    let range = tree[lane]
    return stride(from: range.lowerBound, to: range.upperBound, by: blockRowCount).map {
      $0..<min($0 + blockRowCount, range.upperBound)
    }
  }

  private static let smallestLane = 128
  private static let fewLanes = 16
  private static let largeLane = 65_536
}
