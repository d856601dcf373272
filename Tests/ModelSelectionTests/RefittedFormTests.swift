import Clustering
import Evaluation
import ModelSelection
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite("A closed form that is fitted again in each fold") struct RefittedFormTests {
  private let teacher = SyntheticTeacher()

  private let search = GroupedSample.search(finalists: 2)

  private func sample() throws -> TrainingSet { try GroupedSample.set(of: teacher) }

  @Test("stands beside each refined structure, and has a score of each group")
  func candidates() throws {
    let table = try search.run(on: sample(), score: .agreement, parallelism: .allCores)
    let refined = table.candidates.filter(\.isDistilled).map(\.structure)
    let again = table.candidates.filter { $0.refittedScores != nil }
    #expect(again.count == 2)
    #expect(again.allSatisfy { !$0.isDistilled && refined.contains($0.structure) })
    #expect(again.allSatisfy { $0.refittedScores?.agreement?.count == 9 })
    #expect(table.isPossible)
  }

  @Test("has the scores of a student that was fitted without the groups of its fold")
  func oracle() throws {
    let set = try sample()
    let table = try search.run(on: set, score: .agreement, parallelism: .allCores)
    let folds = try search.folds.split(groups: (0..<180).map { $0 % 9 })
    for candidate in table.candidates {
      guard let scores = candidate.refittedScores?.agreement,
        case .penalized(let penalties, let scale, let balance) = candidate.fit
      else { continue }
      var expected = [Double](repeating: 0, count: 9)
      for fold in 0..<3 {
        let rows = try FittingRows(
          set, rows: folds.trainingRows(fold, parents: set.parents), componentCount: 3,
          parallelism: .serial)
        let clusters = try search.clustering(of: candidate.structure).fit(
          rows.points(componentCount: candidate.structure.componentCount, parallelism: .serial),
          parallelism: .serial)
        let maps = try GroupedRows(rows, balance: balance, parallelism: .serial)
          .partitioned(
            candidate.structure, into: clusters, nuisances: [penalties.nuisance].compactMap(\.self),
            parallelism: .serial
          ).maps(penalties).scalingCorrections(by: scale)
        let model = try rows.partitioned(
          candidate.structure, into: clusters, parallelism: .serial
        ).model(maps)
        let groups = Set(folds.validationRows(fold).map { Int($0) % 9 })
        for group in groups {
          let own = (0..<180).filter { $0 % 9 == group }
          let outputs = model.predict(try set.inputs.gathering(rows: own) as Matrix<Float>).outputs
          let logits: Matrix<Double> = try #require(set.logits).gathering(rows: own)
          let answers = argmaxPerRow(outputs.elements, columnCount: 3)
          let truth = argmaxPerRow(logits.elements, columnCount: 3)
          expected[group] =
            Double(zip(answers, truth).count { $0 == $1 }) / Double(own.count)
        }
      }
      for (score, value) in zip(scores, expected) { #expect(isClose(score, value, 1e-9)) }
    }
  }

  @Test("is a cell of its own, which is not found again, where the dump has groups")
  func resumption() throws {
    let set = try sample()
    var cells: [FinishedCell] = []
    let whole = try search.run(on: set, score: .agreement, parallelism: .allCores) {
      cells.append($0)
    }
    let again = cells.filter { $0.refitted != nil }
    #expect(again.count == 2 * 3)
    for (known, missing) in [(cells, 0), (cells.filter { $0.refitted == nil }, 2 * 3)] {
      var computed = 0
      let rest = try search.run(
        on: set, score: .agreement, finishedCells: known, parallelism: .allCores
      ) { _ in computed += 1 }
      #expect(rest == whole)
      #expect(computed == missing)
    }
    let rows = try search.run(
      on: TrainingSet(teacher.dump(150)), score: .agreement, parallelism: .allCores)
    #expect(rows.candidates.allSatisfy { $0.refittedScores == nil })
  }
}
