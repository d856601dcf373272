import Clustering
import Rows
import TestSupport
import Testing

@Suite struct CenteredRowsTests {
  @Test("one pass serves every k and gives what the rows themselves give")
  func shared() throws {
    let points = cloud(400, 5, seed: 1, mean: 30)
    let rows = try CenteredRows(points, parallelism: .allCores)
    #expect(rows.sampleCount == 400)
    #expect(rows.featureCount == 5)
    for regionCount in 1...4 {
      let kMeans = KMeans(regionCount: regionCount)
      #expect(
        try kMeans.fit(rows, parallelism: .allCores) == kMeans.fit(points, parallelism: .allCores))
    }
  }

  @Test("rows without columns are all equal")
  func noColumns() {
    #expect(throws: ClusteringError.tooFewDistinctRows(found: 1, regionCount: 2)) {
      _ = try KMeans(regionCount: 2).fit(
        Matrix<Float>(rowCount: 5, columnCount: 0), parallelism: .allCores)
    }
  }
}
