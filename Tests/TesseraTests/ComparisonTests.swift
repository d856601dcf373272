import Tessera
import Testing

@Suite("Comparison")
struct ComparisonTests {
  private func comparison(shares: [Double]) -> Comparison {
    var search = StudentSearch.standard
    search.structures = [
      .regional(regionCount: 1), .corrected(regionCount: 2, componentCount: 2),
    ]
    search.finalistCount = 1
    search.folds = KFold(foldCount: 3)
    // Pruning scores the folds of one deal.
    search.repeatLimit = nil
    return Comparison(search: search, pruning: FeaturePruning(shares: shares))
  }

  private func dump(_ count: Int, seed: UInt64) throws -> ActivationDump {
    // Eight more features, without information.
    let seen = Samples.inputs(count, seed: seed)
    var random = SeededGenerator(seed: seed + 1)
    let elements = (0..<count).flatMap { row in
      Array(seen[row: row]) + (0..<8).map { _ in Float(random.uniform()) }
    }
    return try ActivationDump(
      inputs: Matrix(rowCount: count, columnCount: 12, elements: elements),
      activations: Samples.activations(seen), labels: (0..<count).map { $0 % 2 },
      head: Samples.head, teacherParameters: 1_000, teacherMultiplyAccumulates: 5_000,
      parallelism: .allCores)
  }

  @Test("has a row for every form, with the figures and bytes of the students that it stands for")
  func rows() throws {
    let (train, test) = try (dump(160, seed: 3), dump(90, seed: 5))
    let comparison = comparison(shares: [0.34])
    let record = try comparison.run(train, test: test, parallelism: .allCores)
    #expect(record.rows.map(\.variant) == ComparisonRecord.Variant.allCases)
    let compressed = try Compression(sweep: Sweep(search: .structures(comparison.search)))
      .run(train, test: test, parallelism: .allCores).record
    let report = try #require(compressed.test)
    let packed = try #require(record[.quantized])
    #expect(packed.bytes == compressed.student.bytes && packed.macs == compressed.student.macs)
    #expect(packed.agreement == report.agreement && packed.accuracy == report.accuracy)
    #expect(packed.macroF1 == report.macroF1)
    let float = try #require(record[.distilled])
    #expect(float.bytes == 4 * compressed.student.parameters)
    #expect(float.agreement == report.float?.agreement && float.macs == packed.macs)
    let teacher = try #require(record[.teacher])
    #expect(teacher.bytes == 4_000 && teacher.macs == 5_000 && teacher.agreement == 1)
    #expect(teacher.accuracy == report.teacherAccuracy)
    let fine = try #require(record[.fineInputs])
    // The header of version 2 and its directory.
    #expect(try #require(fine.bytes) > #require(packed.bytes))
    #expect(abs(try #require(fine.agreement) - #require(float.agreement)) <= 0.05)
  }

  @Test("counts the list of inputs that a pruned student reads, and nothing of the test dump")
  func pruned() throws {
    let train = try dump(160, seed: 3)
    let record = try comparison(shares: [0.34]).run(
      train, test: dump(90, seed: 5), parallelism: .allCores)
    #expect(record.keptInputs == [0, 1, 2, 3])
    let chosen = try #require(record.pruning.first { $0.chosen })
    let packed = try #require(record[.prunedAndQuantized])
    #expect(chosen.inputs == 4 && packed.inputs == 4)
    #expect(packed.bytes == chosen.bytes && packed.macs == chosen.macs)
    let whole = try #require(record[.quantized])
    #expect(try #require(packed.macs) < #require(whole.macs))
    let other = try comparison(shares: [0.34]).run(
      train, test: dump(50, seed: 8), parallelism: .allCores)
    #expect(other.pruning == record.pruning && other.keptInputs == record.keptInputs)
    #expect(other.student == record.student)
  }

  @Test("gives the student of the pruned row, as a compression that keeps so many inputs does")
  func student() throws {
    let (train, test) = try (dump(160, seed: 3), dump(90, seed: 5))
    let comparison = comparison(shares: [0.34])
    let result = try comparison.run(
      train, test: test, makesStudent: true, command: ["tessera"], parallelism: .allCores)
    let student = try #require(result.student)
    let row = try #require(result.record[.prunedAndQuantized])
    #expect(student.student.keptInputs == result.record.keptInputs)
    #expect(student.record.keptInputs == result.record.keptInputs)
    #expect(row.bytes == student.student.bytes.count && row.inputs == 4)
    #expect(row.agreement == student.record.test?.agreement)
    #expect(
      try comparison.run(train, test: test, parallelism: .allCores) == result.record)
    let compressed = try Compression(
      sweep: Sweep(search: .structures(comparison.search)), keptShare: 0.34
    ).run(train, test: test, command: ["tessera"], parallelism: .allCores)
    #expect(compressed.student == student.student)
    // Its table has bytes and work on these inputs, and that of a comparison on all.
    var record = compressed.record
    #expect(
      zip(record.table.candidates, student.record.table.candidates).allSatisfy {
        $0.multiplyAccumulates < $1.multiplyAccumulates && $0.scores == $1.scores
      })
    record.table = student.record.table
    #expect(record == student.record)
    let selection = compressed.record.selection
    let chosen = try #require(result.record.pruning.first { $0.chosen })
    #expect(selection.agreement == chosen.agreement && selection.isFrontPoint == false)
  }

  @Test("without pruning has equal rows, and no list of inputs")
  func unpruned() throws {
    let record = try comparison(shares: []).run(
      dump(160, seed: 3), test: dump(90, seed: 5), parallelism: .allCores)
    #expect(record.keptInputs == Array(0..<12))
    for (one, other) in [
      (record[.distilled], record[.pruned]), (record[.quantized], record[.prunedAndQuantized]),
    ] {
      var same = try #require(other)
      same.variant = try #require(one).variant
      #expect(same == one)
    }
  }

  @Test("comes back from JSON, and is the same on any number of threads")
  func document() throws {
    let (train, test) = try (dump(160, seed: 3), dump(90, seed: 5))
    let records = try [1, 3].map {
      try comparison(shares: [0.34]).run(
        train, test: test, parallelism: Parallelism(threadCount: $0))
    }
    #expect(records[0] == records[1])
    let bytes = try JSONDocument.encode(records[0])
    #expect(JSONDocument.decode(ComparisonRecord.self, from: bytes) == records[0])
  }

  @Test("refuses dumps without logits, and tests of another width")
  func refused() throws {
    let x = Samples.inputs(60)
    let bare = try ActivationDump(
      inputs: x, activations: Samples.activations(x), parallelism: .allCores)
    let train = try dump(60, seed: 3)
    for (train, test) in [(bare, bare), (train, try Samples.dump(40))] {
      let error = #expect(throws: TesseraError.self) {
        try comparison(shares: []).run(train, test: test, parallelism: .allCores)
      }
      #expect(error?.kind == .badData)
    }
  }
}
