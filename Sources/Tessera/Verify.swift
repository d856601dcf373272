public import ActivationFormats
internal import Files
internal import Firmware
internal import Foundation
internal import HostRuntime
internal import Rows

/// Whether files belong to a packed student: the chain from the dumps that made it to the image
/// that a device is flashed with. `inspect --verify`.
public struct Verification: Sendable, Equatable, Codable {
  /// The kind of a file.
  public enum Kind: String, Sendable, Codable {
    /// A dump: its SHA-256 is held against those of the run record.
    case dump
    /// A generated folder: it is generated again, and every file held against its own.
    case source
    /// Anything else. The student is searched in the bytes that a device gets of it.
    case image
  }

  /// The finding about one file.
  public struct Finding: Sendable, Equatable, Codable {
    /// The file or the folder.
    public var path: String
    /// The kind of the file.
    public var kind: Kind
    /// Whether it belongs to the student.
    public var matches: Bool
    /// The file or its fault, in words.
    public var detail: String
    /// Parts that were not verified, or that a person should check.
    public var warnings: [String] = []
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
  ///   - options: how dumps are read; class names among them replace those of the run record.
  /// - Throws: `TesseraError.cannotRead` and `.formats` for a file that cannot be read. One that
  ///   does not belong to the student is no error; its finding reports it.
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
      return try FolderVerification(path, named: name, of: file, options).finding()
    }
    let suffix = FilePath.suffix(of: path)
    if isDirectory.boolValue || dumpExtensions.contains(suffix) {
      return try dump(path, file, options)
    }
    return try image(path, file.student)
  }

  private static func dump(
    _ path: String, _ file: StudentFile, _ options: DumpOptions
  ) throws(TesseraError) -> Finding {
    let digest = try rethrowing(
      ActivationDump.digest(of: path, options: options), as: TesseraError.formats)
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

  private static func image(
    _ path: String, _ student: PackedStudent
  ) throws(TesseraError) -> Finding {
    var finding = Finding(path: path, kind: .image, matches: false, detail: "")
    let contents: FirmwareImage.Contents
    let bytes = try StudentFile.contents(of: path)
    do throws(ImageObjection) {
      contents = try FirmwareImage(bytes).contents(for: student.bytes)
    } catch {
      finding.detail = error.description
      return finding
    }
    let others = contents.others.map { OtherStudent($0.place, $0.bytes, beside: student) }
    finding.warnings = others.compactMap { $0.isIntact ? $0.description : nil }
    if !contents.isComplete {
      finding.detail = "begins like a packed student over and over, and was not looked through"
    } else if let changed = others.first(where: { !$0.isIntact }) {
      finding.detail = changed.description
    } else if let place = contents.copies.first {
      let more = contents.copies.count - 1
      finding.detail = "holds the student at \(place)" + (more > 0 ? " and \(more) more" : "")
      finding.matches = true
    } else if let (place, flaw) = contents.flawed.first {
      finding.detail = "holds the student at \(place), \(flaw.words)"
    } else {
      finding.detail =
        others.isEmpty ? "holds no packed student" : "holds a packed student that is not this one"
    }
    return finding
  }
}

/// Something in an image that is like a packed student, and is not the one that is looked for.
private struct OtherStudent: CustomStringConvertible {
  let description: String
  /// Whether it is another student, as it was packed.
  let isIntact: Bool

  init(_ place: FirmwareImage.Place, _ bytes: [UInt8], beside student: PackedStudent) {
    let other = try? PackedStudent(bytes: bytes)
    isIntact = other.map { $0.isIdentified && $0.identifier != student.identifier } ?? false
    if let other, isIntact {
      description =
        "holds another student at \(place), too: identifier \(other.identifier), SHA-256 "
        + other.sha256
    } else {
      description = "holds at \(place) a packed student that was changed or is damaged"
    }
  }
}

extension FirmwareImage.Flaw {
  /// Why a copy does not count.
  fileprivate var words: String {
    switch self {
    case .misaligned: "which is no multiple of 4: tessera_open refuses it there"
    case .outsideSections: "which is in no section that is loaded"
    case .overlapped: "where something else is loaded, too"
    case .relocated: "where a relocation changes it"
    }
  }
}
