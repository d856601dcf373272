internal import ActivationFormats
public import Files
internal import Foundation
public import HostRuntime
internal import PackedFormat
public import Quantization
public import Records
internal import Rows
public import Student

/// A packed student and, when it is there and belongs to it, its run record.
public struct StudentFile: Sendable {
  /// Where the student was read from.
  public let path: String
  /// The packed student.
  public let student: PackedStudent
  /// The run record beside it.
  public let record: RunRecord?
  /// Why a record that is there is not used, or not the one in its place.
  public let warning: String?

  /// The most bytes that a student or a record may have (1 GiB).
  private static let byteLimit = 1 << 30

  /// The float student, from the run record.
  public var model: PiecewiseLinearModel? { record?.model.model }

  /// The bound on int8 for the range in the run record, derived again from both students. nil
  /// without a record that has a range, and where the bound is infinite.
  public var bound: QuantizationBound? {
    guard let certificate = record?.certificate, let model else { return nil }
    let bound = QuantizationBound(student.core, model: model, limits: certificate.limits)
    // Infinite where the float student's numbers are absurd.
    return (bound.logits.elements + bound.regions.elements).allSatisfy(\.isFinite) ? bound : nil
  }

  /// The part of it that `inspect` shows.
  var inspection: StudentInspection {
    StudentInspection(student, at: path, record: record, warning: warning)
  }

  /// Where the record of the student at `path` lies: `s.tessera` → `s.json`.
  public static func recordPath(forStudent path: String) -> String {
    FilePath.stem(of: path) + ".json"
  }

  /// Reads a packed student and looks for its record.
  ///
  /// - Parameter path: the file.
  /// - Throws: `TesseraError.cannotRead`, `.invalidStudent` and `.wrongIdentifier`. A record that is
  ///   damaged or belongs to another student is no error; `warning` reports it.
  public static func read(_ path: String) throws(TesseraError) -> StudentFile {
    let bytes = try contents(of: path)
    let student = try rethrowing(PackedStudent(bytes: bytes)) {
      TesseraError.invalidStudent(path: path, $0)
    }
    guard student.isIdentified else { throw .wrongIdentifier(path: path) }
    let recordPath = recordPath(forStudent: path)
    // A link that leads nowhere is there, too.
    guard (try? FileManager.default.attributesOfItem(atPath: recordPath)) != nil else {
      return StudentFile(path: path, student: student, record: nil, warning: nil)
    }
    let objection: String
    do throws(Objection) {
      let record = try record(of: student, at: recordPath)
      return StudentFile(path: path, student: student, record: record, warning: nil)
    } catch {
      objection = error.words
    }
    if let (kept, keptPath) = keptRecord(of: student, beside: recordPath) {
      return StudentFile(
        path: path, student: student, record: kept,
        warning: """
          \(recordPath): \(objection), of a run that was killed; \(keptPath) is used, which is of \
          this one. Give the command of that run again.
          """)
    }
    return StudentFile(
      path: path, student: student, record: nil,
      warning: """
        \(recordPath): \(objection); it is ignored. Make the student again to get its record back.
        """)
  }

  /// The record of `student` that a run kept while it replaced both, and was killed.
  private static func keptRecord(
    of student: PackedStudent, beside recordPath: String
  ) -> (record: RunRecord, path: String)? {
    for path in AtomicFile.leftovers(of: recordPath) {
      if let record = try? record(of: student, at: path) { return (record, path) }
    }
    return nil
  }

  /// Why a record is not used, in words that follow its path.
  private struct Objection: Error {
    let words: String
  }

  /// The record in a file, if it is one of `student` and sound.
  private static func record(
    of student: PackedStudent, at path: String
  ) throws(Objection) -> RunRecord {
    let bytes = try rethrowing(WholeFile.read(path, atMost: recordByteLimit(of: student))) {
      (failure: WholeFile.Failure) in
      Objection(words: "a record that cannot be read (\(failure.reason))")
    }
    guard let record = JSONDocument.decode(RunRecord.self, from: bytes) else {
      throw Objection(words: "not a run record")
    }
    guard record.student.sha256 == student.sha256 else {
      throw Objection(words: "the record of another student")
    }
    if let key = record.flaw(beside: student) {
      throw Objection(words: "a record that contradicts its student or itself in '\(key)'")
    }
    return record
  }

  /// The most bytes that the record of `student` may have. It allows 64 MiB for the table and the
  /// figures, some ten bytes for each weight of the float student, and the counts of all pairs of
  /// classes.
  package static func recordByteLimit(of student: PackedStudent) -> Int {
    let outputs = student.header.outputCount
    return min(byteLimit, 64 << 20 + 16 * student.bytes.count + 32 * outputs * outputs)
  }

  /// The bytes of a small file.
  static func contents(of path: String) throws(TesseraError) -> [UInt8] {
    try rethrowing(WholeFile.read(path, atMost: byteLimit)) { (failure: WholeFile.Failure) in
      TesseraError.cannotRead(path: path, reason: failure.reason)
    }
  }
}

extension Compression.Result {
  /// Writes the run record and then the student, each as a whole or not at all.
  ///
  /// Between the two writes, an earlier student has a record that does not match. Meanwhile its own
  /// record has a second name, by which `StudentFile.read` finds it.
  ///
  /// - Parameters:
  ///   - path: where the student goes; the record goes to `StudentFile.recordPath`.
  ///   - copy: where a further copy of the record goes.
  /// - Throws: `TesseraError.files` and `.records`; then nothing was written.
  public func write(to path: String, recordCopy copy: String? = nil) throws(TesseraError) {
    let files = try drafts(to: path, recordCopy: copy)
    try rethrowing(AtomicFile.write(files), as: TesseraError.files)
  }

  /// The files of `write`, to be written with others.
  ///
  /// - Parameters:
  ///   - path: where the student goes, as in `write`.
  ///   - copy: where a further copy of the record goes.
  /// - Throws: `TesseraError.files` where they cannot be there, `.records` where the record cannot be
  ///   written.
  public func drafts(
    to path: String, recordCopy copy: String? = nil
  ) throws(TesseraError) -> [AtomicFile.Draft] {
    try StudentFile.checkDestination(path)
    let json = try rethrowing(JSONDocument.encode(record), as: TesseraError.records)
    let records = [StudentFile.recordPath(forStudent: path)] + (copy.map { [$0] } ?? [])
    return records.map { AtomicFile.Draft(path: $0, bytes: json) }
      + [AtomicFile.Draft(path: path, bytes: student.bytes)]
  }
}

extension StudentFile {
  /// Checks that a student and its record can be written at `path`.
  ///
  /// - Throws: `TesseraError.files`, also when a file that is no run record is where the
  ///   record goes.
  public static func checkDestination(_ path: String) throws(TesseraError) {
    let recordPath = recordPath(forStudent: path)
    guard recordPath != path else {
      throw .files(
        .cannotCreate(path: path, reason: "the run record beside the student takes this name"))
    }
    guard !FilePlace.isStream(path) else {
      throw .files(
        .cannotCreate(path: path, reason: "a student and its run record need a directory"))
    }
    for path in [path, recordPath] { try rethrowing(FilePlace.check(path), as: TesseraError.files) }
    guard FileManager.default.fileExists(atPath: recordPath) else { return }
    let mark = (try? contents(of: recordPath)).flatMap { JSONDocument.decode(Mark.self, from: $0) }
    guard mark?.tool.name == "tessera" else {
      throw .files(
        .cannotCreate(
          path: path, reason: "its run record would overwrite \(recordPath), which is another file")
      )
    }
  }

  /// The keys that distinguish a run record from other JSON documents.
  private struct Mark: Decodable {
    struct Tool: Decodable {
      let name: String
    }
    let tool: Tool
  }
}
