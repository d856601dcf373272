import ActivationFormats
import ModelSelection
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite("Pruning of inputs")
struct FeaturePruningTests {
  private static let structures: [StudentStructure] = [
    .regional(regionCount: 1), .regional(regionCount: 2),
    .corrected(regionCount: 2, componentCount: 2), .projected(regionCount: 3, componentCount: 3),
  ]

  private func search(_ structure: StudentStructure, finalists: Int = 1) -> StudentSearch {
    var search = StudentSearch.standard
    search.structures = [structure]
    search.penalties = [Penalties(shared: 1e-3, corrections: 1e-2)]
    search.distilledPenalties = [
      Penalties(shared: 1e-2, corrections: 1e-2), Penalties(shared: 1e-3, corrections: 3e-3),
    ]
    search.correctionScales = [0.5]
    search.finalistCount = finalists
    search.folds = KFold(foldCount: 3, order: .shuffled(seed: 2))
    return search
  }

  /// Six features that the teacher sees, and six of noise that it does not, in turns.
  private func noisySet(_ rows: Int = 240) throws -> TrainingSet {
    let teacher = SyntheticTeacher()
    let dump = try teacher.dump(rows)
    let seen: Matrix<Float> = try dump.inputs.matrix()
    var random = SeededGenerator(seed: 12)
    var inputs = random.matrix(rows, 12).converted(to: Float.self)
    for row in 0..<rows {
      for column in 0..<6 { inputs[row, 2 * column] = seen[row, column] }
    }
    return try TrainingSet(
      ActivationDump(
        inputs: inputs, activations: teacher.activations(seen),
        labels: dump.labels?.map { Int($0) },
        head: teacher.head, parallelism: .allCores))
  }

  @Test("scores all inputs as the search does", arguments: structures)
  func allInputs(structure: StudentStructure) throws {
    let set = try noisySet()
    let search = search(structure)
    let table = try search.run(on: set, score: .agreement, parallelism: .allCores)
    for candidate in table.candidates {
      let points = try FeaturePruning(shares: []).run(
        candidate, of: search, on: set, score: .agreement, parallelism: .allCores
      ).points
      #expect(points.map(\.featureCount) == [12])
      #expect(points.map(\.candidate) == [candidate])
    }
  }

  @Test("keeps what the teacher sees, and scores are those of fits to that", arguments: structures)
  func noise(structure: StudentStructure) throws {
    let set = try noisySet()
    let search = search(structure)
    let table = try search.run(on: set, score: .agreement, parallelism: .allCores)
    let candidate = table.candidates[table.candidates.count - 1]
    let pruning = FeaturePruning(shares: [0.5])
    let fit = try pruning.fit(candidate, of: search, to: set, keeping: 6, parallelism: .allCores)
    let result = try pruning.run(
      candidate, of: search, on: set, score: .agreement, parallelism: .allCores)
    let half = result.points[1]
    #expect(half.featureCount == 6 && fit.features.count == 6)
    #expect(
      half.candidate.multiplyAccumulates < result.points[0].candidate.multiplyAccumulates)
    #expect(fit.full.featureCount == 12 && fit.pruned.featureCount == 6)
    #expect(
      try fit.full == Search.structures(search).fit(candidate, to: set, parallelism: .allCores))
    // The axes of a projection are those of the inputs, not of the teacher's features.
    guard structure.form == .regional else { return }
    #expect(fit.features == [0, 2, 4, 6, 8, 10])
    let kept = set.keeping(features: fit.features)
    #expect(kept.featureCount == 6 && kept.rowCount == set.rowCount)
    #expect(
      try fit.pruned == Search.structures(search).fit(candidate, to: kept, parallelism: .allCores))
    let alone = try search.run(on: kept, score: .agreement, parallelism: .allCores)
    #expect(half.candidate.scores == alone.candidates[table.candidates.count - 1].scores)
    // A file that leaves inputs out has a longer header, a directory and the list of the others.
    let isSmaller = half.candidate.byteCount < result.points[0].candidate.byteCount
    #expect(result.chosen == (isSmaller ? half : result.points[0]))
  }

  @Test("tries numbers of inputs in descending order, and never fewer than components")
  func counts() throws {
    let set = try noisySet()
    let search = search(.projected(regionCount: 3, componentCount: 3), finalists: 0)
    let candidate = try search.run(on: set, score: .agreement, parallelism: .allCores).candidates[0]
    let points = try FeaturePruning(shares: [0.1, 0.5, 0.45, 0.01, 0.99]).run(
      candidate, of: search, on: set, score: .agreement, parallelism: .allCores
    ).points
    #expect(points.map(\.featureCount) == [12, 6, 5, 3])
    for (more, fewer) in zip(points, points.dropFirst()) {
      #expect(more.candidate.multiplyAccumulates > fewer.candidate.multiplyAccumulates)
    }
  }

  @Test("leaves out numbers of inputs with fewer distinct values than regions")
  func fewValues() throws {
    let teacher = SyntheticTeacher()
    var inputs = teacher.inputs(120, seed: 3)
    for index in inputs.elements.indices {
      inputs.elements[index] = inputs.elements[index] < 0 ? 0 : 1
    }
    let set = try TrainingSet(
      ActivationDump(
        inputs: inputs, activations: teacher.activations(inputs), head: teacher.head,
        parallelism: .allCores))
    let search = search(.regional(regionCount: 3), finalists: 0)
    let candidate = try search.run(on: set, score: .agreement, parallelism: .allCores).candidates[0]
    let result = try FeaturePruning(shares: [0.5, 1 / 6.0]).run(
      candidate, of: search, on: set, score: .agreement, parallelism: .allCores)
    #expect(result.points.map(\.featureCount) == [6, 3])
    #expect(result.points.allSatisfy { $0.candidate.scores.mse.count == 3 })
  }

  @Test("is the same on any number of threads")
  func threads() throws {
    let set = try noisySet()
    let search = search(.corrected(regionCount: 2, componentCount: 2))
    let candidate = try search.run(on: set, score: .agreement, parallelism: .allCores).candidates[0]
    let results = try [1, 3].map { count in
      try FeaturePruning().run(
        candidate, of: search, on: set, score: .agreement,
        parallelism: Parallelism(threadCount: count))
    }
    #expect(results[0] == results[1])
  }
}
