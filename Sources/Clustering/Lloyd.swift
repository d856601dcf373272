internal import Rows
internal import Synchronization

/// The state of Lloyd's algorithm between two iterations.
struct Lloyd {
  let rows: CenteredRows
  /// k × n, relative to the origin of the rows.
  private(set) var centroids: Matrix<Double>
  private var movement: Movement
  private let lanes: [Locked<Lane>]

  init(rows: CenteredRows, centroids: Matrix<Double>) {
    self.rows = rows
    self.centroids = centroids
    movement = Movement(from: centroids, to: centroids)
    let division = rows.lanes
    lanes = (0..<division.tree.leafCount).map { index in
      Locked(
        Lane(
          rows: division.tree[index], blocks: division.blocks(of: index),
          regionCount: centroids.rowCount, columnCount: rows.featureCount))
    }
  }

  /// Assigns every row to its nearest centroid and moves the centroids to the means of their rows.
  /// A centroid without rows moves to the row that lies farthest from its own.
  ///
  /// - Throws: `ClusteringError.tooFewDistinctRows` when every row lies on its centroid and a
  ///   centroid has none, and `.unreadable`.
  /// - Complexity: O(b · k · n) for the b rows whose bounds do not settle them, and O(k² · n).
  mutating func iterate(
    parallelism: Parallelism
  ) throws(ClusteringError) -> KMeansResult.Iteration {
    var totals = try assign(parallelism: parallelism)
    let reassigned = totals.reassignedCount
    if totals.counts.contains(0) {
      try relocate(counts: totals.counts, parallelism: parallelism)
      totals = self.totals(parallelism: parallelism)
    }
    let old = centroids
    let shift = moveCentroids(to: totals)
    movement = Movement(from: old, to: centroids)
    return KMeansResult.Iteration(
      inertia: inertia(totals), centroidShift: shift, reassignedCount: reassigned)
  }

  /// Assigns every row to its nearest centroid and returns the sums of the regions.
  private func assign(parallelism: Parallelism) throws(ClusteringError) -> LaneTotals {
    let assignment = Assignment(centroids: centroids)
    return try parallelism.reduce(over: rows.lanes.tree) { index throws(ClusteringError) in
      try inLane(index) { lane throws(RowReadError) in
        let reassigned = try lane.assign(rows, to: assignment, after: movement)
        return LaneTotals(lane, reassignedCount: reassigned)
      }
    } join: {
      $0 += $1
    }
  }

  /// The regions and the inertia of all rows under the centroids as they stand.
  ///
  /// - Throws: `ClusteringError.unreadable`.
  mutating func finish(
    parallelism: Parallelism
  ) throws(ClusteringError) -> (regions: [Int32], inertia: Double) {
    let totals = try assign(parallelism: parallelism)
    return (regions(parallelism: parallelism), inertia(totals))
  }

  /// The region of each row.
  private func regions(parallelism: Parallelism) -> [Int32] {
    parallelism.mapOverRanks(rows.lanes.tree) { index in
      lanes[index].value.withLock { $0.regions }
    }.flatMap { $0 }
  }

  /// The sums and the numbers of the rows of each region, lane joined to lane.
  private func totals(parallelism: Parallelism) -> LaneTotals {
    parallelism.reduce(over: rows.lanes.tree) { index in
      lanes[index].value.withLock { LaneTotals($0, reassignedCount: 0) }
    } join: {
      $0 += $1
    }
  }

  /// Moves each centroid to the mean of its rows and returns Σ ‖c_new − c_old‖².
  private mutating func moveCentroids(to totals: LaneTotals) -> Double {
    let width = rows.featureCount
    var shift = 0.0
    for region in totals.counts.indices {
      for column in 0..<width {
        let mean = totals.sums[region * width + column] / Double(totals.counts[region])
        let step = mean - centroids[region, column]
        shift += step * step
        centroids[region, column] = mean
      }
    }
    return shift
  }

  /// Σ ‖x − c‖² = Σ ‖x‖² − Σ_j (2 c_j·s_j − m_j ‖c_j‖²) with the sums s_j and the counts m_j of the
  /// regions.
  private func inertia(_ totals: LaneTotals) -> Double {
    let width = rows.featureCount
    var explained = 0.0
    for region in totals.counts.indices {
      let count = Double(totals.counts[region])
      for column in 0..<width {
        let centre = centroids[region, column]
        explained += centre * (2 * totals.sums[region * width + column] - count * centre)
      }
    }
    return max(0, rows.squaredNorm - explained)
  }

  private func inLane<Result: Sendable>(
    _ index: Int, _ body: (inout Lane) throws(RowReadError) -> Result
  ) throws(ClusteringError) -> Result {
    try rethrowing(
      lanes[index].value.withLock { lane throws(RowReadError) in try body(&lane) },
      as: ClusteringError.unreadable)
  }

  /// Gives each empty cluster the row that lies farthest from its centroid, as scikit-learn does.
  ///
  /// Distances are direct differences: equal rows must not seem to lie apart.
  private func relocate(
    counts: [Int], parallelism: Parallelism
  ) throws(ClusteringError) {
    var counts = counts
    let distances = try parallelism.mapOverRanks(rows.lanes.tree) {
      index throws(ClusteringError) in
      try inLane(index) { lane throws(RowReadError) in
        try lane.squaredDistances(rows, to: centroids)
      }
    }.flatMap { $0 }
    let regions = regions(parallelism: parallelism)
    var farthest = distances.indices.sorted {
      distances[$0] == distances[$1] ? $0 < $1 : distances[$0] > distances[$1]
    }[...]
    for region in counts.indices where counts[region] == 0 {
      while let row = farthest.first, counts[Int(regions[row])] < 2 { farthest.removeFirst() }
      guard let row = farthest.popFirst(), distances[row] > 0 else {
        let found = counts.count { $0 > 0 }
        throw .tooFewDistinctRows(found: found, regionCount: counts.count)
      }
      counts[Int(regions[row])] -= 1
      counts[region] = 1
      let leaf = rows.lanes.tree.leaf(of: row)
      guard parallelism.has(leaf: leaf, of: rows.lanes.tree) else { continue }
      try inLane(leaf) { lane throws(RowReadError) in
        try lane.relocate(row, to: region, rows)
      }
    }
  }
}

/// The sums, k × n, and the numbers of the rows of each region in some lanes.
private struct LaneTotals: Exchangeable {
  var sums: [Double]
  var counts: [Int]
  /// Rows whose region changed.
  var reassignedCount: Int

  init(_ lane: Lane, reassignedCount: Int) {
    (sums, counts, self.reassignedCount) = (lane.sums, lane.counts, reassignedCount)
  }

  static func += (left: inout LaneTotals, right: LaneTotals) {
    for index in left.sums.indices { left.sums[index] += right.sums[index] }
    for region in left.counts.indices { left.counts[region] += right.counts[region] }
    left.reassignedCount += right.reassignedCount
  }

  func write(to message: inout RankMessage) {
    message.append(values: sums, counts, reassignedCount)
  }

  init(from message: inout RankMessage) {
    (sums, counts, reassignedCount) = message.values()
  }
}
