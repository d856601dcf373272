import Foundation
import Tessera
import Testing

/// From the goal to the biases of the packed student, its record, its page and its card.
@Suite("Operating points")
struct OperatingPointTests {
  /// Two classes, one of them rare and only half found by the teacher's own decision.
  private static func dump(_ count: Int, seed: UInt64, hasLabels: Bool = true) throws
    -> ActivationDump
  {
    let inputs = Samples.inputs(count, seed: seed)
    let margins = (0..<count).map { row in
      Double(inputs[row, 0]) + 0.5 * Double(inputs[row, 1]) - 0.25 * Double(inputs[row, 2])
    }
    return try ActivationDump(
      inputs: inputs,
      logits: Matrix(
        rowCount: count, columnCount: 2, elements: margins.flatMap { [Float(0), Float($0 - 3)] }),
      labels: hasLabels ? margins.map { $0 > 1.5 ? 1 : 0 } : nil,
      groups: (0..<count).map { $0 % 12 }, classNames: ["calm", "storm"], parallelism: .allCores)
  }

  private static var sweep: Sweep {
    var search = StudentSearch.standard
    search.structures = [
      .regional(regionCount: 1), .corrected(regionCount: 2, componentCount: 2),
    ]
    search.penalties = Array(search.penalties.prefix(1))
    search.distilledPenalties = Array(search.distilledPenalties.prefix(1))
    search.correctionScales = [1]
    search.finalistCount = 1
    search.folds = KFold(foldCount: 3)
    return Sweep(search: .structures(search))
  }

  private static func compression(_ goal: OperatingGoal?, keptShare: Double? = nil) -> Compression {
    var sweep = sweep
    sweep.operatingPoint = goal.map { OperatingRequest($0) }
    return Compression(sweep: sweep, keptShare: keptShare, acceptsInt8Loss: true)
  }

  @Test("move the packed student, and nothing but its decisions")
  func moved() throws {
    let (train, test) = try (Self.dump(240, seed: 3), Self.dump(120, seed: 5))
    let plain = try Self.compression(nil).run(train, test: test, parallelism: .allCores)
    let moved = try Self.compression(.best(.f2)).run(train, test: test, parallelism: .allCores)
    let point = try #require(moved.record.operatingPoint)
    #expect(plain.record.operatingPoint == nil)
    #expect(point.offsets.count == 2 && point.offsets[0] == 0 && point.offsets[1] > 0.5)
    #expect(moved.model == plain.model.moved(by: point.offsets))
    #expect(moved.student.bytes.count == plain.student.bytes.count)
    #expect(moved.record.student.macs == plain.record.student.macs)
    let (before, after) = try (#require(plain.record.test), #require(moved.record.test))
    #expect(try #require(after.sensitivity?[1]) > #require(before.sensitivity?[1]) + 0.1)
    #expect(try #require(point.after.f2?.value) > #require(point.before.f2?.value) + 0.1)
    #expect(point.rows == 240 && point.groups == 12 && point.truth == .labels)
    #expect(point.positive == 1 && point.isReached && point.curve?.groups == 12)
    #expect(try #require(after.certificate).violations == 0)
  }

  @Test("are those of the sweep, for the chosen student and each of the front")
  func sweep() throws {
    let train = try Self.dump(240, seed: 3)
    let compression = Self.compression(.atLeast(0.9, of: .sensitivity))
    let swept = try compression.sweep.run(train, parallelism: .allCores)
    let made = try compression.runFront(train, parallelism: .allCores)
    #expect(made.chosen.record.operatingPoint == swept.operatingPoint)
    #expect(SweepRecord(swept).operatingPoint == swept.operatingPoint)
    for student in made.front {
      let point = try #require(student.record.operatingPoint)
      #expect(try #require(point.after.sensitivity).value >= 0.9)
    }
  }

  @Test("compare the students of the front where that is asked for, and no students otherwise")
  func comparison() throws {
    let train = try Self.dump(240, seed: 3)
    func swept(_ request: OperatingRequest) throws -> Sweep.Result {
      var sweep = Self.sweep
      sweep.operatingPoint = request
      return try sweep.run(train, parallelism: .allCores)
    }
    #expect(try swept(OperatingRequest(.best(.f2))).operatingPoint?.rivals == nil)
    let result = try swept(OperatingRequest(.best(.f2), comparesStudents: true))
    let rivals = try #require(result.operatingPoint?.rivals)
    let best = try #require(rivals.map(\.heldOut).max())
    let first = try #require(rivals.first { $0.heldOut >= best - 0.001 })
    #expect(first.bytes == result.selection.chosen.byteCount)
    #expect(zip(rivals, rivals.dropFirst()).allSatisfy { $0.bytes < $1.bytes })
    let held = try #require(result.operatingPoint?.heldOut.f2?.value)
    #expect(abs(held - first.heldOut) < 1e-12)
    // A share compares nothing: one student would buy it with the other share.
    let share = OperatingRequest(.atLeast(0.9, of: .sensitivity), comparesStudents: true)
    #expect(try swept(share).operatingPoint?.rivals == nil)
  }

  @Test("of a dump without labels count the teacher's as true")
  func teacher() throws {
    let made = try Self.compression(.best(.macroF1))
      .run(Self.dump(240, seed: 3, hasLabels: false), parallelism: .allCores)
    let point = try #require(made.record.operatingPoint)
    #expect(point.truth == .teacher)
    #expect(abs(point.after.accuracy.value - point.agreement.after) < 1e-12)
  }

  @Test("of a student on few inputs are those of its own held-out rows")
  func pruned() throws {
    let train = try Self.dump(240, seed: 3)
    let made = try Self.compression(.best(.f2), keptShare: 0.5)
      .run(train, parallelism: .allCores)
    #expect(made.record.keptInputs?.count == 2)
    #expect(try #require(made.record.operatingPoint).offsets[1] > 0.5)
  }

  @Test("stay as they are from the record to the file and back, and records without them are read")
  func record() throws {
    let train = try Self.dump(240, seed: 3)
    let made = try Self.compression(.best(.f2)).run(train, parallelism: .allCores)
    try Samples.inDirectory { folder in
      let path = folder + "/s.tessera"
      try made.write(to: path)
      #expect(try StudentFile.read(path).record == made.record)
      let old = folder + "/s.json"
      let url = URL(fileURLWithPath: old)
      var json = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: Any])
      #expect((json["operating_point"] as? [String: Any])?["goal"] as? String == "f2")
      json["operating_point"] = nil
      try JSONSerialization.data(withJSONObject: json).write(to: url)
      let file = try StudentFile.read(path)
      #expect(file.warning == nil && file.record != nil && file.record?.operatingPoint == nil)
    }
  }

  @Test("that contradict the student are ignored with the record")
  func flaws() throws {
    let made = try Self.compression(.best(.f2))
      .run(Self.dump(240, seed: 3), parallelism: .allCores)
    let changes: [(String, (inout OperatingPoint) -> Void)] = [
      ("positive", { $0.positive = 2 }), ("positive", { $0.positive = nil }),
      ("offsets", { $0.offsets.append(0) }), ("offsets", { $0.offsets = [1, 1] }),
      ("rows", { $0.rows = 0 }), ("groups", { $0.groups = .max }),
      ("agreement", { $0.agreement.after = 2 }),
    ]
    try Samples.inDirectory { folder in
      let path = folder + "/s.tessera"
      try made.write(to: path)
      for (key, change) in changes {
        var record = made.record
        var point = try #require(record.operatingPoint)
        change(&point)
        record.operatingPoint = point
        try AtomicFile.write(JSONDocument.encode(record), to: folder + "/s.json")
        let file = try StudentFile.read(path)
        #expect(
          file.warning?.contains("in 'operating_point.\(key)'") == true, "\(file.warning ?? "")")
      }
    }
  }

  @Test("are shown with their figures in the page and in the card")
  func report() throws {
    let (train, test) = try (Self.dump(240, seed: 3), Self.dump(120, seed: 5))
    let made = try Self.compression(.best(.f2)).run(train, test: test, parallelism: .allCores)
    try Samples.inDirectory { folder in
      try made.write(to: folder + "/s.tessera")
      let file = try StudentFile.read(folder + "/s.tessera")
      for dump in [nil, test] {
        let report = try StudentReport([file], test: dump, parallelism: .allCores)
        let page = String(decoding: report.plainPage().bytes, as: UTF8.self)
        let card = String(decoding: report.card(), as: UTF8.self)
        for text in [page, card] {
          #expect(text.contains("The student decides where f2 was reached for storm"))
          #expect(text.contains("specificity") && text.contains("moved by the other folds"))
          #expect(text.contains("Intervals are taken over 12 groups"))
        }
        #expect(page.contains("Where it decides") && card.contains("## Operating point"))
      }
    }
  }

  @Test("are refused where there is no such class, with the classes that there are")
  func refusals() throws {
    let train = try Self.dump(120, seed: 3)
    func error(_ request: OperatingRequest, _ dump: ActivationDump) -> TesseraError? {
      var sweep = Self.sweep
      sweep.operatingPoint = request
      do throws(TesseraError) {
        _ = try sweep.run(dump, parallelism: .allCores)
        return nil
      } catch {
        return error
      }
    }
    let unknown = error(OperatingRequest(.best(.f2), positive: .name("rain")), train)
    #expect(
      unknown == .unknownClass("rain", classNames: ["calm", "storm"], classCount: 2))
    #expect(unknown?.description.contains("calm, storm, or 0 to 1") == true)
    #expect(error(OperatingRequest(.best(.f2), positive: .name("calm")), train) == nil)
    #expect(error(OperatingRequest(.best(.f2), positive: .index(2)), train) != nil)
    let calm = try ActivationDump(
      inputs: Samples.inputs(60),
      logits: Matrix(
        rowCount: 60, columnCount: 2, elements: (0..<120).map { Float($0 % 7) }),
      labels: Array(repeating: 0, count: 60), parallelism: .allCores)
    #expect(error(OperatingRequest(.best(.f2)), calm) == .selection(.oneSidedClass(1)))
  }
}
