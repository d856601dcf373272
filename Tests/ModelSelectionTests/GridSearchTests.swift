import ActivationFormats
import Clustering
import ModelSelection
import Regression
import Rows
import Student
import Synchronization
import TestSupport
import Testing

/// ridge_cv.json.
private struct CrossValidationFixture: Decodable {
  struct Result: Decodable {
    let lambda: Double
    let foldErrors: [Double]
    let meanError: Double
    let standardError: Double

    enum CodingKeys: String, CodingKey {
      case lambda
      case foldErrors = "fold_errors"
      case meanError = "mean_error"
      case standardError = "standard_error"
    }
  }

  let x: [[Float]]
  let y: [[Float]]
  let results: [Result]
  let bestLambda: Double

  enum CodingKeys: String, CodingKey {
    case x, y, results
    case bestLambda = "best_lambda"
  }
}

@Suite struct GridSearchTests {
  let teacher = SyntheticTeacher()

  private func grid(
    _ shrinkage: Shrinkage = .global, usesGroups: Bool = true
  ) -> GridSearch {
    GridSearch(
      regionCounts: [1, 2, 3], lambdas: [0.01, 1, 100],
      folds: KFold(foldCount: 4, order: .shuffled(seed: 3)), usesGroups: usesGroups,
      shrinkage: shrinkage, restartCount: 2, seed: 5)
  }

  private func expectOracle(
    _ search: GridSearch, _ set: TrainingSet, _ folds: Folds,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let table = try search.run(on: set, parallelism: .allCores)
    #expect(table.candidates.count == 9, sourceLocation: sourceLocation)
    let oracle = Oracle(search: search, set: set, folds: folds)
    for candidate in table.candidates {
      let expected = try oracle.scores(
        regionCount: candidate.regionCount, lambda: candidate.lambda)
      for (error, truth) in zip(candidate.scores.mse, expected.mse) {
        #expect(abs(error - truth) <= 1e-9 * truth, sourceLocation: sourceLocation)
      }
      #expect(candidate.scores.agreement == expected.agreement, sourceLocation: sourceLocation)
      #expect(candidate.scores.accuracy == expected.accuracy, sourceLocation: sourceLocation)
    }
  }

  @Test(
    "scores equal those of loops over folds, k, λ and rows", arguments: HeadKind.allCases,
    Shrinkage.allCases)
  func oracle(head: HeadKind, shrinkage: Shrinkage) throws {
    let set = try TrainingSet(teacher.dump(150), head: head)
    let search = grid(shrinkage)
    try expectOracle(search, set, search.folds.split(sampleCount: 150))
  }

  @Test("grouped folds and transfer rows are scored without their relatives")
  func groupsAndTransfer() throws {
    let groups = (0..<150).map { $0 / 11 * 3 }
    let parents = (0..<60).map { [$0 * 2, $0 % 3 == 0 ? -1 : ($0 * 7) % 150] }
    let set = try TrainingSet(
      teacher.dump(150, groups: groups), transfer: [teacher.dump(60, seed: 8, parents: parents)])
    let search = grid()
    try expectOracle(search, set, search.folds.split(groups: groups))
    #expect(try search.run(on: set, parallelism: .allCores).grouped)
    let ungrouped = grid(usesGroups: false)
    try expectOracle(ungrouped, set, ungrouped.folds.split(sampleCount: 150))
    #expect(try !ungrouped.run(on: set, parallelism: .allCores).grouped)
  }

  @Test("a linear head scores as its folded twin and takes more bytes")
  func linear() throws {
    let dump = try teacher.dump(120)
    let folded = try grid().run(on: TrainingSet(dump, head: .folded), parallelism: .allCores)
    let linear = try grid().run(on: TrainingSet(dump, head: .linear), parallelism: .allCores)
    #expect(folded.candidates.map(\.scores) == linear.candidates.map(\.scores))
    for (small, large) in zip(folded.candidates, linear.candidates) {
      #expect(small.byteCount < large.byteCount)
      #expect(small.multiplyAccumulates < large.multiplyAccumulates)
    }
  }

  @Test("threads change nothing, not a bit", arguments: [HeadKind.folded, .rectified])
  func threads(head: HeadKind) throws {
    let set = try TrainingSet(teacher.dump(2_600), head: head)
    let serial = try grid().run(on: set, parallelism: .serial)
    #expect(try grid().run(on: set, parallelism: Parallelism(threadCount: 2)) == serial)
    #expect(try grid().run(on: set, parallelism: Parallelism(threadCount: 5)) == serial)
  }

  @Test("a narrower grid finds the same numbers: no cell depends on another")
  func independence() throws {
    let set = try TrainingSet(teacher.dump(200))
    let wide = try grid().run(on: set, parallelism: .allCores)
    var narrow = grid()
    narrow.regionCounts = [2]
    narrow.lambdas = [1]
    let alone = try narrow.run(on: set, parallelism: .allCores).candidates
    #expect(alone == wide.candidates.filter { $0.regionCount == 2 && $0.lambda == 1 })
  }

  @Test("fold errors, their mean and standard error are scikit-learn's for k = 1")
  func scikitLearn() throws {
    let fixture = try scikitLearnFixture("ridge_cv.json", as: CrossValidationFixture.self)
    let dump = try ActivationDump(
      inputs: Matrix(rows: fixture.x), activations: Matrix(rows: fixture.y), parallelism: .allCores)
    let table = try GridSearch(
      regionCounts: [1], lambdas: fixture.results.map(\.lambda),
      folds: KFold(order: .unshuffled)
    ).run(on: TrainingSet(dump, head: .absent), parallelism: .allCores)
    func isClose(_ value: Double, _ other: Double) -> Bool { abs(value - other) <= 1e-9 * other }
    for (candidate, result) in zip(table.candidates, fixture.results) {
      #expect(candidate.lambda == result.lambda)
      #expect(zip(candidate.scores.mse, result.foldErrors).allSatisfy(isClose))
      #expect(isClose(try #require(candidate.scores.mean(.mse)), result.meanError))
      #expect(
        isClose(try #require(candidate.scores.standardError(.mse)), result.standardError))
      #expect(candidate.scores.agreement == nil)
      #expect(candidate.scores.accuracy == nil)
    }
    let chosen = try SelectionRule.best.select(from: table, score: .mse).chosen
    #expect(chosen.lambda == fixture.bestLambda)
  }

  @Test("the published grid is k in 1 ... 5 and λ in 0.01 ... 1000 by decades")
  func publishedGrid() {
    let grid = GridSearch()
    #expect(grid.regionCounts == [1, 2, 3, 4, 5])
    #expect(grid.lambdas == [0.01, 0.1, 1, 10, 100, 1_000])
    #expect(grid.folds.foldCount == 5)
    #expect(
      GridSearch(regionCounts: [3, 1, 3], lambdas: [1, 0.5]).regionCounts == [1, 3])
  }

  @Test("bytes are those of the packed format")
  func bytes() throws {
    let teacher = SyntheticTeacher(features: 140, activations: 8, classes: 5)
    var search = grid()
    search.regionCounts = [3]
    let table = try search.run(on: TrainingSet(teacher.dump(60)), parallelism: .allCores)
    #expect(table.candidates[0].byteCount == 2_592)
    #expect(table.candidates[0].multiplyAccumulates == (2 + 5) * 140)
  }

  @Test("progress counts every (fold, k) once, upwards")
  func progress() throws {
    let reports = Mutex<[Int]>([])
    _ = try grid().run(
      on: TrainingSet(teacher.dump(80)), parallelism: Parallelism(threadCount: 2),
      progress: { done, total in
        #expect(total == 12)
        reports.withLock { $0.append(done) }
      })
    #expect(reports.withLock { $0 } == Array(1...12))
  }

  @Test("what cannot be swept is a typed error")
  func errors() throws {
    let set = try TrainingSet(teacher.dump(12))
    var search = grid()
    search.regionCounts = [1, 10]
    #expect(
      throws: ModelSelectionError.student(
        .clustering(.tooFewDistinctRows(found: 9, regionCount: 10)))
    ) {
      _ = try search.run(on: set, parallelism: .allCores)
    }
    search.regionCounts = [1_025]
    #expect(throws: ModelSelectionError.notPackable(regionCount: 1_025)) {
      _ = try search.run(on: set, parallelism: .allCores)
    }
    search = grid()
    search.lambdas = [0]
    search.regionCounts = [3]
    #expect(throws: ModelSelectionError.self) {
      _ = try search.run(on: set, parallelism: .allCores)
    }
    search = grid()
    #expect(throws: ModelSelectionError.tooFewRows(sampleCount: 3, foldCount: 4)) {
      _ = try search.run(on: TrainingSet(teacher.dump(3)), parallelism: .allCores)
    }
    let grouped = try TrainingSet(teacher.dump(6, groups: [1, 1, 2, 2, 3, 3]))
    #expect(throws: ModelSelectionError.tooFewGroups(groupCount: 3, foldCount: 4)) {
      _ = try search.run(on: grouped, parallelism: .allCores)
    }
  }
}
