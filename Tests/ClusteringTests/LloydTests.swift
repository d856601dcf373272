import Clustering
import LinearAlgebra
import TestSupport
import Testing

@Suite("Empty clusters") struct LloydTests {
  @Test("a cluster without rows takes the row that lies farthest from its centroid")
  func relocation() throws {
    // Both starts at 1,000 lose every row to the two near ones; 9 lies farthest from its centroid.
    let points = Matrix<Float>(rows: [[0], [0.1], [0.2], [3], [3.1], [9]])
    let starts = Matrix<Double>(rows: [[0], [3], [1_000]])
    let result = try KMeans(clusterCount: 3, tolerance: 0).fit(CenteredRows(points), from: starts)
    #expect(result.regions == [0, 0, 0, 1, 1, 2])
    #expect(areClose(result.partition.centroids.elements, [0.1, 3.05, 9], 1e-6))
    // The first iteration already moved the centroid of no rows next to the row 9.
    #expect(result.iterations[0].centroidShift > 900 * 900)
  }

  @Test("several empty clusters at once leave k clusters with rows", arguments: 2...9)
  func severalRelocations(clusterCount: Int) throws {
    let points = cloud(200, 3, seed: UInt64(clusterCount))
    // All starts but one are out of every row's reach.
    var starts = Matrix<Double>(rowCount: clusterCount, columnCount: 3)
    for cluster in 1..<clusterCount { starts[cluster, 0] = 1_000 + Double(cluster) }
    let result = try KMeans(clusterCount: clusterCount, tolerance: 0)
      .fit(CenteredRows(points), from: starts)
    #expect(Set(result.regions) == Set(0..<clusterCount))
  }

  @Test("a relocation never empties another cluster")
  func onlyRow() throws {
    // Row 100 lies alone in its cluster and farthest from its start; 10 is the next.
    let points = Matrix<Float>(rows: [[0], [1], [2], [10], [100]])
    let starts = Matrix<Double>(rows: [[1], [130], [-5_000]])
    let result = try KMeans(clusterCount: 3, tolerance: 0).fit(CenteredRows(points), from: starts)
    #expect(result.regions == [0, 0, 0, 2, 1])
  }
}
