internal import ActivationFormats
internal import Files
internal import Firmware
internal import Foundation
internal import Records

/// Compares a generated folder with the one that this tool generates from the student. It trusts
/// the folder's own statements only where there is no other source.
struct FolderVerification {
  private let path: String
  private let name: FirmwareName
  private let file: StudentFile
  /// The class names that the folder should have, from the run record or by request; nil when
  /// neither has them.
  private let classNames: [String]?
  private let knowsClassNames: Bool

  init(_ path: String, named name: FirmwareName, of file: StudentFile, _ options: DumpOptions) {
    (self.path, self.name, self.file) = (path, name, file)
    classNames = options.classNames ?? file.record?.classNames
    knowsClassNames = options.classNames != nil || file.record != nil
  }

  /// - Throws: `TesseraError.firmware` for class names of another number than outputs.
  func finding() throws(TesseraError) -> Verification.Finding {
    let code = "src/\(name).c"
    let said = contents(code).flatMap(FirmwareSource.classNames)
    let vectors = contents("test/vectors.c").flatMap {
      ProofVectors(inSource: $0, student: file.student.bytes)
    }
    let expected = try source(knowsClassNames ? classNames : said, vectors)
    let changed = expected.files.filter { contents($0.path) != $0.bytes }.map(\.path)
    let detail: String
    if !changed.isEmpty {
      let version = "what version \(TesseraVersion.current) generates from the student"
      let more = changed.count > 3 ? " and \(changed.count - 3) more" : ""
      detail =
        "not \(version): " + changed.prefix(3).joined(separator: ", ") + more
        + reason(code, said, vectors, isAlone: changed == [code])
    } else if let stranger = strangers(expected).first {
      detail = "\(stranger) is not of the folder, and builds would take it"
    } else {
      return Verification.Finding(
        path: path, kind: .source, matches: true,
        detail: "\(code) holds the student; all \(expected.files.count) files are as generated",
        warnings: warnings(expected))
    }
    return Verification.Finding(path: path, kind: .source, matches: false, detail: detail)
  }

  /// Those of the run record, or else the folder's own where they are as many as a window has
  /// numbers.
  private var featureNames: [String]? {
    if let record = file.record { return record.featureNames }
    let names = contents("src/\(name).c").flatMap(FirmwareSource.featureNames)
    return names?.count == file.student.header.windowCount ? names : nil
  }

  private func source(
    _ names: [String]?, _ vectors: ProofVectors?
  ) throws(TesseraError) -> FirmwareSource {
    let student = file.student
    let count = student.header.labelCount
    // Names that the folder gives itself in another number are none.
    let names = knowsClassNames || names?.count == count ? names : nil
    do throws(FirmwareError) {
      let proof = if let vectors { vectors } else { try ProofVectors(student: student.bytes) }
      return try FirmwareSource(
        student: student.bytes, sha256: student.sha256, name: name, classNames: names,
        featureNames: featureNames, vectors: proof, version: TesseraVersion.current)
    } catch {
      throw .firmware(error)
    }
  }

  /// The likely cause of a difference, as the end of a sentence; empty where none is known.
  private func reason(
    _ code: String, _ said: [String]?, _ vectors: ProofVectors?, isAlone: Bool
  ) -> String {
    guard let found = contents(code) else { return " (\(code) cannot be read)" }
    guard String(decoding: found, as: UTF8.self).contains(file.student.sha256) else {
      return " (it was generated from another student)"
    }
    guard isAlone, knowsClassNames, let said, let own = try? source(said, vectors),
      own.files.first(where: { $0.path == code })?.bytes == found
    else { return "" }
    return " (only the class names of \(code) differ: name them with --class-names)"
  }

  private func warnings(_ source: FirmwareSource) -> [String] {
    var warnings: [String] = []
    if !knowsClassNames {
      let names = featureNames == nil ? "class names" : "class names and feature names"
      warnings.append("there is no run record: the \(names) are the folder's own, not verified")
    }
    let given = source.vectors.givenCount
    if given > 0 {
      warnings.append(
        "\(given) proof inputs are rows of a dump, which are the folder's own; the answers to them "
          + "are the student's")
    }
    return warnings
  }

  /// Files beside those of the folder that builds take up.
  private func strangers(_ source: FirmwareSource) -> [String] {
    let own = Set(source.files.map(\.path))
    let manager = FileManager.default
    let nested = ["src", "test", "zephyr", "examples"].flatMap { folder in
      let root = FilePath.url(of: "\(path)/\(folder)").resolvingSymlinksInPath().path
      let entries = manager.enumerator(atPath: root)
      var found: [String] = []
      while let entry = entries?.nextObject() as? String {
        let type = entries?.fileAttributes?[.type] as? FileAttributeType
        if type != .typeDirectory { found.append("\(folder)/\(entry)") }
      }
      return found
    }
    // GNU Make prefers these to the folder's own.
    let made = ["GNUmakefile", "makefile"].filter { manager.fileExists(atPath: "\(path)/\($0)") }
    return (made + nested).filter { !own.contains($0) }.sorted()
  }

  /// The bytes of a file in the folder; nil when it is not there, or is no file.
  private func contents(_ file: String) -> [UInt8]? {
    try? StudentFile.contents(of: "\(path)/\(file)")
  }
}
