import Foundation
import Rows
import Signals
import Tessera
import Testing

/// Signals whose classes move in time: a window has one burst or three, wherever they are.
private enum Bursts {
  static func dump(_ count: Int, seed: UInt64, length: Int = 96) throws -> ActivationDump {
    var random = SeededGenerator(seed: seed)
    var (rows, logits, labels): ([[Float]], [[Float]], [Int]) = ([], [], [])
    for index in 0..<count {
      let label = index % 2
      var row = (0..<length).map { _ in Float(Int(random.uniform() * 41)) - 20 }
      let spacing = length / 3
      let start = Int(random.uniform() * Double(spacing))
      for burst in 0..<(label == 0 ? 1 : 3) {
        for place in 0..<5 { row[(start + burst * spacing + place) % length] += 600 }
      }
      rows.append(row)
      logits.append(label == 0 ? [2, -2] : [-2, 2])
      labels.append(label)
    }
    return try ActivationDump(
      inputs: Matrix(rows: rows), logits: Matrix(rows: logits), labels: labels,
      parallelism: .serial)
  }

  /// Structures that take no time.
  static var sweep: Sweep {
    var search = StudentSearch.standard
    search.structures = [.regional(regionCount: 1), .corrected(regionCount: 2, componentCount: 4)]
    search.finalistCount = 1
    search.repeatLimit = nil
    return Sweep(search: .structures(search))
  }

  static func training(_ choice: FrontEndChoice) throws -> SignalTraining {
    try FrontEndSearch(choice: choice, countsPerUnit: [1]).run(
      dump(160, seed: 1), sweep: sweep, parallelism: .allCores)
  }
}

@Suite("A search for a front-end")
struct FrontEndSearchTests {
  @Test("finds features of what moves in time, and lists what it tried")
  func automatic() throws {
    let training = try Bursts.training(.automatic)
    let trials = training.frontEnd.trials
    let own = try #require(trials.first { $0.name == training.frontEnd.name })
    #expect(own.chosen?.score ?? 0 >= 0.98)
    #expect(trials.count > 10 && trials.count { $0.chosen != nil } == 4)
    let samples = try #require(trials.first { $0.name == "samples" })
    #expect(samples.chosen != nil)
    #expect(own.loss < samples.loss)
    #expect(training.train.featureCount == own.features)
  }

  @Test("compares programs by F of a class where that is asked for")
  func decisions() throws {
    var sweep = Bursts.sweep
    sweep.operatingPoint = OperatingRequest(.best(.f2), comparesStudents: true)
    let dump = try Bursts.dump(160, seed: 1)
    let training = try FrontEndSearch(choice: .automatic, countsPerUnit: [1]).run(
      dump, sweep: sweep, parallelism: .allCores)
    let finalists = training.frontEnd.trials.filter { $0.chosen != nil }
    let own = try #require(finalists.first { $0.name == training.frontEnd.name })
    #expect(own.chosen?.score ?? 0 >= 0.95)
    // Nothing that is as good is cheaper.
    let best = finalists.compactMap(\.chosen?.score).max()
    #expect(finalists.allSatisfy { $0.chosen?.score != best || $0.steps >= own.steps })
  }

  @Test("makes a student that answers windows as its record says")
  func compression() throws {
    let test = try Bursts.dump(100, seed: 2)
    let training = try Bursts.training(.named("events"))
    let compression = Compression(sweep: Bursts.sweep)
    let result = try compression.run(
      training.windows, test: test, signals: training, parallelism: .allCores)
    let header = result.student.header
    #expect(header.windowCount == 96 && header.sections.hasProgram)
    #expect(result.record.student.bytes == result.student.bytes.count)
    #expect(result.record.frontEnd?.name == "events")
    #expect(result.record.test?.accuracy ?? 0 >= 0.98)
    #expect(result.record.flaw(beside: result.student) == nil)
    // The device takes counts, and the host's passes begin at the features.
    let windows = try test.inputs.matrix(as: Float.self)
    let answers = result.student.predict(windows, parallelism: .serial)
    #expect(
      try result.student.predict(counts: windows.elements.map { Int16($0) }) == answers)
    let features = try #require(result.student.programFeatures)
    let made = try features.features(of: windows, parallelism: .serial)
    #expect(result.student.core.predict(made, parallelism: .serial) == answers)
    #expect(result.student.inputs(of: windows) == made)
    try Samples.inDirectory { folder in
      let path = folder + "/s.tessera"
      try result.write(to: path)
      let file = try StudentFile.read(path)
      #expect(file.record == result.record && file.warning == nil)
      let evaluation = try EvaluationRecord(file, on: test, parallelism: .serial)
      #expect(evaluation.test == result.record.test)
      #expect(evaluation.certificateMatches == true)
    }
  }

  @Test("keeps to a budget with the program among the bytes")
  func budget() throws {
    let training = try Bursts.training(.named("events"))
    var sweep = Bursts.sweep
    let free = try Compression(sweep: sweep).run(
      training.windows, signals: training, parallelism: .allCores)
    let candidate = try #require(free.record.chosen)
    #expect(candidate.byteCount == free.student.bytes.count)
    sweep.budget = 100
    #expect {
      try Compression(sweep: sweep).run(
        training.windows, signals: training, parallelism: .allCores)
    } throws: { error in
      guard case .selection(.budgetTooSmall(100, let smallest, _)) = error as? TesseraError else {
        return false
      }
      return smallest > 100
    }
  }

  @Test("refuses windows and programs that do not fit")
  func refusals() throws {
    let dump = try Bursts.dump(20, seed: 3)
    func failure(_ search: FrontEndSearch, _ dump: ActivationDump) -> TesseraError? {
      do throws(TesseraError) {
        _ = try search.run(dump, sweep: Bursts.sweep, parallelism: .serial)
        return nil
      } catch { return error }
    }
    guard case .signals(.unitsMissing) = failure(FrontEndSearch(choice: .automatic), dump) else {
      Issue.record("floats without a unit")
      return
    }
    guard
      case .signals(.wrongUnitCount(2, 1)) = failure(
        FrontEndSearch(choice: .automatic, countsPerUnit: [1, 2]), dump)
    else {
      Issue.record("two units for one channel")
      return
    }
    guard
      case .signals(.unknownProgram("evnts", let known)) = failure(
        FrontEndSearch(choice: .named("evnts"), countsPerUnit: [1]), dump),
      known.contains("events")
    else {
      Issue.record("an unknown name")
      return
    }
    guard
      case .signals(.countOutOfRange) = failure(
        FrontEndSearch(choice: .named("events"), countsPerUnit: [1_000]), dump)
    else {
      Issue.record("counts beyond int16")
      return
    }
  }
}
