import Clustering
import Evaluation
import ModelSelection
import Regression
import Rows
import Student
import Synchronization
import TestSupport
import Testing

@Suite struct StudentSearchTests {
  let teacher = SyntheticTeacher()

  private var search: StudentSearch {
    var search = StudentSearch.standard
    search.structures = [
      .regional(regionCount: 1), .regional(regionCount: 2),
      .corrected(regionCount: 2, componentCount: 2),
      .projected(regionCount: 3, componentCount: 3),
    ]
    search.penalties = [Penalties(shared: 1e-3, corrections: 1e-2)]
    search.distilledPenalties = [
      Penalties(shared: 1e-2, corrections: 1e-2), Penalties(shared: 1e-3, corrections: 3e-3),
    ]
    search.correctionScales = [0.5, 1]
    search.finalistCount = 2
    search.folds = KFold(foldCount: 3, order: .shuffled(seed: 2))
    search.repeatLimit = nil
    search.restartCount = 1
    return search
  }

  private func sample() throws -> TrainingSet {
    let parents = (0..<60).map { [$0 * 2, $0 % 3 == 0 ? -1 : ($0 * 7) % 150] }
    return try TrainingSet(
      teacher.dump(150), transfer: [teacher.dump(60, seed: 8, parents: parents)])
  }

  @Test("scores are those of students that are fitted to the other folds and asked row by row")
  func oracle() throws {
    let set = try sample()
    let table = try search.run(on: set, score: .agreement, parallelism: .allCores)
    let folds = try search.folds.split(sampleCount: 150)
    #expect(table.candidates.filter(\.isDistilled).count > 0)
    for candidate in table.candidates {
      for fold in 0..<3 {
        let expected = try oracleScores(of: candidate, set, folds, fold)
        #expect(candidate.scores.agreement?[fold] == expected.agreement)
        #expect(candidate.scores.accuracy?[fold] == expected.accuracy)
        #expect(candidate.scores.macroF1?[fold] == expected.macroF1)
        #expect(isClose(candidate.scores.mse[fold], expected.mse, 1e-9))
      }
    }
  }

  private func oracleScores(
    of candidate: Candidate, _ set: TrainingSet, _ folds: Folds, _ fold: Int
  ) throws -> (mse: Double, agreement: Double, accuracy: Double, macroF1: Double) {
    let rows = try FittingRows(
      set, rows: folds.trainingRows(fold, parents: set.parents), componentCount: 3,
      parallelism: .allCores)
    let fit = try rows.partitioned(
      candidate.structure, clustering: KMeans(regionCount: candidate.regionCount),
      parallelism: .allCores)
    let maps: CorrectedMaps
    switch candidate.fit {
    case .ridge: return (0, 0, 0, 0)
    case .penalized(let penalties, let scale, _):
      maps = try fit.maps(penalties).scalingCorrections(by: scale)
    case .distilled(let penalties, let scale):
      let path = search.distilledPenalties.prefix { $0 != penalties } + [penalties]
      let refined = try fit.refinedMaps(along: Array(path), parallelism: .allCores)
      maps = try #require(refined.last).maps.scalingCorrections(by: scale)
    }
    let validation = folds.validationRows(fold).map { Int($0) }
    let inputs: Matrix<Float> = try set.inputs.gathering(rows: validation)
    let outputs = fit.model(maps).predict(inputs).outputs
    let logits: Matrix<Double> = try #require(set.logits).gathering(rows: validation)
    let labels = try #require(set.labels)
    let answers = argmaxPerRow(outputs.elements, columnCount: 3)
    let teacher = argmaxPerRow(logits.elements, columnCount: 3)
    let truth = validation.map { Int(labels[$0]) }
    let error = zip(outputs.elements, logits.elements).reduce(0) {
      $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
    }
    let confusion = ConfusionMatrix(truth: truth, predictions: answers, classCount: 3)
    return (
      error / Double(logits.elements.count),
      Double(zip(answers, teacher).count { $0 == $1 }) / Double(answers.count),
      confusion.accuracy, ClassificationReport(confusion).macro.f1
    )
  }

  @Test("classes weigh in the folds of rows as is asked for")
  func balance() throws {
    let set = try sample()
    var search = search
    search.finalistCount = 0
    search.balance = 0.5
    let table = try search.run(on: set, score: .agreement, parallelism: .allCores)
    #expect(table.candidates.allSatisfy { $0.balance == 0.5 })
    let folds = try search.folds.split(sampleCount: 150)
    let candidate = try #require(table.candidates.first { $0.structure.form == .corrected })
    for fold in 0..<3 {
      let rows = try FittingRows(
        set, rows: folds.trainingRows(fold, parents: set.parents), componentCount: 3,
        parallelism: .serial)
      let clusters = try KMeans(regionCount: 2)
        .fit(rows.points(componentCount: 2, parallelism: .serial), parallelism: .serial)
      let maps = try GroupedRows(rows, balance: 0.5, parallelism: .serial)
        .partitioned(candidate.structure, into: clusters, nuisances: [], parallelism: .serial)
        .maps(search.penalties[0]).scalingCorrections(by: 0.5)
      let model = try rows.partitioned(candidate.structure, into: clusters, parallelism: .serial)
        .model(maps)
      let validation = folds.validationRows(fold).map { Int($0) }
      let outputs = model.predict(
        try set.inputs.gathering(rows: validation) as Matrix<Float>
      ).outputs
      let logits: Matrix<Double> = try #require(set.logits).gathering(rows: validation)
      let errors = zip(outputs.elements, logits.elements).map { ($0 - $1) * ($0 - $1) }
      #expect(
        isClose(candidate.scores.mse[fold], errors.reduce(0, +) / Double(errors.count), 1e-9))
    }
  }

  @Test("threads change nothing, not a bit")
  func threads() throws {
    let set = try sample()
    let serial = try search.run(on: set, score: .agreement, parallelism: .serial)
    let parallel = try search.run(
      on: set, score: .agreement, parallelism: Parallelism(threadCount: 3))
    #expect(serial == parallel)
  }

  @Test("a search that was interrupted goes on from its finished cells")
  func resumption() throws {
    let set = try sample()
    var cells: [FinishedCell] = []
    let whole = try search.run(on: set, score: .agreement, parallelism: .allCores) {
      cells.append($0)
    }
    #expect(cells.count == 3 * (4 + 2))
    var computed = 0
    let rest = try search.run(
      on: set, score: .agreement, finishedCells: Array(cells.prefix(14)), parallelism: .allCores
    ) { _ in computed += 1 }
    #expect(rest == whole)
    #expect(computed == 4)
  }

  @Test("a finalist has the same scores, to the bit, from a kept fold and from scratch")
  func keptFolds() throws {
    let set = try sample()
    var cells: [FinishedCell] = []
    let whole = try search.run(on: set, score: .agreement, parallelism: .allCores) {
      cells.append($0)
    }
    var again: [FinishedCell] = []
    let rest = try search.run(
      on: set, score: .agreement, finishedCells: cells.filter { !$0.isDistilled },
      parallelism: .allCores
    ) { again.append($0) }
    #expect(rest == whole)
    #expect(again == cells.filter(\.isDistilled))
  }

  @Test("what structures share is what each would find alone")
  func sharedRegions() throws {
    let rows = try FittingRows(
      sample(), rows: Array(0..<200), componentCount: 3, parallelism: .serial)
    var shared = FoldRows(rows)
    var structures = search.structures
    structures.append(.projected(regionCount: 2, componentCount: 2))
    for structure in structures + structures {
      let clustering = KMeans(regionCount: structure.regionCount)
      let fit = try shared.partitioned(structure, clustering: clustering, parallelism: .serial)
      let alone = try rows.partitioned(structure, clustering: clustering, parallelism: .serial)
      #expect(fit.partition == alone.partition)
      #expect(fit.structure == structure)
      #expect(try fit.maps(search.penalties[0]) == alone.maps(search.penalties[0]))
    }
  }

  @Test("lessons serve one fit after another")
  func lessons() throws {
    let rows = try FittingRows(
      sample(), rows: Array(0..<200), componentCount: 3, parallelism: .serial)
    let lessons = try Lessons(rows, distillation: Distillation(), parallelism: .serial)
    for structure in search.structures {
      let fit = try rows.partitioned(
        structure, clustering: KMeans(regionCount: structure.regionCount),
        parallelism: .serial)
      let path = search.distilledPenalties
      let maps = try fit.refinedMaps(along: path, lessons: lessons, parallelism: .serial)
      let alone = try fit.refinedMaps(along: path, parallelism: .serial)
      #expect(maps.map(\.maps) == alone.map(\.maps))
      #expect(maps.map(\.report) == alone.map(\.report))
    }
  }

  @Test("folds are kept while all of them fit into the limit")
  func keptBytes() throws {
    let rows = FoldRows(
      try FittingRows(sample(), rows: Array(0..<200), componentCount: 3, parallelism: .serial))
    // Rows, components, and the moments of inputs and logits.
    let width = try sample().featureCount + 3
    #expect(rows.byteCount == 4 * 200 + 4 * 200 * 3 + 8 * width * width)
    var kept = KeptFolds(byteLimit: 2 * rows.byteCount)
    for fold in 0..<3 { kept.keep(rows, of: fold) }
    #expect(kept.byteCount == 2 * rows.byteCount)
    #expect(kept.take(2) == nil)
    #expect(kept.take(0) != nil)
    #expect(kept.take(0) == nil)
    #expect(kept.byteCount == rows.byteCount)
  }

  @Test("a candidate that is fitted to all rows is the student of its structure")
  func finalFit() throws {
    let set = try sample()
    let search = Search.structures(search)
    let table = try search.run(on: set, score: .agreement, parallelism: .allCores)
    for candidate in table.candidates {
      let model = try search.fit(candidate, to: set, parallelism: .allCores)
      #expect(model.regionCount == candidate.regionCount)
      #expect((model.projection != nil) == (candidate.structure.form != .regional))
      #expect((model.sharedMap != nil) == (candidate.structure.form == .corrected))
    }
  }

  @Test("structures with more regions than a small dump has rows are left out")
  func smallDump() throws {
    let table = try search.run(
      on: TrainingSet(teacher.dump(4)), score: .agreement, parallelism: .allCores)
    #expect(table.candidates.allSatisfy { $0.regionCount < 3 })
    #expect(table.candidates.contains { $0.regionCount == 1 })
  }

  @Test("the front ascends in bytes and in score, and nothing beats a point of it")
  func front() throws {
    let table = try search.run(on: sample(), score: .agreement, parallelism: .allCores)
    let front = table.front(by: .agreement)
    for (point, next) in zip(front, front.dropFirst()) {
      #expect(point.byteCount < next.byteCount)
      #expect(
        try #require(point.scores.mean(.agreement)) < #require(next.scores.mean(.agreement)))
    }
    for candidate in table.candidates {
      let value = try #require(candidate.scores.mean(.agreement))
      let rival = try front.contains {
        try $0.byteCount <= candidate.byteCount
          && #require($0.scores.mean(.agreement)) >= value
      }
      #expect(rival)
    }
  }
}
