import ModelSelection
import Rows
import Student
import TestSupport
import Testing

@Suite struct RepeatedFoldsTests {
  private let teacher = SyntheticTeacher()

  private func search(repeats: Int?) -> StudentSearch {
    var search = StudentSearch.standard
    search.structures = [
      .regional(regionCount: 1), .corrected(regionCount: 2, componentCount: 2),
    ]
    search.penalties = [Penalties(shared: 1e-3, corrections: 1e-2)]
    search.correctionScales = [0.5, 1]
    search.finalistCount = 0
    search.folds = KFold(foldCount: 3, order: .shuffled(seed: 2))
    search.repeatLimit = repeats
    return search
  }

  @Test("a fold's score is the mean over the deals, and each deal has a mean of its own")
  func means() throws {
    let set = try TrainingSet(teacher.dump(150))
    let table = try search(repeats: 2).run(on: set, score: .agreement, parallelism: .allCores)
    let first = try search(repeats: nil).run(on: set, score: .agreement, parallelism: .allCores)
    #expect(first.candidates.allSatisfy { $0.repeatScores == nil })
    for (candidate, once) in zip(table.candidates, first.candidates) {
      let repeats = try #require(candidate.repeatScores)
      #expect(repeats.mse.count == 2 && candidate.scores.mse.count == 3)
      #expect(isClose(repeats.mse[0], once.scores.mse.reduce(0, +) / 3, 1e-12))
      #expect(
        isClose(candidate.scores.mse.reduce(0, +) / 3, repeats.mse.reduce(0, +) / 2, 1e-12))
    }
    #expect(table.isPossible)
  }

  @Test("rows are dealt otherwise each time, into folds of the same sizes")
  func deals() throws {
    let folds = KFold(foldCount: 4, order: .shuffled(seed: 7))
    let first = try folds.split(sampleCount: 50)
    let second = try folds.split(sampleCount: 50, repeated: 1)
    #expect(try folds.split(sampleCount: 50, repeated: 0) == first)
    #expect(second != first)
    for fold in 0..<4 {
      #expect(first.validationRows(fold).count == second.validationRows(fold).count)
    }
  }

  @Test("whole groups, rows as they come, and many rows are dealt once")
  func once() throws {
    let grouped = try TrainingSet(teacher.dump(90, groups: (0..<90).map { $0 % 9 }))
    let ordered = try TrainingSet(teacher.dump(90))
    var unshuffled = search(repeats: 5)
    unshuffled.folds = KFold(foldCount: 3, order: .unshuffled)
    for (search, set) in [(search(repeats: 5), grouped), (unshuffled, ordered)] {
      let table = try search.run(on: set, score: .agreement, parallelism: .allCores)
      #expect(table.candidates.allSatisfy { $0.repeatScores == nil })
    }
  }

  @Test("a budget leaves structures out and changes neither the deals nor the scores of the others")
  func budget() throws {
    let set = try TrainingSet(teacher.dump(150))
    let whole = try search(repeats: 5).run(on: set, score: .agreement, parallelism: .allCores)
    let sizes = whole.candidates.map(\.byteCount)
    let least = try #require(sizes.min())
    let small = try search(repeats: 5)
      .run(on: set, score: .agreement, budget: least, parallelism: .allCores)
    #expect(small.candidates.count < whole.candidates.count)
    #expect(small.candidates == whole.candidates.filter { $0.byteCount == least })
  }

  @Test("a search that was interrupted in its second deal goes on from there")
  func resumption() throws {
    let set = try TrainingSet(teacher.dump(150))
    var cells: [FinishedCell] = []
    let whole = try search(repeats: 2).run(on: set, score: .agreement, parallelism: .allCores) {
      cells.append($0)
    }
    #expect(cells.map(\.fold) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
    var computed = 0
    let rest = try search(repeats: 2).run(
      on: set, score: .agreement, finishedCells: Array(cells.prefix(7)), parallelism: .allCores
    ) { _ in computed += 1 }
    #expect(rest == whole)
    #expect(computed == 5)
  }
}
