import Clustering
import Rows
import TestSupport
import Testing

/// Points without clusters, so that Lloyd's algorithm takes many iterations.
func cloud(_ count: Int, _ width: Int, seed: UInt64, mean: Double = 0) -> Matrix<Float> {
  var random = SeededGenerator(seed: seed, stream: 9)
  return random.matrix(count, width, mean: mean).converted(to: Float.self)
}

/// Σ ‖x − c‖² by loops in double precision.
func naiveInertia(_ points: Matrix<Float>, _ result: KMeansResult) -> Double {
  var inertia = 0.0
  for (row, region) in result.regions.enumerated() {
    for column in 0..<points.columnCount {
      let difference = Double(points[row, column]) - result.partition.centroids[Int(region), column]
      inertia += difference * difference
    }
  }
  return inertia
}

@Suite struct KMeansTests {
  @Test(
    "inertia never rises over the iterations", arguments: 0..<8)
  func monotonic(seed: UInt64) throws {
    let points = cloud(3_000, 12, seed: seed)
    let result = try KMeans(regionCount: 6, tolerance: 0, seed: seed).fit(
      points, parallelism: .allCores)
    #expect(result.iterations.count > 3)
    for (before, after) in zip(result.iterations, result.iterations.dropFirst()) {
      #expect(after.inertia <= before.inertia * (1 + 1e-12))
    }
    let last = try #require(result.iterations.last)
    // Nothing moved in the last iteration: its inertia is that of the result.
    #expect(last.reassignedCount == 0)
    #expect(isClose(last.inertia, result.inertia, 1e-6))
    #expect(isClose(result.inertia, naiveInertia(points, result), 1e-6))
  }

  @Test("a converged centroid is the mean of its rows")
  func means() throws {
    let points = cloud(2_000, 5, seed: 1)
    let result = try KMeans(regionCount: 4, tolerance: 0).fit(points, parallelism: .allCores)
    #expect(result.converged)
    var sums = Matrix<Double>(rowCount: 4, columnCount: 5)
    var counts = [Int](repeating: 0, count: 4)
    for (row, region) in result.regions.map({ Int($0) }).enumerated() {
      counts[region] += 1
      for column in 0..<5 { sums[region, column] += Double(points[row, column]) }
    }
    for region in 0..<4 {
      for column in 0..<5 { sums[region, column] /= Double(counts[region]) }
    }
    #expect(relativeDifference(result.partition.centroids, sums) < 1e-6)
  }

  @Test("threads change nothing, not a bit", arguments: [1, 3])
  func threads(restartCount: Int) throws {
    let points = cloud(5_000, 20, seed: 2)
    let kMeans = KMeans(regionCount: 5, restartCount: restartCount, seed: 11)
    let serial = try kMeans.fit(points, parallelism: .serial)
    for threadCount in [2, 3] {
      let parallel = try kMeans.fit(points, parallelism: Parallelism(threadCount: threadCount))
      #expect(parallel == serial)
    }
  }

  @Test("one seed gives one result, another seed another")
  func seeds() throws {
    let points = cloud(1_500, 8, seed: 3)
    let kMeans = KMeans(regionCount: 5, seed: 1)
    var other = kMeans
    other.seed = 2
    #expect(
      try kMeans.fit(points, parallelism: .allCores) == kMeans.fit(points, parallelism: .allCores))
    #expect(
      try kMeans.fit(points, parallelism: .allCores) != other.fit(points, parallelism: .allCores))
  }

  @Test("restarts are never worse than the first of them", arguments: 0..<6)
  func restarts(seed: UInt64) throws {
    let points = cloud(800, 6, seed: seed)
    let one = try KMeans(regionCount: 7, seed: seed).fit(points, parallelism: .allCores)
    let many = try KMeans(regionCount: 7, restartCount: 8, seed: seed).fit(
      points, parallelism: .allCores)
    #expect(many.inertia <= one.inertia)
  }

  @Test("data far from the origin cluster as well as centred data", arguments: [1e4, -3e4])
  func offset(mean: Double) throws {
    var random = SeededGenerator(seed: 4)
    let centres = random.matrix(4, 10, deviation: 3)
    let near = random.blobs(200, around: centres, deviation: 0.5)
    let far = Matrix(
      rowCount: near.rowCount, columnCount: near.columnCount,
      elements: near.elements.map { $0 + Float(mean) })
    let kMeans = KMeans(regionCount: 4, restartCount: 4)
    let expected = try kMeans.fit(near, parallelism: .allCores)
    let found = try kMeans.fit(far, parallelism: .allCores)
    #expect(found.regions == expected.regions)
    // The offset itself rounds the rows to 2⁻¹⁰ (2⁻⁹ for 3e4).
    #expect(isClose(found.inertia, expected.inertia, 1e-2))
    #expect(found.partition.regions(of: far) == found.regions)
  }

  @Test("separated blobs are found")
  func blobs() throws {
    var random = SeededGenerator(seed: 5)
    let centres = Matrix<Double>(rows: [[0, 0], [50, 0], [0, 50], [50, 50], [25, 25]])
    let points = random.blobs(60, around: centres, deviation: 1)
    let result = try KMeans(regionCount: 5).fit(points, parallelism: .allCores)
    for row in 5..<points.rowCount {
      #expect(result.regions[row] == result.regions[row % 5])
    }
    #expect(Set(result.regions).count == 5)
  }

  @Test("one cluster is the mean")
  func oneCluster() throws {
    let points = cloud(700, 3, seed: 6, mean: 5)
    let result = try KMeans(regionCount: 1).fit(points, parallelism: .allCores)
    #expect(result.regions.allSatisfy { $0 == 0 })
    for column in 0..<3 {
      let mean = (0..<700).reduce(0) { $0 + Double(points[$1, column]) } / 700
      #expect(isClose(result.partition.centroids[0, column], mean, 1e-6))
    }
    #expect(result.converged)
  }

  @Test("as many clusters as rows puts each row alone")
  func allAlone() throws {
    let points = cloud(6, 2, seed: 7)
    let result = try KMeans(regionCount: 6).fit(points, parallelism: .allCores)
    #expect(Set(result.regions).count == 6)
    #expect(result.inertia < 1e-10)
  }

  @Test("the iteration limit ends a fit that has not converged")
  func iterationLimit() throws {
    let result = try KMeans(regionCount: 8, iterationLimit: 2, tolerance: 0)
      .fit(cloud(2_000, 6, seed: 8), parallelism: .allCores)
    #expect(result.iterations.count == 2)
    #expect(!result.converged)
  }

  @Test("fewer distinct rows than clusters is a typed error")
  func tooFewDistinctRows() {
    let points = Matrix<Float>(rows: Array(repeating: [1.5, 2], count: 9) + [[3, 4], [3, 4]])
    #expect(throws: ClusteringError.tooFewDistinctRows(found: 2, regionCount: 3)) {
      _ = try KMeans(regionCount: 3).fit(points, parallelism: .allCores)
    }
    #expect(throws: ClusteringError.tooFewDistinctRows(found: 1, regionCount: 2)) {
      _ = try KMeans(regionCount: 2).fit(Matrix<Float>(rows: [[7, 7]]), parallelism: .allCores)
    }
    #expect(throws: ClusteringError.tooFewDistinctRows(found: 0, regionCount: 1)) {
      _ = try KMeans(regionCount: 1).fit(
        Matrix<Float>(rowCount: 0, columnCount: 3), parallelism: .allCores)
    }
    #expect(
      "\(ClusteringError.tooFewDistinctRows(found: 2, regionCount: 3))"
        .contains("Lower k to at most 2"))
  }

  @Test("it is found out from given starts too, with rows that single precision cannot tell apart")
  func tooFewDistinctRowsFromStarts() throws {
    // The rows' norms and products round, so that equal rows seem to lie apart.
    let row: [Float] = [0.1, 0.7, 1_234.5, -3.3]
    let other: [Float] = [2.1, -0.3, -877.1, 13.7]
    let rows = try CenteredRows(
      Matrix(rows: [row, row, row, other, other]), parallelism: .allCores)
    let starts = Matrix<Double>(rows: [[0, 0, 1_000, 0], [0, 0, -1_000, 0], [0, 0, 1e6, 0]])
    #expect(throws: ClusteringError.tooFewDistinctRows(found: 2, regionCount: 3)) {
      _ = try KMeans(regionCount: 3).fit(rows, from: starts, parallelism: .allCores)
    }
  }
}
