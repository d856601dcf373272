import Clustering
import Rows
import TestSupport
import Testing

@Suite("Empty clusters") struct LloydTests {
  @Test("a cluster without rows takes the row that lies farthest from its centroid")
  func relocation() throws {
    // Both starts at 1,000 lose every row to the two near ones; 9 lies farthest from its centroid.
    let points = Matrix<Float>(rows: [[0], [0.1], [0.2], [3], [3.1], [9]])
    let starts = Matrix<Double>(rows: [[0], [3], [1_000]])
    let result = try KMeans(regionCount: 3, tolerance: 0).fit(
      try CenteredRows(points, parallelism: .allCores), from: starts, parallelism: .allCores)
    #expect(result.regions == [0, 0, 0, 1, 1, 2])
    #expect(areClose(result.partition.centroids.elements, [0.1, 3.05, 9], 1e-6))
    // The first iteration already moved the centroid of no rows next to the row 9.
    #expect(result.iterations[0].centroidShift > 900 * 900)
  }

  @Test("several empty clusters at once leave k clusters with rows", arguments: 2...9)
  func severalRelocations(regionCount: Int) throws {
    let points = cloud(200, 3, seed: UInt64(regionCount))
    // All starts but one are out of every row's reach.
    var starts = Matrix<Double>(rowCount: regionCount, columnCount: 3)
    for cluster in 1..<regionCount { starts[cluster, 0] = 1_000 + Double(cluster) }
    let result = try KMeans(regionCount: regionCount, tolerance: 0)
      .fit(try CenteredRows(points, parallelism: .allCores), from: starts, parallelism: .allCores)
    #expect(Set(result.regions) == Set(0..<Int32(regionCount)))
  }

  @Test("a relocation never empties another cluster")
  func onlyRow() throws {
    // Row 100 lies alone in its cluster and farthest from its start; 10 is the next.
    let points = Matrix<Float>(rows: [[0], [1], [2], [10], [100]])
    let starts = Matrix<Double>(rows: [[1], [130], [-5_000]])
    let result = try KMeans(regionCount: 3, tolerance: 0).fit(
      try CenteredRows(points, parallelism: .allCores), from: starts, parallelism: .allCores)
    #expect(result.regions == [0, 0, 0, 2, 1])
  }
}

/// Lloyd's algorithm by loops in double precision, until no row changes its region.
private struct NaiveLloyd {
  var centroids: Matrix<Double>
  var regions: [Int32] = []

  init(_ points: Matrix<Double>, from starts: Matrix<Double>) {
    centroids = starts
    while true {
      let assigned = (0..<points.rowCount).map { nearest(to: points[row: $0]) }
      if assigned == regions { return }
      regions = assigned
      for region in 0..<centroids.rowCount {
        let members = regions.indices.filter { regions[$0] == region }
        let mean = points.gathering(rows: members).columnSums.map { $0 / Double(members.count) }
        for column in mean.indices { centroids[region, column] = mean[column] }
      }
    }
  }

  private func nearest(to point: ArraySlice<Double>) -> Int32 {
    let distances = (0..<centroids.rowCount).map { region in
      zip(point, centroids[row: region]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    return Int32(distances.indices.reduce(0) { distances[$1] < distances[$0] ? $1 : $0 })
  }
}

@Suite("Bounds and single precision") struct LloydOracleTests {
  @Test(
    "change no region: every row is where double precision and all distances put it",
    arguments: [1, 2, 3, 5, 16, 40])
  func oracle(regionCount: Int) throws {
    var points = cloud(6_000, 9, seed: UInt64(regionCount))
    // A far row makes the roundings of all products large beside the distances of the others.
    for column in 0..<9 { points[17, column] = 3_000 }
    try compare(points, starts: points.gathering(rows: Array(40..<40 + regionCount)))
  }

  @Test("hold for rows that differ in the last bits only, and for rows that are equal")
  func nearTies() throws {
    var random = SeededGenerator(seed: 3)
    let elements = (0..<4_000).map { index in
      1 + Float(random.index(below: 5)) * 0x1p-22 + (index % 2 == 0 ? 0 : 0x1p-3)
    }
    let points = Matrix<Float>(rowCount: 1_000, columnCount: 4, elements: elements)
    try compare(points, starts: Matrix(rows: [points[row: 0], points[row: 1]].map(Array.init)))
  }

  @Test("hold where squares overflow or vanish in single precision", arguments: [1e30, 1e-30])
  func scale(scale: Double) throws {
    let cloud = cloud(600, 3, seed: 5)
    let points = Matrix<Float>(
      rowCount: 600, columnCount: 3, elements: cloud.elements.map { Float(Double($0) * scale) })
    try compare(points, starts: points.gathering(rows: [1, 2, 3]))
  }

  private func compare(_ points: Matrix<Float>, starts: Matrix<Float>) throws {
    let rows = try CenteredRows(points, parallelism: .allCores)
    let starts = starts.converted(to: Double.self)
    let naive = NaiveLloyd(points.converted(to: Double.self), from: starts)
    let result = try KMeans(
      regionCount: starts.rowCount, iterationLimit: 1_000, tolerance: 0
    ).fit(rows, from: starts, parallelism: .allCores)
    #expect(result.regions == naive.regions)
    #expect(relativeDifference(result.partition.centroids, naive.centroids) < 1e-6)
  }
}
