import Synchronization
import Tessera
import TestSupport
import Testing

@Suite("What the seed changes") struct StabilityMeasurementTests {
  private static let first: UInt64 = 7

  /// A few structures of a small search.
  private static func structures(seed: UInt64) -> Search {
    var search = StudentSearch.standard
    search.structures = [
      .regional(regionCount: 1), .regional(regionCount: 2),
      .corrected(regionCount: 3, componentCount: 2),
    ]
    search.penalties = Array(search.penalties.prefix(1))
    search.distilledPenalties = Array(search.distilledPenalties.prefix(1))
    search.finalistCount = 1
    search.folds = KFold(foldCount: 2, order: .shuffled(seed: seed))
    search.seed = seed
    return .structures(search)
  }

  private static func grid(seed: UInt64) -> Search {
    .grid(
      GridSearch(
        regionCounts: [1, 2, 3], lambdas: [0.1, 10],
        folds: KFold(foldCount: 2, order: .shuffled(seed: seed)), seed: seed))
  }

  private static let searches: [@Sendable (UInt64) -> Search] = [
    { structures(seed: $0) }, { grid(seed: $0) },
  ]

  /// The labels of the student of a sweep, for each row of the training dump.
  private func labels(_ result: Sweep.Result, of dump: ActivationDump) throws -> [Int] {
    let model = try result.search.fit(
      result.selection.chosen, to: result.trainingSet, parallelism: .serial)
    let inputs = try dump.inputs.matrix(of: 0..<dump.sampleCount, as: Float.self)
    let outputs = model.predict(inputs).outputs
    return (0..<outputs.rowCount).map { row in
      (0..<outputs.columnCount).reduce(0) { outputs[row, $1] > outputs[row, $0] ? $1 : $0 }
    }
  }

  @Test("is what single sweeps with these seeds find", arguments: searches)
  func singles(search: @Sendable (UInt64) -> Search) throws {
    let dump = try SyntheticTeacher().dump(90, groups: (0..<90).map { $0 / 10 })
    let result = try Sweep(search: search(Self.first), seedCount: 4).run(dump, parallelism: .serial)
    let stability = try #require(result.stability)
    let singles = try (0..<4).map {
      try Sweep(search: search(Self.first + $0)).run(dump, parallelism: .serial)
    }
    #expect(result.table == singles[0].table && result.selection == singles[0].selection)
    #expect(singles[0].stability == nil)
    #expect(stability.seeds.map(\.seed) == [7, 8, 9, 10])
    #expect(stability.seeds.map(\.selection) == singles.map { SweepRecord($0).selection })
    let agreements = singles.compactMap { $0.selection.chosen.scores.mean(.agreement) }.sorted()
    #expect(stability.agreement?.least == agreements[0])
    #expect(stability.agreement?.median == (agreements[1] + agreements[2]) / 2)
    #expect(stability.agreement?.most == agreements[3])
    let answers = try singles.map { try labels($0, of: dump) }
    var least = 1.0
    for one in answers {
      for other in answers {
        least = min(least, Double(zip(one, other).filter { $0 == $1 }.count) / 90)
      }
    }
    #expect(stability.sameLabels?.rows == 90 && stability.sameLabels?.share == least)
    #expect(stability.structures.reduce(0) { $0 + $1.seeds } == 4)
  }

  @Test("does not depend on threads")
  func threads() throws {
    let dump = try SyntheticTeacher().dump(90)
    let sweep = Sweep(search: Self.structures(seed: 0), seedCount: 3)
    let one = try sweep.run(dump, parallelism: .serial).stability
    #expect(try sweep.run(dump, parallelism: Parallelism(threadCount: 3)).stability == one)
  }

  @Test("of activations has no labels, and the seed after the largest is 0")
  func activations() throws {
    let dump = try SyntheticTeacher().dump(60)
    let sweep = Sweep(search: Self.grid(seed: .max), head: .absent, seedCount: 2)
    let stability = try #require(try sweep.run(dump, parallelism: .serial).stability)
    #expect(stability.seeds.map(\.seed) == [.max, 0])
    #expect(stability.sameLabels == nil && stability.agreement == nil && stability.mse != nil)
  }

  @Test("takes as many passes as there are seeds, in one progress")
  func progress() throws {
    let dump = try SyntheticTeacher().dump(60)
    let sweep = Sweep(search: Self.grid(seed: 0), seedCount: 3)
    let reports = Mutex<[ProgressReport]>([])
    _ = try sweep.run(dump, parallelism: .serial) { report in
      reports.withLock { $0.append(report) }
    }
    // Two folds of three numbers of regions, for each seed.
    let cells = reports.withLock { $0 }.filter { $0.total != 1 }
    #expect(cells.map(\.done) == Array(1...18) && cells.allSatisfy { $0.total == 18 })
    #expect(reports.withLock { $0.last?.done == $0.last?.total })
  }

  @Test("stands in the run record of the student that the first seed chooses")
  func compressed() throws {
    let dump = try SyntheticTeacher().dump(90)
    let one = Compression(sweep: Sweep(search: Self.grid(seed: 1)), acceptsInt8Loss: true)
    var several = one
    several.sweep.seedCount = 2
    let (plain, made) = try (
      one.run(dump, parallelism: .serial), several.run(dump, parallelism: .serial)
    )
    #expect(plain.student == made.student && plain.record.stability == nil)
    let stability = try #require(made.record.stability)
    #expect(stability.seeds.map(\.seed) == [1, 2])
    #expect(stability.seeds[0].selection.mse == made.record.selection.mse)
  }
}
