internal import LinearAlgebra
internal import Synchronization

/// The squared distance of every row to the nearest of the seeds that were added so far.
final class NearestSeeds: Sendable {
  private let rows: CenteredRows
  private let parallelism: Parallelism
  private let lanes: [Locked<SeedingLane>]
  /// Σ of the squared distances of each lane.
  private let laneTotals: Mutex<[Double]>
  /// The seeds so far, a block of one row each.
  private let seeds = Mutex<[RowBlock]>([])

  init(_ rows: CenteredRows, parallelism: Parallelism) {
    self.rows = rows
    self.parallelism = parallelism
    let division = rows.lanes
    laneTotals = Mutex(Array(repeating: 0, count: division.tree.leafCount))
    lanes = (0..<division.tree.leafCount).map { index in
      Locked(
        SeedingLane(
          rows: division.tree[index], blocks: division.blocks(of: index),
          columnCount: rows.featureCount))
    }
  }

  /// Adds to the seeds the one of `candidates` that leaves the smallest sum of squared distances,
  /// the first among equals.
  ///
  /// - Complexity: O(N · `candidates.count` · n), less the rows that the triangle inequality skips.
  func add(bestOf candidates: [Int]) throws(RowReadError) {
    let trials = try self.candidates(candidates)
    let gains = try parallelism.reduce(over: rows.lanes.tree) { lane throws(RowReadError) in
      try lanes[lane].value.withLock { lane throws(RowReadError) in
        try lane.compare(with: trials, rows)
      }
    } join: { total, lane in
      for index in total.indices { total[index] += lane[index] }
    }
    var best = (index: 0, gain: -Double.infinity)
    for (index, gain) in gains.enumerated() where gain > best.gain { best = (index, gain) }
    let number = seeds.withLock { $0.count }
    let chosen = best.index
    let totals = parallelism.mapOverRanks(rows.lanes.tree) { lane in
      lanes[lane].value.withLock { lane in
        lane.adopt(chosen, as: number)
        return lane.total
      }
    }
    laneTotals.withLock { $0 = totals }
    let seed = try self.candidates([candidates[best.index]])
    seeds.withLock { $0.append(seed.rows) }
  }

  /// Σ of the squared distances.
  var total: Double { ReductionTree.sum(ofLeaves: laneTotals.withLock { $0 }[...]) }

  /// For each target the first row at which the running sum of squared distances exceeds it; never
  /// one whose distance is 0.
  ///
  /// - Parameter targets: at least 0 and below `total`, which is above 0.
  func draw(at targets: [Double]) -> [Int] {
    let own = targets.map { target in
      let (lane, rest) = lane(of: target)
      return parallelism.has(leaf: lane, of: rows.lanes.tree)
        ? lanes[lane].value.withLock { $0.draw(at: rest) } : nil
    }
    // Each lane is of one rank.
    let drawn = parallelism.exchange(own)
    return targets.indices.map { index in
      guard let row = drawn.lazy.compactMap({ $0[index] }).first else {
        preconditionFailure("a lane has a rank")
      }
      return row
    }
  }

  /// The lane in which the running sum exceeds a target, and what of the target lies in it.
  ///
  /// The running sum is that of the tree over the rows: one half of a node is left out after the
  /// other.
  private func lane(of target: Double) -> (lane: Int, rest: Double) {
    let totals = laneTotals.withLock { $0 }
    var target = target
    var leaves = totals.indices
    while leaves.count > 1 {
      let middle = ReductionTree.middle(of: leaves)
      let left = ReductionTree.sum(ofLeaves: totals[leaves.lowerBound..<middle])
      let right = ReductionTree.sum(ofLeaves: totals[middle..<leaves.upperBound])
      if target < left || right == 0 {
        leaves = leaves.lowerBound..<middle
      } else {
        target -= left
        leaves = middle..<leaves.upperBound
      }
    }
    return (leaves.lowerBound, target)
  }

  /// The seeds, k × n, relative to the origin.
  var points: Matrix<Double> {
    let blocks = seeds.withLock { $0 }
    return Matrix(
      rowCount: blocks.count, columnCount: rows.featureCount,
      elements: blocks.flatMap { $0.matrix.elements.map { Double($0) } })
  }

  private func candidates(_ chosen: [Int]) throws(RowReadError) -> SeedCandidates {
    var block = RowBlock(columnCount: rows.featureCount)
    var elements: [Float] = []
    for row in chosen {
      try block.read(row..<row + 1, of: rows.source, from: rows.origin)
      elements += block.matrix.elements
    }
    let points = Matrix(
      rowCount: chosen.count, columnCount: rows.featureCount, elements: elements)
    let zeros = [Float](repeating: 0, count: rows.featureCount)
    block.read(0..<chosen.count, of: points, from: zeros)
    return seeds.withLock { SeedCandidates(rows: block, points: points, seeds: $0) }
  }
}

/// Rows that may become seeds.
struct SeedCandidates: Sendable {
  /// A block of these rows.
  let rows: RowBlock
  /// The same as a matrix.
  let points: Matrix<Float>
  /// The squared norm of each.
  let norms: [Float]
  /// The squared distance of each seed to the nearest candidate.
  let gaps: [Float]

  init(rows: RowBlock, points: Matrix<Float>, seeds: [RowBlock]) {
    self.rows = rows
    self.points = points
    norms = (0..<rows.rowCount).map { rows.squaredNorm(of: $0) }
    gaps = seeds.map { seed in
      (0..<rows.rowCount).reduce(.infinity) { nearest, row in
        min(nearest, rows.squaredDistance(of: row, to: 0, in: seed))
      }
    }
  }
}
