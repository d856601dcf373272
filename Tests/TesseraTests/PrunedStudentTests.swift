import Tessera
import Testing

/// Records and verbs on a student that leaves inputs out: dumps have all features, and the float
/// student those that are kept.
@Suite("Students that leave inputs out")
struct PrunedStudentTests {
  /// Where the four features with information lie among ten.
  private static let informative = [1, 4, 5, 8]

  /// A dump of ten features, six of which tell nothing.
  private static func dump(_ count: Int, seed: UInt64) throws -> ActivationDump {
    let seen = Samples.inputs(count, seed: seed)
    var random = SeededGenerator(seed: seed + 1)
    let elements = (0..<count).flatMap { row in
      (0..<10).map { column in
        informative.firstIndex(of: column).map { seen[row, $0] } ?? Float(random.uniform())
      }
    }
    return try ActivationDump(
      inputs: Matrix(rowCount: count, columnCount: 10, elements: elements),
      activations: Samples.activations(seen), labels: (0..<count).map { $0 % 2 },
      groups: (0..<count).map { $0 % 3 }, head: Samples.head, parallelism: .allCores)
  }

  private static func made(
    _ test: ActivationDump? = nil, budget: Int? = nil, inputs: InputChoice = .auto
  ) throws -> Compression.Result {
    var search = StudentSearch.standard
    search.structures = [.corrected(regionCount: 2, componentCount: 2)]
    search.finalistCount = 1
    search.folds = KFold(foldCount: 2)
    return try Compression(
      sweep: Sweep(search: .structures(search), budget: budget), inputs: inputs, keptShare: 0.4
    ).run(dump(160, seed: 3), test: test, parallelism: .allCores)
  }

  /// Calls `body` with a student that was written and read again, and its test dump.
  private func withFile(
    _ body: (StudentFile, Compression.Result, ActivationDump) throws -> Void
  ) throws {
    let test = try Self.dump(90, seed: 5)
    let made = try Self.made(test)
    try Samples.inDirectory { folder in
      try made.write(to: folder + "/s.tessera")
      try body(StudentFile.read(folder + "/s.tessera"), made, test)
    }
  }

  @Test("state the list in their file and in their record")
  func record() throws {
    try withFile { file, made, _ in
      #expect(file.student.keptInputs == Self.informative)
      #expect(file.student.inputColumns == Self.informative)
      #expect(file.warning == nil && file.record == made.record)
      #expect(file.record?.keptInputs == Self.informative)
      #expect(file.record?.student.inputs == 4)
      #expect(file.model?.featureCount == 4)
    }
  }

  @Test("take the bytes that the table states, and a budget is of these")
  func budget() throws {
    let free = try Self.made(inputs: .int8)
    let bytes = free.student.bytes.count
    #expect(free.record.table.candidates.allSatisfy { $0.byteCount <= bytes })
    let least = try #require(free.record.table.candidates.map(\.byteCount).min())
    #expect(try Self.made(budget: bytes).student.bytes.count == bytes)
    #expect {
      try Self.made(budget: least - 1)
    } throws: { error in
      guard case .selection(.budgetTooSmall(least - 1, least, _)) = error as? TesseraError else {
        return false
      }
      return true
    }
  }

  @Test("say in report and card which inputs they read, and of how many bits")
  func card() throws {
    func card(_ inputs: InputChoice) throws -> String {
      let made = try Self.made(inputs: inputs)
      return try Samples.inDirectory { folder in
        try made.write(to: folder + "/s.tessera")
        let report = try StudentReport(
          [StudentFile.read(folder + "/s.tessera")], parallelism: .allCores)
        let page = String(decoding: report.plainPage().bytes, as: UTF8.self)
        #expect(page.contains("It reads 4 of the 10 numbers of a window, those at 1, 4–5, 8."))
        #expect(page.contains("What int8 changes") == (inputs == .int8))
        return String(decoding: report.card(), as: UTF8.self)
      }
    }
    let plain = try card(.int8)
    #expect(plain.contains("A packed int8 student") && plain.contains("int8 inputs:"))
    #expect(plain.contains("of the 10 numbers of a window those at 1, 4–5, 8"))
    let fine = try card(.int16)
    #expect(fine.contains("A packed student") && fine.contains("4 inputs of 16 bits"))
    #expect(fine.contains("int16 inputs:") && !fine.contains("int8"))
  }

  @Test("are evaluated on whole rows, with the float student on what is left of them")
  func evaluation() throws {
    try withFile { file, made, test in
      let evaluation = try EvaluationRecord(file, on: test, parallelism: .allCores)
      #expect(evaluation.test == made.record.test)
      #expect(evaluation.certificateMatches == true)
      #expect(evaluation.student.inputs == 4)
      let windows = try test.inputs.matrix(of: 0..<90, as: Float.self)
      let labels = made.model.labels(
        of: made.model.predict(windows.gathering(columns: Self.informative)).outputs)
      let int8 = file.student.predict(windows, parallelism: .serial).labels
      let disagreements = zip(labels, int8).count { $0 != $1 }
      #expect(evaluation.test.int8Disagreements == disagreements)
      #expect(try #require(evaluation.test.float?.agreement) > 0.9)
    }
  }

  @Test("predict from whole rows, and refuse others")
  func prediction() throws {
    try withFile { file, made, test in
      let windows = try test.inputs.matrix(of: 0..<90, as: Float.self)
      let kept = windows.gathering(columns: Self.informative)
      try Samples.inDirectory { folder in
        func write(_ inputs: Matrix<Float>) throws {
          try PredictionFile.write(
            .labels, of: file.student, on: NumericArray(name: "inputs", matrix: inputs),
            to: folder + "/p.npy", parallelism: .serial)
        }
        try write(windows)
        let labels = made.student.predict(windows, parallelism: .serial).labels
        let bytes = try Samples.bytes(folder + "/p.npy")
        #expect(bytes == NPYWriter.bytes(of: labels.map { Int32($0) }, shape: [90]))
        #expect(
          throws: TesseraError.mismatchedDump(
            path: NumericArray.memory, what: "features", found: 4, expected: 10)
        ) { try write(kept) }
      }
    }
  }

  @Test("are drawn over the features of a dump")
  func report() throws {
    try withFile { file, _, test in
      let page = try StudentReport(
        [file], test: test, windowFeatureCount: 6, parallelism: .allCores)
      #expect(!page.plainPage().bytes.isEmpty && !page.card().isEmpty)
      #expect(throws: TesseraError.windowTooLong(count: 11, featureCount: 10)) {
        _ = try StudentReport([file], windowFeatureCount: 11, parallelism: .allCores)
      }
    }
  }

  @Test("are not confused with students that take as many numbers")
  func others() throws {
    try withFile { file, _, _ in
      let plain = try Compression(sweep: Samples.sweep())
        .run(Samples.dump(80), parallelism: .allCores)
      #expect(plain.student.header.inputCount == file.student.header.inputCount)
      #expect(plain.record.keptInputs == nil)
      try Samples.inDirectory { folder in
        try plain.write(to: folder + "/p.tessera")
        let other = try StudentFile.read(folder + "/p.tessera")
        #expect(throws: TesseraError.unlikeStudents(file.path, other.path)) {
          _ = try StudentReport([file, other], parallelism: .allCores)
        }
      }
    }
  }

  @Test("have no record that names other inputs")
  func foreignRecord() throws {
    try withFile { _, made, _ in
      for kept in [nil, [0, 4, 5, 8], [1, 4, 5]] as [[Int]?] {
        var record = made.record
        record.keptInputs = kept
        try Samples.inDirectory { folder in
          try made.write(to: folder + "/s.tessera")
          try AtomicFile.write(JSONDocument.encode(record), to: folder + "/s.json")
          let file = try StudentFile.read(folder + "/s.tessera")
          #expect(file.record == nil)
          #expect(file.warning?.contains("kept_inputs") == true)
        }
      }
    }
  }
}
