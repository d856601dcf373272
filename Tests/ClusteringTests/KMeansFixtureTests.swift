import Clustering
import Rows
import TestSupport
import Testing

/// kmeans.json.
private struct KMeansFixture: Decodable {
  let cases: [KMeansCase]
}

/// One case of kmeans.json.
struct KMeansCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let regionCount: Int
  let points: [[Float]]
  let initialCentres: [[Double]]
  let centres: [[Double]]
  let labels: [Int]
  let inertia: Double

  enum CodingKeys: String, CodingKey {
    case name, points, centres, labels, inertia
    case regionCount = "cluster_count"
    case initialCentres = "initial_centres"
  }

  var testDescription: String { name }

  static func all() throws -> [KMeansCase] {
    try scikitLearnFixture("kmeans.json", as: KMeansFixture.self).cases
  }
}

@Suite struct KMeansFixtureTests {
  @Test("centres, labels and inertia are scikit-learn's", arguments: try KMeansCase.all())
  func scikitLearn(example: KMeansCase) throws {
    let rows = try CenteredRows(Matrix(rows: example.points), parallelism: .allCores)
    let result = try KMeans(regionCount: example.regionCount, tolerance: 0)
      .fit(rows, from: Matrix(rows: example.initialCentres), parallelism: .allCores)
    #expect(result.converged)
    #expect(result.regions == example.labels.map { Int32($0) })
    // Rows are centred in single precision: a centre is exact to a rounding of a row.
    #expect(areClose(result.partition.centroids.elements, example.centres.flatMap { $0 }, 1e-6))
    #expect(isClose(result.inertia, example.inertia, 1e-5))
  }

  @Test("the partition gives the labels again", arguments: try KMeansCase.all())
  func partition(example: KMeansCase) {
    let partition = Partition(centroids: Matrix(rows: example.centres))
    #expect(partition.regions(of: Matrix(rows: example.points)) == example.labels.map { Int32($0) })
  }
}
