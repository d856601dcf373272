internal import LinearAlgebra

/// The state of Lloyd's algorithm between two iterations.
struct Lloyd {
  let rows: CenteredRows
  /// k × n, relative to the origin of the rows.
  private(set) var centroids: Matrix<Double>
  /// The region of each row; −1 before the first iteration.
  private var regions: [Int32]
  /// Σ of the rows of each region, k × n: moved along with the rows that change their region.
  private var sums: [Double]
  /// The number of rows of each region.
  private var counts: [Int]
  /// Σ ‖row‖² over all rows.
  private let squaredNorm: Double

  init(rows: CenteredRows, centroids: Matrix<Double>) {
    self.rows = rows
    self.centroids = centroids
    regions = Array(repeating: -1, count: rows.sampleCount)
    sums = Array(repeating: 0, count: centroids.elements.count)
    counts = Array(repeating: 0, count: centroids.rowCount)
    squaredNorm = rows.squaredNorms.reduce(0, +)
  }

  /// What an iteration changes in one block of rows.
  private struct BlockChange: Sendable {
    var regions: [Int32]
    var sums: [Double]
    var counts: [Int]
    var score = 0.0
    var reassignedCount = 0
  }

  /// Assigns every row to its nearest centroid and moves the centroids to the means of their rows;
  /// a centroid without rows moves to the row that lies farthest from its own.
  ///
  /// - Throws: `ClusteringError.tooFewDistinctRows` when every row lies on its centroid and a
  ///   centroid has none.
  /// - Complexity: O(N · k · n).
  mutating func iterate(
    parallelism: Parallelism
  ) throws(ClusteringError) -> KMeansResult.Iteration {
    let blocks = rows.blocks
    var score = 0.0
    var reassigned = 0
    for (block, change) in zip(blocks, changes(in: blocks, parallelism: parallelism)) {
      score += change.score
      reassigned += change.reassignedCount
      guard change.reassignedCount > 0 else { continue }
      for index in sums.indices { sums[index] += change.sums[index] }
      for region in counts.indices { counts[region] += change.counts[region] }
      regions.replaceSubrange(block, with: change.regions)
    }
    if counts.contains(0) { try relocate() }
    return KMeansResult.Iteration(
      inertia: max(0, squaredNorm - 2 * score), centroidShift: moveCentroids(),
      reassignedCount: reassigned)
  }

  /// Moves each centroid to the mean of its rows and returns Σ ‖c_new − c_old‖².
  private mutating func moveCentroids() -> Double {
    let width = rows.featureCount
    var shift = 0.0
    for region in counts.indices {
      for column in 0..<width {
        let mean = sums[region * width + column] / Double(counts[region])
        let step = mean - centroids[region, column]
        shift += step * step
        centroids[region, column] = mean
      }
    }
    return shift
  }

  /// The regions of the last iteration, which are those of the centroids as they stand if it
  /// reassigned no row.
  var lastRegions: [Int] { regions.map { Int($0) } }

  /// The regions of all rows under the centroids as they stand.
  func nearestRegions(parallelism: Parallelism) -> [Int] {
    let assignment = Assignment(centroids: centroids, origin: zeros)
    let blocks = rows.blocks
    return parallelism.map(blocks.count) { index in
      var scores: [Float] = []
      var regions: [Int] = []
      assignment.assign(rows: blocks[index], of: rows.rows, scores: &scores) { _, region, _ in
        regions.append(region)
      }
      return regions
    }.flatMap { $0 }
  }

  /// Σ ‖x − c‖² in double precision, row after row.
  func inertia(of regions: [Int]) -> Double {
    regions.indices.reduce(0) { $0 + squaredDistance(of: $1, to: regions[$1]) }
  }

  private func squaredDistance(of row: Int, to region: Int) -> Double {
    let width = rows.featureCount
    var distance = 0.0
    for column in 0..<width {
      let difference =
        Double(rows.rows.elements[row * width + column])
        - centroids.elements[region * width + column]
      distance += difference * difference
    }
    return distance
  }

  private var zeros: [Float] { Array(repeating: 0, count: rows.featureCount) }

  private func changes(in blocks: [Range<Int>], parallelism: Parallelism) -> [BlockChange] {
    let assignment = Assignment(centroids: centroids, origin: zeros)
    return parallelism.map(blocks.count) { index in
      var change = BlockChange(
        regions: [], sums: Array(repeating: 0, count: sums.count),
        counts: Array(repeating: 0, count: counts.count))
      change.regions.reserveCapacity(blocks[index].count)
      var scores: [Float] = []
      assignment.assign(rows: blocks[index], of: rows.rows, scores: &scores) {
        row, region, score in
        change.score += Double(score)
        change.regions.append(Int32(region))
        let old = Int(regions[row])
        guard old != region else { return }
        change.reassignedCount += 1
        change.counts[region] += 1
        rows.add(row, to: &change.sums, at: region, sign: 1)
        guard old >= 0 else { return }
        change.counts[old] -= 1
        rows.add(row, to: &change.sums, at: old, sign: -1)
      }
      return change
    }
  }

  /// Gives each empty cluster the row that lies farthest from its centroid, as scikit-learn does.
  ///
  /// Distances are direct differences: equal rows must not seem to lie apart.
  private mutating func relocate() throws(ClusteringError) {
    let distances = regions.indices.map { squaredDistance(of: $0, to: Int(regions[$0])) }
    var farthest = distances.indices.sorted {
      distances[$0] == distances[$1] ? $0 < $1 : distances[$0] > distances[$1]
    }[...]
    for region in counts.indices where counts[region] == 0 {
      while let row = farthest.first, counts[Int(regions[row])] < 2 { farthest.removeFirst() }
      guard let row = farthest.popFirst(), distances[row] > 0 else {
        let found = counts.count { $0 > 0 }
        throw .tooFewDistinctRows(found: found, clusterCount: counts.count)
      }
      let old = Int(regions[row])
      rows.add(row, to: &sums, at: old, sign: -1)
      rows.add(row, to: &sums, at: region, sign: 1)
      counts[old] -= 1
      counts[region] = 1
      regions[row] = Int32(region)
    }
  }
}

extension CenteredRows {
  /// Adds `sign` × row `row` to row `region` of `sums`, k × n.
  fileprivate func add(_ row: Int, to sums: inout [Double], at region: Int, sign: Double) {
    let source = row * featureCount
    let target = region * featureCount
    for column in 0..<featureCount {
      sums[target + column] += sign * Double(rows.elements[source + column])
    }
  }
}
