import ModelSelection
import Rows
import Student
import TestSupport
import Testing

@Suite struct GroupedScreeningTests {
  private let teacher = SyntheticTeacher()

  private var search: StudentSearch {
    var search = GroupedSample.search(finalists: 1)
    search.restartCount = 1
    return search
  }

  private func sample() throws -> TrainingSet { try GroupedSample.set(of: teacher) }

  @Test("every fit is tried with and without maps of groups and weights, and scored by group")
  func candidates() throws {
    let table = try search.run(on: sample(), score: .agreement, parallelism: .allCores)
    #expect(table.grouped && table.foldCount == 9)
    #expect(table.candidates.count { !$0.isDistilled } == 2 * 2 * (1 + 2 + 1))
    for candidate in table.candidates {
      #expect(candidate.scores.agreement?.count == 9)
      #expect(candidate.clusterScores?.agreement?.count == (candidate.isDistilled ? nil : 9))
    }
    #expect(table.isPossible)
  }

  @Test("every group is scored alone in all folds, up to the most that are", arguments: [61, 64])
  func manyGroups(count: Int) throws {
    var search = search
    search.folds = KFold(foldCount: 5, order: .shuffled(seed: 2))
    let set = try TrainingSet(
      teacher.dump(4 * count, groups: (0..<4 * count).map { $0 % count }))
    let table = try search.run(on: set, score: .agreement, parallelism: .allCores)
    #expect(table.candidates.contains { $0.isDistilled })
    for candidate in table.candidates { #expect(candidate.scores.agreement?.count == count) }
    // Differences of closed form and distillation pair.
    _ = try SelectionRule.nearBest.select(from: table, score: .agreement)
  }

  @Test("each group's score is that of a student that never saw its logits")
  func oracle() throws {
    let set = try sample()
    let table = try search.run(on: set, score: .agreement, parallelism: .allCores)
    let folds = try KFold(foldCount: 9, order: .unshuffled).split(groups: (0..<180).map { $0 % 9 })
    let plain = try #require(
      table.candidates.first { $0.structure == .regional(regionCount: 1) && $0.nuisance == nil })
    // One region: a fold of its own has the same partition, so only the scale of a penalty differs.
    for group in 0..<9 {
      let rows = try FittingRows(
        set, rows: folds.trainingRows(group, parents: set.parents), componentCount: 3,
        parallelism: .allCores)
      let fit = try rows.partitioned(
        plain.structure, clustering: search.clustering(of: plain.structure),
        parallelism: .allCores)
      let model = fit.model(try fit.maps(search.penalties[0]))
      let own = folds.validationRows(group).map { Int($0) }
      let inputs: Matrix<Float> = try set.inputs.gathering(rows: own)
      let truth: Matrix<Double> = try #require(set.logits).gathering(rows: own)
      let outputs = model.predict(inputs).outputs
      let agreed = own.indices.count { row in
        largest(outputs[row: row]) == largest(truth[row: row])
      }
      let score = try #require(plain.scores.agreement)[group]
      #expect(abs(score - Double(agreed) / Double(own.count)) <= 1 / Double(own.count) + 1e-9)
    }
  }

  private func largest(_ values: ArraySlice<Double>) -> Int {
    values.indices.reduce(values.startIndex) { values[$1] > values[$0] ? $1 : $0 }
      - values.startIndex
  }

  @Test("threads change nothing, and an interrupted search goes on from its cells")
  func resumption() throws {
    let set = try sample()
    var cells: [FinishedCell] = []
    let whole = try search.run(on: set, score: .agreement, parallelism: .serial) {
      cells.append($0)
    }
    #expect(
      try search.run(on: set, score: .agreement, parallelism: Parallelism(threadCount: 3)) == whole)
    var computed = 0
    let rest = try search.run(
      on: set, score: .agreement, finishedCells: Array(cells.prefix(7)), parallelism: .allCores
    ) { _ in computed += 1 }
    #expect(rest == whole)
    #expect(computed == cells.count - 7)
  }

  @Test("the candidate that was chosen can be fitted to all rows")
  func finalFit() throws {
    let set = try sample()
    let table = try search.run(on: set, score: .agreement, parallelism: .allCores)
    let robust = try #require(
      table.candidates.first {
        $0.nuisance != nil && $0.balance > 0 && $0.structure.form == .corrected
      })
    let model = try Search.structures(search).fit(robust, to: set, parallelism: .allCores)
    #expect(model.maps.count == 2)
  }
}
