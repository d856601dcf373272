import Foundation
import Tessera
import Testing

/// Every value of a record is replaced by a harmful one. Each verb's work ends in a result or in a
/// typed error. A trap would end this process.
@Suite("Records that were made to harm")
struct RunRecordValidationTests {
  /// A place in a JSON document: keys and positions.
  private enum Step {
    case key(String)
    case position(Int)
  }

  private static let train = try? Samples.dump(80)
  private static let test = try? Samples.dump(40, seed: 4)

  /// A student with a projection, a shared map and divergences.
  private static var structures: Sweep {
    var search = StudentSearch.standard
    search.structures = [
      .regional(regionCount: 1), .corrected(regionCount: 2, componentCount: 2),
    ]
    search.penalties = Array(search.penalties.prefix(1))
    search.distilledPenalties = Array(search.distilledPenalties.prefix(1))
    search.correctionScales = [1]
    search.finalistCount = 1
    search.folds = KFold(foldCount: 2)
    return Sweep(
      search: .structures(search), rule: .best, seedCount: 2,
      operatingPoint: OperatingRequest(.best(.f2)))
  }

  private static func made(_ name: String) throws -> Compression.Result {
    let sweep =
      name == "corrected" ? structures : Samples.sweep(head: .linear, lambdas: [1])
    return try Compression(sweep: sweep, acceptsInt8Loss: true)
      .run(#require(train), test: test, parallelism: .allCores)
  }

  /// The places of all values, and of all lists and objects.
  private static func places(in value: Any, from path: [Step] = []) -> [[Step]] {
    let own = path.isEmpty ? [] : [path]
    switch value {
    case let object as [String: Any]:
      return own
        + object.keys.sorted().flatMap { places(in: object[$0] as Any, from: path + [.key($0)]) }
    case let list as [Any]:
      // Two elements stand for all of a list.
      return own
        + list.prefix(2).enumerated().flatMap {
          places(in: $0.element, from: path + [.position($0.offset)])
        }
    default: return own
    }
  }

  private static func value(at path: ArraySlice<Step>, in value: Any) -> Any {
    switch (path.first, value) {
    case (.key(let key), let object as [String: Any]):
      self.value(at: path.dropFirst(), in: object[key] as Any)
    case (.position(let index), let list as [Any]):
      self.value(at: path.dropFirst(), in: list[index])
    default: value
    }
  }

  private static func replacing(_ path: ArraySlice<Step>, in value: Any, by new: Any?) -> Any? {
    switch (path.first, value) {
    case (.key(let key), var object as [String: Any]):
      object[key] = replacing(path.dropFirst(), in: object[key] as Any, by: new)
      return object
    case (.position(let index), var list as [Any]):
      let element = replacing(path.dropFirst(), in: list[index], by: new)
      list.replaceSubrange(index...index, with: element.map { [$0] } ?? [])
      return list
    default: return new
    }
  }

  /// The replacements of a value; nil removes it.
  private static func hostile(_ value: Any) -> [Any?] {
    var values: [Any?] = [
      nil, -1, 0, 1, Int.max, Int.min, 1 << 62, 1e308, -1e308, 0.5, "", NSNull(), [Any](),
      [String: Any](),
    ]
    if let list = value as? [Any] { values += [list + list, Array(list.dropLast())] }
    if let text = value as? String, let bytes = Data(base64Encoded: text), bytes.count >= 32 {
      for number in [1e308, -1e308, 1e154, Double.leastNonzeroMagnitude, .nan] {
        let pattern = withUnsafeBytes(of: number.bitPattern.littleEndian) { Array($0) }
        values.append(
          Data((0..<bytes.count).map { pattern[$0 % 8] }).base64EncodedString())
      }
      values.append(String(text.dropLast(4)))
    }
    return values
  }

  /// The work of the verbs with a student and its record.
  private static func use(_ path: String, on dump: ActivationDump) throws {
    do {
      let file = try StudentFile.read(path)
      guard file.record != nil else {
        #expect(file.warning != nil)
        return
      }
      if case .student(let inspection) = try Inspection(path, parallelism: .allCores) {
        try rethrowing(JSONDocument.encode(inspection), as: TesseraError.records)
      }
      let report = try StudentReport([file], parallelism: .allCores)
      _ = (report.plainPage(), report.card())
      _ = try StudentReport([file], test: dump, parallelism: .allCores).plainPage()
      let evaluation = try EvaluationRecord(file, on: dump, parallelism: .allCores)
      try rethrowing(JSONDocument.encode(evaluation), as: TesseraError.records)
      _ = try FirmwareFolder(file)
    } catch {
      // Its type shows that it is a refusal.
      #expect(!error.description.isEmpty)
    }
  }

  @Test("are read or refused, whatever value is changed", arguments: ["corrected", "linear"])
  func everyValue(name: String) throws {
    let made = try Self.made(name)
    let dump = try #require(Self.test)
    let document = try JSONSerialization.jsonObject(with: Data(JSONDocument.encode(made.record)))
    try Samples.inDirectory { folder in
      let path = folder + "/s.tessera"
      try made.write(to: path)
      #expect(try StudentFile.read(path).record == made.record)
      var count = 0
      for (index, place) in Self.places(in: document).enumerated() {
        let values = Self.hostile(Self.value(at: place[...], in: document))
        // One in five, others at every place: all of them take a minute.
        for value in stride(from: index % 5, to: values.count, by: 5).map({ values[$0] }) {
          guard let changed = Self.replacing(place[...], in: document, by: value) else { continue }
          try JSONSerialization.data(withJSONObject: changed)
            .write(to: URL(fileURLWithPath: folder + "/s.json"))
          try Self.use(path, on: dump)
          count += 1
        }
      }
      #expect(count > 300)
    }
  }

  /// Changes that a report would count with, or look up.
  private static let changes: [(String, @Sendable (inout RunRecord) -> Void)] = [
    ("class_names", { $0.classNames = ["a"] }), ("class_names", { $0.classNames = [] }),
    ("student.parameters", { $0.student.parameters = 1 << 62 }),
    ("teacher.parameters", { $0.teacher.parameters = -1 }),
    ("test.agreement", { $0.test?.agreement = -1 }),
    ("test.agreement", { $0.test?.agreement = 1.1 }),
    ("test.confusion", { $0.test?.confusion?[0][0] = .max }),
    ("test.confusion", { $0.test?.confusion?[0][0] += 1 }),
    ("test.teacher_confusion", { $0.test?.teacherConfusion?.removeLast() }),
    ("test.certificate.rows", { $0.test?.certificate?.rows = .min }),
    ("test.certificate.rows_outside", { $0.test?.certificate?.rowsOutside = .min }),
    ("test.region_shares", { $0.test?.regionShares[0] = 1e308 }),
    ("certificate.bounds", { $0.certificate?.bounds.removeLast() }),
    ("stability.seeds", { $0.stability?.seeds.removeLast() }),
    ("stability.seeds", { $0.stability?.seeds[1].selection.agreement = 2 }),
    ("stability.seeds", { $0.stability?.seeds[1].selection.lambda = -1 }),
    ("stability.same_labels", { $0.stability?.sameLabels?.share = 1.1 }),
    ("stability.structures", { $0.stability?.structures[0].seeds = .max }),
    ("stability.structures", { $0.stability?.mse?.median = 1e308 }),
    ("model", { $0.model.maps[0].rows += 1 }),
    (
      "table",
      {
        let old = $0.table
        var scores = old.candidates[0].scores
        scores.divergence?.removeLast()
        let first = Candidate(
          structure: old.candidates[0].structure, fit: old.candidates[0].fit,
          byteCount: 1, multiplyAccumulates: 1, scores: scores)
        $0.table = CrossValidationTable(
          foldCount: old.foldCount, grouped: old.grouped,
          candidates: [first] + old.candidates.dropFirst())
      }
    ),
  ]

  @Test("are ignored with a warning that names the key")
  func keys() throws {
    let made = try Self.made("corrected")
    try Samples.inDirectory { folder in
      let path = folder + "/s.tessera"
      try made.write(to: path)
      for (key, change) in Self.changes {
        var record = made.record
        change(&record)
        try AtomicFile.write(JSONDocument.encode(record), to: folder + "/s.json")
        let file = try StudentFile.read(path)
        #expect(file.record == nil)
        #expect(
          file.warning?.contains("in '\(key)'; it is ignored") == true, "\(file.warning ?? "")")
      }
    }
  }

  @Test("a teacher of any size has a size")
  func teacher() throws {
    var record = try Self.made("linear").record
    record.teacher.parameters = 1 << 61
    #expect(record.teacher.byteCount == .max)
    record.teacher.parameters = 1_000
    #expect(record.teacher.byteCount == 4_000)
    #expect(record.student.floatByteCount == 4 * record.student.parameters)
  }
}
