import Clustering
import Rows
import TestSupport
import Testing

/// Rows at the ends of the range that k-means can distinguish.
@Suite("k-means at the edges of numbers")
struct NumericEdgeTests {
  private func scaled(_ points: Matrix<Float>, by factor: Float) -> Matrix<Float> {
    var result = points
    for index in result.elements.indices { result.elements[index] *= factor }
    return result
  }

  @Test("scaling by a power of two changes no region", arguments: [-40, -20, 0, 20, 40])
  func scale(exponent: Int) throws {
    let points = cloud(300, 5, seed: 1)
    let plain = try KMeans(regionCount: 4).fit(points, parallelism: .allCores)
    let factor = Float(sign: .plus, exponent: exponent, significand: 1)
    #expect(
      try KMeans(regionCount: 4).fit(scaled(points, by: factor), parallelism: .allCores).regions
        == plain.regions)
  }

  @Test(
    "distances whose squares overflow or vanish are an error that says so",
    arguments: [1e30, 1e-30, 1e-42, 3e37] as [Float])
  func range(factor: Float) {
    let points = scaled(cloud(60, 4, seed: 2), by: factor)
    let thrown = #expect(throws: ClusteringError.self) {
      try KMeans(regionCount: 2).fit(points, parallelism: .allCores)
    }
    guard case .outOfRange(let deviation)? = thrown else {
      Issue.record("\(String(describing: thrown))")
      return
    }
    #expect(deviation > 0.5 * Double(factor) && deviation < 2 * Double(factor))
    #expect(thrown?.description.contains("Rescale") == true)
  }

  @Test("one region needs no distances", arguments: [1e30, 1e-30] as [Float])
  func oneRegion(factor: Float) throws {
    let points = scaled(cloud(60, 4, seed: 2), by: factor)
    let result = try KMeans(regionCount: 1).fit(points, parallelism: .allCores)
    #expect(result.regions == [Int32](repeating: 0, count: 60))
    for column in 0..<4 {
      let mean = (0..<60).reduce(0.0) { $0 + Double(points[$1, column]) } / 60
      let difference = (result.partition.centroids[0, column] - mean).magnitude
      #expect(difference < 1e-6 * Double(factor))
    }
  }

  @Test("duplicated rows count once, and zeros of both signs are one value", arguments: 1...5)
  func duplicates(count: Int) throws {
    var elements: [Float] = []
    for row in 0..<50 {
      let value = Float(row % count)
      elements += [value == 0 && row % 2 == 0 ? -0.0 : value, 1]
    }
    let points = Matrix(rowCount: 50, columnCount: 2, elements: elements)
    let result = try KMeans(regionCount: count).fit(points, parallelism: .allCores)
    #expect(result.inertia == 0)
    #expect(Set(result.regions).count == count)
    #expect(throws: ClusteringError.tooFewDistinctRows(found: count, regionCount: count + 1)) {
      try KMeans(regionCount: count + 1).fit(points, parallelism: .allCores)
    }
  }
}
