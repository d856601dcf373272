import ActivationFormats
import Clustering
import ModelSelection
import Rows
import Student
import TestSupport
import Testing

@Suite("A search on several ranks")
struct RankedSearchTests {
  private func tables(
    of search: Search, on dump: ActivationDump, ranks: Int, dealingCells: Bool
  ) -> [CrossValidationTable?] {
    ThreadRanks.run(ranks) { parallelism in
      let parallelism = dealingCells ? parallelism.dealingCells : parallelism
      return try? search.run(
        on: TrainingSet(dump), score: .agreement, parallelism: parallelism)
    }
  }

  @Test("finds the table of one, whether ranks share rows or cells", arguments: [2, 3, 7])
  func tables(ranks: Int) throws {
    let teacher = SyntheticTeacher()
    var structures = StudentSearch.standard
    structures.structures = [
      .regional(regionCount: 2), .corrected(regionCount: 4, componentCount: 3),
    ]
    structures.restartCount = 1
    let searches: [Search] = [
      .grid(GridSearch(regionCounts: [1, 4], lambdas: [0.1, 1])), .structures(structures),
    ]
    for groups in [nil, (0..<600).map { $0 % 6 }] {
      let dump = try teacher.dump(600, groups: groups)
      for search in searches {
        let alone = try search.run(
          on: TrainingSet(dump), score: .agreement, parallelism: Parallelism(threadCount: 2))
        for dealingCells in [false, true] {
          let found = tables(of: search, on: dump, ranks: ranks, dealingCells: dealingCells)
          #expect(found == Array(repeating: alone, count: ranks))
        }
      }
    }
  }

  @Test("finds the regions of one when a region loses its rows")
  func relocation() throws {
    // Few different rows, so that centroids are left without one.
    let values: [[Float]] = (0..<400).map { [$0 < 390 ? 0 : Float($0), Float($0 % 3)] }
    let inputs = Matrix<Float>(rows: values)
    let clustering = KMeans(regionCount: 9, restartCount: 3, seed: 4)
    let alone = try clustering.fit(inputs, parallelism: .serial)
    let found = ThreadRanks.run(3) { parallelism in
      try? clustering.fit(inputs, parallelism: parallelism)
    }
    #expect(found == [alone, alone, alone])
  }
}
