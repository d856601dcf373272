public import ActivationFormats
internal import Firmware
internal import Foundation
internal import Quantization

/// Whether files belong to a packed student: the chain from the dumps that made it to the image that a
/// device is flashed with. `inspect --verify`.
public struct Verification: Sendable, Equatable, Codable {
  /// What a file is taken for.
  public enum Kind: String, Sendable, Codable {
    /// A dump: its SHA-256 is held against those of the run record.
    case dump
    /// A generated folder: its C source is held against the student, and its runtime against the one
    /// that this tool generates.
    case source
    /// Anything else: the student is looked for in it, byte for byte.
    case image
  }

  /// What was found out about one file.
  public struct Finding: Sendable, Equatable, Codable {
    /// The file or the folder.
    public var path: String
    /// What it is taken for.
    public var kind: Kind
    /// Whether it belongs to the student.
    public var matches: Bool
    /// What it is, or what is wrong, in words.
    public var detail: String
  }

  /// SHA-256 of the student, in hexadecimal.
  public var sha256: String
  /// One for each file, in their order.
  public var findings: [Finding]

  /// Whether every file belongs to the student.
  public var isVerified: Bool { findings.allSatisfy(\.matches) }

  /// Verifies files.
  ///
  /// - Parameters:
  ///   - paths: dumps, generated folders, and images: ELF, raw bytes or Intel HEX.
  ///   - file: the student.
  ///   - options: how dumps are read.
  /// - Throws: `TesseraError.cannotRead` and `.formats` for a file that cannot be read. One that does
  ///   not belong to the student is no error: its finding tells.
  /// - Complexity: O(all bytes).
  public init(
    of paths: [String], against file: StudentFile, options: DumpOptions = DumpOptions()
  ) throws(TesseraError) {
    sha256 = file.student.sha256
    findings = []
    for path in paths { findings.append(try Self.finding(path, file, options)) }
  }

  /// - Throws: `TesseraError.notVerified` when a file does not belong to the student.
  public func accept() throws(TesseraError) {
    let strangers = findings.filter { !$0.matches }.map(\.path)
    guard strangers.isEmpty else { throw .notVerified(paths: strangers) }
  }

  private static let dumpExtensions: Set = ["npz", "npy", "safetensors", "csv"]

  private static func finding(
    _ path: String, _ file: StudentFile, _ options: DumpOptions
  ) throws(TesseraError) -> Finding {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw .cannotRead(path: path, reason: "no such file")
    }
    if isDirectory.boolValue, let name = FirmwareFolder.name(ofFolder: path) {
      return try source(path, named: name, file)
    }
    let suffix = (path as NSString).pathExtension.lowercased()
    if isDirectory.boolValue || dumpExtensions.contains(suffix) {
      return try dump(path, file, options)
    }
    return try image(path, file)
  }

  private static func dump(
    _ path: String, _ file: StudentFile, _ options: DumpOptions
  ) throws(TesseraError) -> Finding {
    let digest: String
    do throws(ActivationFormatsError) {
      digest = try ActivationDump.digest(of: path, options: options)
    } catch {
      throw .formats(error)
    }
    guard let record = file.record else {
      return Finding(
        path: path, kind: .dump, matches: false,
        detail: "there is no run record that tells the student's dumps")
    }
    let known = record.dumps.first { $0.sha256 == digest }
    return Finding(
      path: path, kind: .dump, matches: known != nil,
      detail: known.map { "the \($0.role) dump of the run record" }
        ?? "its SHA-256, \(digest), is of no dump in the run record")
  }

  private static func source(
    _ path: String, named name: FirmwareName, _ file: StudentFile
  ) throws(TesseraError) -> Finding {
    func finding(_ matches: Bool, _ detail: String) -> Finding {
      Finding(path: path, kind: .source, matches: matches, detail: detail)
    }
    let code = "src/\(name).c"
    guard
      let found = FirmwareSource.student(inSource: try StudentFile.contents(of: "\(path)/\(code)"))
    else { return finding(false, "\(code) was changed: it holds no packed student") }
    guard found == file.student.bytes else {
      return finding(false, "\(code) holds another student")
    }
    for runtime in FirmwareSource.runtime {
      guard try StudentFile.contents(of: "\(path)/\(runtime.path)") == runtime.bytes else {
        return finding(
          false, "\(runtime.path) was changed, or comes from another version of the tool")
      }
    }
    return finding(true, "\(code) holds the student, with this version's runtime")
  }

  private static func image(_ path: String, _ file: StudentFile) throws(TesseraError) -> Finding {
    func finding(_ matches: Bool, _ detail: String) -> Finding {
      Finding(path: path, kind: .image, matches: matches, detail: detail)
    }
    guard let image = FirmwareImage(try StudentFile.contents(of: path)) else {
      return finding(false, "it begins like Intel HEX and is damaged")
    }
    if let offset = image.offset(of: file.student.bytes) {
      return finding(true, "holds the student at byte \(offset)")
    }
    return finding(
      false,
      image.starts.isEmpty
        ? "holds no packed student" : "holds something like a packed student that is not this one")
  }
}
