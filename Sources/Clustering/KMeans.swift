public import Rows

/// k-means: Lloyd's algorithm from k-means++ seeds (Lloyd 1982, IEEE Trans. Inf. Theory 28(2);
/// Arthur and Vassilvitskii 2007, SODA), with scikit-learn's convergence rules.
///
/// The result depends on the rows and these parameters, and not on the number of threads.
public struct KMeans: Sendable, Equatable {
  /// The number of regions, k ≥ 1.
  public var regionCount: Int
  /// Independent starts; the one of lowest inertia is kept, the first among equals.
  public var restartCount: Int
  /// The most Lloyd iterations of one start.
  public var iterationLimit: Int
  /// A start has converged when the squared movement of all centroids together is at most this
  /// share of the mean variance of a feature.
  public var tolerance: Double
  /// Fixes the seeding.
  public var seed: UInt64

  /// Parameters of k-means; the defaults of the last three are scikit-learn's but for the seed.
  ///
  /// - Precondition: k, starts and iterations are at least 1.
  public init(
    regionCount: Int, restartCount: Int = 1, iterationLimit: Int = 300,
    tolerance: Double = 1e-4, seed: UInt64 = 0
  ) {
    precondition(regionCount >= 1, "k-means needs at least one cluster")
    precondition(restartCount >= 1, "k-means needs at least one start")
    precondition(iterationLimit >= 1, "k-means needs at least one iteration")
    self.regionCount = regionCount
    self.restartCount = restartCount
    self.iterationLimit = iterationLimit
    self.tolerance = tolerance
    self.seed = seed
  }

  /// Clusters the rows of `inputs` (N × n, finite).
  ///
  /// - Parameters:
  ///   - inputs: N × n, finite.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `ClusteringError.tooFewDistinctRows` when the rows take fewer than k different
  ///   values, `.outOfRange` where distances overflow or vanish, and `.unreadable`.
  /// - Complexity: O(restarts · iterations · N · k · n), less the rows that bounds on the distances
  ///   skip.
  public func fit(
    _ inputs: some RowSource, parallelism: Parallelism
  ) throws(ClusteringError) -> KMeansResult {
    let rows = try rethrowing(
      CenteredRows(inputs, parallelism: parallelism), as: ClusteringError.unreadable)
    return try fit(rows, parallelism: parallelism)
  }

  /// Clusters rows that were centred before; see `fit(_:parallelism:)`.
  ///
  /// - Parameters:
  ///   - rows: N × n, finite.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: as there.
  public func fit(
    _ rows: CenteredRows, parallelism: Parallelism
  ) throws(ClusteringError) -> KMeansResult {
    guard rows.sampleCount >= regionCount else {
      throw .tooFewDistinctRows(found: rows.sampleCount, regionCount: regionCount)
    }
    guard regionCount == 1 || rows.hasUsableSquares else {
      throw .outOfRange(deviation: rows.meanVariance.squareRoot())
    }
    var best: KMeansResult?
    for start in 0..<restartCount {
      let seeds = try Seeding(regionCount: regionCount)
        .centroids(from: rows, seed: seed, start: start, parallelism: parallelism)
      let result = try lloyd(from: seeds, over: rows, parallelism: parallelism)
      if let best, best.inertia <= result.inertia { continue }
      best = result
    }
    guard let best else { preconditionFailure("there is at least one start") }
    return best
  }

  /// Runs Lloyd's algorithm once, from the given centroids.
  ///
  /// - Parameters:
  ///   - rows: N × n, finite.
  ///   - centroids: k × n.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `ClusteringError.unreadable`.
  /// - Complexity: O(iterations · N · k · n), less the rows that bounds on the distances skip.
  public func fit(
    _ rows: CenteredRows, from centroids: Matrix<Double>,
    parallelism: Parallelism
  ) throws(ClusteringError) -> KMeansResult {
    precondition(centroids.rowCount == regionCount, "one start per cluster")
    precondition(centroids.columnCount == rows.featureCount, "starts of another width")
    return try lloyd(
      from: rows.relativeToOrigin(centroids), over: rows, parallelism: parallelism)
  }

  private func lloyd(
    from seeds: Matrix<Double>, over rows: CenteredRows, parallelism: Parallelism
  ) throws(ClusteringError) -> KMeansResult {
    var lloyd = Lloyd(rows: rows, centroids: seeds)
    var statistics: [KMeansResult.Iteration] = []
    var converged = false
    while statistics.count < iterationLimit, !converged {
      let iteration = try lloyd.iterate(parallelism: parallelism)
      statistics.append(iteration)
      converged =
        iteration.reassignedCount == 0
        || iteration.centroidShift <= tolerance * rows.meanVariance
    }
    let (regions, inertia) = try lloyd.finish(parallelism: parallelism)
    return KMeansResult(
      partition: Partition(centroids: rows.relativeToData(lloyd.centroids)), regions: regions,
      inertia: inertia, iterations: statistics, converged: converged)
  }
}

/// The result of k-means.
public struct KMeansResult: Sendable, Equatable {
  /// One pass over the rows.
  public struct Iteration: Sendable, Equatable {
    /// Σ ‖x − c‖² after the centroids moved.
    public let inertia: Double
    /// Σ ‖c_new − c_old‖² over all centroids.
    public let centroidShift: Double
    /// Rows whose region changed.
    public let reassignedCount: Int
  }

  /// The regions.
  public let partition: Partition
  /// The region of each row, N values in 0 ..< k.
  public let regions: [Int32]
  /// Σ ‖x − c‖² over all rows and their centroids.
  public let inertia: Double
  /// A report of each iteration.
  public let iterations: [Iteration]
  /// Whether it stopped because it had converged and not at the iteration limit.
  public let converged: Bool
}
