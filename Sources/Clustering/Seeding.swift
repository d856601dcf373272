internal import LinearAlgebra

/// Greedy k-means++: each next seed is the best of 2 + ⌊ln k⌋ rows drawn with probability
/// proportional to their squared distance from the seeds so far (Arthur and Vassilvitskii 2007;
/// the number of trials is scikit-learn's).
struct Seeding {
  let clusterCount: Int

  /// k × n seeds among the rows, relative to their origin.
  ///
  /// - Throws: `ClusteringError.tooFewDistinctRows` when every row is a seed already.
  /// - Complexity: O(k · trials · N · n).
  func centroids(
    from rows: CenteredRows, using generator: inout SeededGenerator
  ) throws(ClusteringError) -> Matrix<Double> {
    var chosen = [generator.index(below: rows.sampleCount)]
    var nearest = squaredDistances(of: rows, to: chosen[0])
    while chosen.count < clusterCount {
      let total = nearest.reduce(0, +)
      guard total > 0 else {
        throw .tooFewDistinctRows(found: chosen.count, clusterCount: clusterCount)
      }
      var best = (index: 0, total: Double.infinity, distances: [Double]())
      for _ in 0..<trialCount {
        let candidate = draw(from: nearest, at: generator.uniform() * total)
        var distances = squaredDistances(of: rows, to: candidate)
        var sum = 0.0
        for index in distances.indices {
          distances[index] = min(distances[index], nearest[index])
          sum += distances[index]
        }
        if sum < best.total { best = (candidate, sum, distances) }
      }
      chosen.append(best.index)
      nearest = best.distances
    }
    return rows.rows.gathering(rows: chosen).converted(to: Double.self)
  }

  private var trialCount: Int {
    // 2 + ⌊ln k⌋ without a logarithm: the powers of e that k reaches.
    var trials = 2
    var power = 2.718281828459045
    while power <= Double(clusterCount) {
      trials += 1
      power *= 2.718281828459045
    }
    return trials
  }

  /// The first index whose running sum of weights exceeds `target`; never one of weight zero.
  private func draw(from weights: [Double], at target: Double) -> Int {
    var sum = 0.0
    var last = 0
    for (index, weight) in weights.enumerated() where weight > 0 {
      sum += weight
      last = index
      if sum > target { return index }
    }
    return last
  }

  private func squaredDistances(of rows: CenteredRows, to row: Int) -> [Double] {
    let width = rows.featureCount
    let elements = rows.rows.elements
    let base = row * width
    return (0..<rows.sampleCount).map { other in
      let start = other * width
      var lanes = SIMD8<Float>.zero
      var column = 0
      while column + 8 <= width {
        var difference = SIMD8<Float>.zero
        for lane in 0..<8 {
          difference[lane] = elements[start + column + lane] - elements[base + column + lane]
        }
        lanes += difference * difference
        column += 8
      }
      var sum = lanes.sum()
      while column < width {
        let difference = elements[start + column] - elements[base + column]
        sum += difference * difference
        column += 1
      }
      return Double(sum)
    }
  }
}
