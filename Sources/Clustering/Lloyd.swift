internal import LinearAlgebra

/// The state of Lloyd's algorithm between two iterations.
struct Lloyd {
  let rows: CenteredRows
  /// k × n, relative to the origin of the rows.
  private(set) var centroids: Matrix<Double>
  /// The region of each row; −1 before the first iteration.
  private var regions: [Int32]

  init(rows: CenteredRows, centroids: Matrix<Double>) {
    self.rows = rows
    self.centroids = centroids
    regions = Array(repeating: -1, count: rows.sampleCount)
  }

  /// What one block of rows adds to an iteration.
  private struct BlockSums: Sendable {
    var regions: [Int32]
    var sums: [Double]
    var counts: [Int]
    var score = 0.0
    var reassignedCount = 0
    var distances: [Float]
  }

  /// Assigns every row to its nearest centroid and moves the centroids to the means of their rows;
  /// a centroid without rows moves to the row that lies farthest from its own.
  ///
  /// - Complexity: O(N · k · n).
  mutating func iterate(
    parallelism: Parallelism
  ) throws(ClusteringError) -> KMeansResult.Iteration {
    let blocks = rows.blocks
    let partial = sums(over: blocks, parallelism: parallelism)
    let clusterCount = centroids.rowCount
    let width = rows.featureCount
    var total = [Double](repeating: 0, count: clusterCount * width)
    var counts = [Int](repeating: 0, count: clusterCount)
    var score = 0.0
    var reassigned = 0
    for (block, part) in zip(blocks, partial) {
      for index in total.indices { total[index] += part.sums[index] }
      for region in 0..<clusterCount { counts[region] += part.counts[region] }
      score += part.score
      reassigned += part.reassignedCount
      regions.replaceSubrange(block, with: part.regions)
    }
    if counts.contains(0) {
      try relocate(&total, &counts, distances: partial.flatMap(\.distances))
    }
    var shift = 0.0
    for region in 0..<clusterCount {
      for column in 0..<width {
        let mean = total[region * width + column] / Double(counts[region])
        let step = mean - centroids[region, column]
        shift += step * step
        centroids[region, column] = mean
      }
    }
    let norms = rows.squaredNorms.reduce(0, +)
    return KMeansResult.Iteration(
      inertia: max(0, norms - 2 * score), centroidShift: shift, reassignedCount: reassigned)
  }

  /// The regions of all rows under the centroids as they stand.
  func finish(parallelism: Parallelism) -> [Int] {
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
    let width = rows.featureCount
    var inertia = 0.0
    for (row, region) in regions.enumerated() {
      var distance = 0.0
      for column in 0..<width {
        let difference =
          Double(rows.rows.elements[row * width + column])
          - centroids.elements[region * width + column]
        distance += difference * difference
      }
      inertia += distance
    }
    return inertia
  }

  private var zeros: [Float] { Array(repeating: 0, count: rows.featureCount) }

  private func sums(over blocks: [Range<Int>], parallelism: Parallelism) -> [BlockSums] {
    let clusterCount = centroids.rowCount
    let width = rows.featureCount
    let assignment = Assignment(centroids: centroids, origin: zeros)
    return parallelism.map(blocks.count) { index in
      var part = BlockSums(
        regions: [], sums: Array(repeating: 0, count: clusterCount * width),
        counts: Array(repeating: 0, count: clusterCount), distances: [])
      part.regions.reserveCapacity(blocks[index].count)
      var scores: [Float] = []
      assignment.assign(rows: blocks[index], of: rows.rows, scores: &scores) {
        row, region, score in
        part.regions.append(Int32(region))
        part.counts[region] += 1
        part.score += Double(score)
        part.distances.append(Float(rows.squaredNorms[row] - 2 * Double(score)))
        if regions[row] != Int32(region) { part.reassignedCount += 1 }
        let source = row * width
        let target = region * width
        for column in 0..<width {
          part.sums[target + column] += Double(rows.rows.elements[source + column])
        }
      }
      return part
    }
  }

  /// Gives each empty cluster the row that lies farthest from its centroid, as scikit-learn does.
  private mutating func relocate(
    _ total: inout [Double], _ counts: inout [Int], distances: [Float]
  ) throws(ClusteringError) {
    let width = rows.featureCount
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
      for column in 0..<width {
        let value = Double(rows.rows.elements[row * width + column])
        total[old * width + column] -= value
        total[region * width + column] = value
      }
      counts[old] -= 1
      counts[region] = 1
      regions[row] = Int32(region)
    }
  }
}
