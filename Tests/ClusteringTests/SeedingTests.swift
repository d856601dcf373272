import Clustering
import Rows
import TestSupport
import Testing

@Suite struct SeedingTests {
  @Test("seeds are rows, all different", arguments: 0..<10)
  func rows(seed: UInt64) throws {
    // With one iteration from k = N distinct rows each centroid is its row.
    let points = cloud(9, 4, seed: seed)
    let result = try KMeans(regionCount: 9, iterationLimit: 1, seed: seed).fit(
      points, parallelism: .allCores)
    #expect(Set(result.regions).count == 9)
  }

  @Test("greedy seeding puts a seed into every separated blob", arguments: 0..<20)
  func blobs(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed, stream: 5)
    var centres = Matrix<Double>(rowCount: 6, columnCount: 3)
    for index in 0..<6 { centres[index, index % 3] = index < 3 ? 1_000 : -1_000 }
    let points = random.blobs(40, around: centres, deviation: 1)
    let result = try KMeans(regionCount: 6, seed: seed).fit(points, parallelism: .allCores)
    #expect(Set(result.regions[..<6]).count == 6)
  }

  @Test("the first seeds of many are those of few: rows that are shared change nothing")
  func shared() throws {
    let points = cloud(900, 6, seed: 4)
    let rows = try CenteredRows(points, parallelism: .allCores)
    for regionCount in [7, 5, 12, 3, 9, 1, 2] {
      let kMeans = KMeans(regionCount: regionCount, restartCount: 2, seed: 3)
      #expect(
        try kMeans.fit(rows, parallelism: .allCores) == kMeans.fit(points, parallelism: .allCores))
    }
  }

  @Test("repeated rows are never drawn twice")
  func repeated() throws {
    let points = Matrix<Float>(
      rows: Array(repeating: [0, 0], count: 500) + [[1, 0], [0, 1], [0, 0.5]])
    for seed in 0..<20 {
      let result = try KMeans(regionCount: 4, seed: UInt64(seed)).fit(
        points, parallelism: .allCores)
      #expect(result.inertia == 0)
    }
  }
}
