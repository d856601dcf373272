import Clustering
import Rows
import TestSupport
import Testing

@Suite struct PartitionTests {
  @Test(
    "regions are the nearest centroids in double precision", arguments: 0..<20)
  func naive(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed), stream: 3)
    let width = 1 + random.index(below: 40)
    let count = 1 + random.index(below: 9)
    let mean = seed % 2 == 0 ? 0 : 500.0
    let partition = Partition(centroids: random.matrix(count, width, mean: mean))
    let points = random.matrix(1_500, width, mean: mean).converted(to: Float.self)
    for (row, region) in partition.regions(of: points).map({ Int($0) }).enumerated() {
      let distances = (0..<count).map { cluster in
        (0..<width).reduce(0.0) { sum, column in
          let difference = Double(points[row, column]) - partition.centroids[cluster, column]
          return sum + difference * difference
        }
      }
      let nearest = distances.min() ?? 0
      // Rows are taken from the middle of the centroids in single precision.
      #expect(distances[region] <= nearest + 1e-7 * (1 + nearest))
    }
  }

  @Test("a tie goes to the lowest region")
  func ties() {
    let partition = Partition(centroids: Matrix(rows: [[9, 9], [1, 0], [-1, 0], [1, 0]]))
    #expect(partition.regions(of: Matrix(rows: [[0, 5], [0, 0], [1, 0]])) == [1, 1, 1])
  }

  @Test("one region holds everything, and no rows have no region")
  func trivial() {
    let one = Partition(centroids: Matrix(rows: [[1, 2]]))
    #expect(one.regions(of: Matrix(rows: [[0, 0], [5, 5]])) == [0, 0])
    let two = Partition(centroids: Matrix(rows: [[1], [2]]))
    #expect(two.regions(of: Matrix(rowCount: 0, columnCount: 1)) == [])
  }

  @Test("rows are assigned alike alone and among others, over block borders")
  func blocks() {
    var random = SeededGenerator(seed: 8)
    let partition = Partition(centroids: random.matrix(5, 7))
    let points = random.matrix(2_100, 7).converted(to: Float.self)
    let together = partition.regions(of: points)
    for row in [0, 1_023, 1_024, 2_047, 2_048, 2_099] {
      #expect(partition.regions(of: points.gathering(rows: [row])) == [together[row]])
    }
  }
}
