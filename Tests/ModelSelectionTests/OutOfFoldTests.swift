import Evaluation
import ModelSelection
import Rows
import Student
import TestSupport
import Testing

@Suite("Outputs for rows that are held out")
struct OutOfFoldTests {
  private let teacher = SyntheticTeacher()
  private static let groups = (0..<150).map { $0 % 10 }

  private func set(_ groups: [Int]? = nil) throws -> TrainingSet {
    let parents = (0..<60).map { [$0 * 2, $0 % 3 == 0 ? -1 : ($0 * 7) % 150] }
    return try TrainingSet(
      teacher.dump(150, groups: groups),
      transfer: [teacher.dump(60, seed: 8, parents: parents)])
  }

  private var structures: StudentSearch {
    var search = StudentSearch.standard
    search.structures = [.corrected(regionCount: 2, componentCount: 2)]
    search.penalties = Array(search.penalties.prefix(1))
    search.distilledPenalties = Array(search.distilledPenalties.prefix(1))
    search.correctionScales = [1]
    search.finalistCount = 1
    search.folds = KFold(foldCount: 3, order: .shuffled(seed: 2))
    return search
  }

  /// The mean over the folds of a score of the held-out labels.
  private func agreement(_ rows: OutOfFold) -> Double {
    let answers = OperatingOffsets.answers(to: rows.outputs, offsets: [0, 0, 0])
    let shares = (0..<rows.folds.count).map { fold in
      let held = rows.folds.validationRows(fold).map { Int($0) }
      return Agreement(of: held.map { answers[$0] }, with: held.map { rows.teacher[$0] }).share
    }
    return shares.reduce(0, +) / Double(shares.count)
  }

  @Test("give the scores that the search found, where each fold is fitted on its own")
  func scores() throws {
    var single = structures
    single.repeatLimit = nil
    let searches: [Search] = [
      .structures(single),
      .grid(
        GridSearch(
          regionCounts: [2], lambdas: [10],
          folds: KFold(foldCount: 3, order: .shuffled(seed: 2)))),
    ]
    let set = try set()
    for search in searches {
      let table = try search.run(on: set, score: .agreement, parallelism: .allCores)
      for candidate in table.candidates {
        let rows = try search.outOfFold(of: candidate, on: set, parallelism: .allCores)
        #expect(rows.outputs.rowCount == 150 && rows.classCount == 3)
        #expect(abs(agreement(rows) - (candidate.scores.mean(.agreement) ?? 0)) < 1e-12)
        #expect(!rows.isByTeacher && rows.truth == set.labels?.map { Int($0) })
      }
    }
  }

  @Test("keep groups whole, and are the same for any number of threads")
  func groups() throws {
    let set = try set(Self.groups)
    let search = Search.structures(structures)
    let table = try search.run(on: set, score: .agreement, parallelism: .allCores)
    let candidate = table.candidates[table.candidates.count - 1]
    let rows = try search.outOfFold(of: candidate, on: set, parallelism: .serial)
    for group in 0..<10 {
      let folds = rows.folds.assignment.indices.filter { Self.groups[$0] == group }
        .map { rows.folds.assignment[$0] }
      #expect(Set(folds).count == 1)
    }
    let again = try search.outOfFold(of: candidate, on: set, parallelism: .allCores)
    #expect(again.outputs == rows.outputs)
  }

  @Test("of students on few inputs find these inputs again in each fold")
  func pruned() throws {
    let set = try set()
    var single = structures
    single.repeatLimit = nil
    let search = Search.structures(single)
    let table = try search.run(on: set, score: .agreement, parallelism: .allCores)
    let candidate = table.candidates[0]
    let rows = try search.outOfFold(
      of: candidate, on: set, keeping: 0.5, parallelism: .allCores)
    let pruned = try FeaturePruning(shares: [0.5]).run(
      candidate, of: single, on: set, score: .agreement, parallelism: .allCores)
    let point = try #require(pruned.points.last)
    #expect(point.featureCount == 3)
    #expect(abs(agreement(rows) - (point.candidate.scores.mean(.agreement) ?? 0)) < 1e-12)
  }

  @Test("score few groups one by one, however unequal folds are")
  func unequalGroups() throws {
    // One group fills a fold, and the other 49 share one.
    let groups = (0..<150).map { $0 < 100 ? 0 : $0 - 99 }
    var search = structures
    search.folds = KFold(foldCount: 2)
    search.finalistCount = 1
    let table = try search.run(
      on: try set(groups), score: .agreement, parallelism: .allCores)
    #expect(table.candidates.allSatisfy { $0.scores.agreement?.count == Set(groups).count })
    _ = try SelectionRule.nearBest.select(from: table, score: .agreement)
  }
}
