internal import Rows
internal import Synchronization

/// Greedy k-means++: each next seed is the best of several drawn rows. A row's probability is
/// proportional to its squared distance from the seeds so far (Arthur and Vassilvitskii 2007). Up
/// to k = 7 it is the best of 2 + ⌊ln k⌋ rows as in scikit-learn, beyond that of twice as many. A
/// trial costs little here, and among many clusters the noise of a single start is large.
///
/// By the triangle inequality a row gains nothing from a candidate that lies at least twice as far
/// from the row's seed as the row does. These two are not compared.
struct Seeding {
  let regionCount: Int

  /// k × n seeds among the rows, relative to their origin.
  ///
  /// - Parameters:
  ///   - seed: of the run.
  ///   - start: which of its independent starts.
  /// - Throws: `ClusteringError.tooFewDistinctRows` when every row is a seed already, and
  ///   `.unreadable`.
  /// - Complexity: O(k · trials · N · n), less the rows that the triangle inequality skips; O(k ·
  ///   n) after more seeds of the same start.
  func centroids(
    from rows: CenteredRows, seed: UInt64, start: Int, parallelism: Parallelism
  ) throws(ClusteringError) -> Matrix<Double> {
    let draw = SeedDraw(seed: seed, start: start, trialCount: trialCount)
    let known = rows.drawnSeeds.value.withLock { $0[draw] }
    if let known, known.rowCount >= regionCount {
      return known.gathering(rows: Array(0..<regionCount))
    }
    var generator = SeededGenerator(seed: seed, stream: UInt64(start))
    let seeds = try drawn(from: rows, using: &generator, parallelism: parallelism)
    rows.drawnSeeds.value.withLock { $0[draw] = seeds }
    return seeds
  }

  private func drawn(
    from rows: CenteredRows, using generator: inout SeededGenerator, parallelism: Parallelism
  ) throws(ClusteringError) -> Matrix<Double> {
    let distances = NearestSeeds(rows, parallelism: parallelism)
    var count = 0
    do throws(RowReadError) {
      try distances.add(bestOf: [generator.index(below: rows.sampleCount)])
      count = 1
      while count < regionCount, distances.total > 0 {
        let total = distances.total
        let targets = (0..<trialCount).map { _ in generator.uniform() * total }
        try distances.add(bestOf: distances.draw(at: targets))
        count += 1
      }
    } catch {
      throw .unreadable(error)
    }
    guard count == regionCount else {
      throw .tooFewDistinctRows(found: count, regionCount: regionCount)
    }
    return distances.points
  }

  private var trialCount: Int {
    // ⌊ln k⌋ without a logarithm: the powers of e that k reaches.
    var logarithm = 0
    var power = 2.718281828459045
    while power <= Double(regionCount) {
      logarithm += 1
      power *= 2.718281828459045
    }
    return (2 + logarithm) * (logarithm > 1 ? 2 : 1)
  }
}

/// The parameters that decide which rows become seeds, beside their number.
struct SeedDraw: Hashable, Sendable {
  let seed: UInt64
  let start: Int
  let trialCount: Int
}
