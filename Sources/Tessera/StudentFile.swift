internal import Foundation
internal import PackedFormat
public import Quantization
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

  /// Where the record of the student at `path` lies: `s.tessera` → `s.json`.
  public static func recordPath(forStudent path: String) -> String {
    (path as NSString).deletingPathExtension + ".json"
  }

  /// Reads a packed student and looks for its record.
  ///
  /// - Parameter path: the file.
  /// - Throws: `TesseraError.cannotRead` and `.invalidStudent`. A record that is damaged or belongs
  ///   to another student is no error: `warning` tells.
  public static func read(_ path: String) throws(TesseraError) -> StudentFile {
    let student: PackedStudent
    let bytes = try contents(of: path)
    do throws(PackedFormatError) {
      student = try PackedStudent(bytes: bytes)
    } catch {
      throw .invalidStudent(path: path, error)
    }
    guard student.isIdentified else { throw .wrongIdentifier(path: path) }
    let recordPath = recordPath(forStudent: path)
    guard FileManager.default.fileExists(atPath: recordPath) else {
      return StudentFile(path: path, student: student, record: nil, warning: nil)
    }
    let record = JSONDocument.decode(RunRecord.self, from: try contents(of: recordPath))
    guard let objection = objection(to: record, of: student) else {
      return StudentFile(path: path, student: student, record: record, warning: nil)
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
      guard let bytes = try? contents(of: path),
        let record = JSONDocument.decode(RunRecord.self, from: bytes),
        objection(to: record, of: student) == nil
      else { continue }
      return (record, path)
    }
    return nil
  }

  private static func objection(to record: RunRecord?, of student: PackedStudent) -> String? {
    guard let record else { return "not a run record" }
    guard record.student.sha256 == student.sha256 else {
      return "the record of another student"
    }
    guard let model = record.model.model, student.hasShape(of: model),
      record.certificate?.isValid ?? true
    else { return "a record that contradicts its student" }
    return nil
  }

  /// The bytes of a small file.
  static func contents(of path: String) throws(TesseraError) -> [UInt8] {
    let url = URL(fileURLWithPath: path)
    do {
      let values = try url.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
      guard values.isRegularFile == true else {
        throw TesseraError.cannotRead(path: path, reason: "not a regular file")
      }
      guard let size = values.fileSize, size <= byteLimit else {
        throw TesseraError.cannotRead(path: path, reason: "larger than \(byteLimit) bytes")
      }
      return Array(try Data(contentsOf: url))
    } catch let error as TesseraError {
      throw error
    } catch {
      throw .cannotRead(path: path, reason: (error as NSError).plainReason)
    }
  }
}

extension NSError {
  /// What went wrong, without the path: the callers name it.
  fileprivate var plainReason: String {
    let underlying = userInfo[NSUnderlyingErrorKey] as? NSError
    switch (domain, code) {
    case (NSCocoaErrorDomain, NSFileReadNoSuchFileError): return "no such file"
    case (NSCocoaErrorDomain, NSFileReadNoPermissionError): return "permission denied"
    default: return underlying?.localizedDescription ?? localizedDescription
    }
  }
}

extension Compression.Result {
  /// Writes the run record and then the student, each as a whole or not at all.
  ///
  /// Between the two, a student that was there before has a record that does not match; its own has
  /// a second name meanwhile, by which `StudentFile.read` finds it.
  ///
  /// - Parameters:
  ///   - path: where the student goes; the record goes to `StudentFile.recordPath`.
  ///   - copy: where a further copy of the record goes.
  /// - Throws: `TesseraError.cannotCreate` and `.inputOutput`; then nothing was written.
  public func write(to path: String, recordCopy copy: String? = nil) throws(TesseraError) {
    try StudentFile.checkDestination(path)
    let json = JSONDocument.encode(record)
    let records = [StudentFile.recordPath(forStudent: path)] + (copy.map { [$0] } ?? [])
    try AtomicFile.write(
      records.map { AtomicFile.Draft(path: $0, bytes: json) }
        + [AtomicFile.Draft(path: path, bytes: student.bytes)])
  }
}

extension StudentFile {
  /// Checks that a student and its record can be written at `path`.
  ///
  /// - Throws: `TesseraError.cannotCreate`, also when a file that is no run record is where the
  ///   record goes.
  public static func checkDestination(_ path: String) throws(TesseraError) {
    let recordPath = recordPath(forStudent: path)
    guard recordPath != path else {
      throw .cannotCreate(path: path, reason: "the run record beside the student takes this name")
    }
    guard !FilePlace.isStream(path) else {
      throw .cannotCreate(path: path, reason: "a student and its run record need a directory")
    }
    try FilePlace.check(path)
    try FilePlace.check(recordPath)
    guard FileManager.default.fileExists(atPath: recordPath) else { return }
    let mark = JSONDocument.decode(Mark.self, from: try contents(of: recordPath))
    guard mark?.tool.name == "tessera" else {
      throw .cannotCreate(
        path: path, reason: "its run record would overwrite \(recordPath), which is another file")
    }
  }

  /// What tells a run record from other JSON documents.
  private struct Mark: Decodable {
    struct Tool: Decodable {
      let name: String
    }
    let tool: Tool
  }
}
