public import ActivationFormats
internal import Files
public import Firmware
internal import Foundation
internal import HostRuntime
internal import Quantization
public import Records
internal import Rows

/// A student as a folder of C source that drops into a firmware build: the verb `generate`.
public struct FirmwareFolder: Sendable, Equatable {
  /// The content of the folder.
  public let source: FirmwareSource

  /// Renders the folder of a student.
  ///
  /// - Parameters:
  ///   - file: the student, with its record where there is one.
  ///   - name: its name in C.
  ///   - inputs: N × w, finite, and integers for a student that takes nothing else. Proof inputs
  ///     are up to `vectorCount` of its rows, evenly spaced; nil for random inputs.
  ///   - classNames: names that replace those of the run record.
  ///   - vectorCount: at least `ProofVectors.minimumCount`.
  ///   - seed: of random inputs.
  /// - Throws: `TesseraError.mismatchedDump` when the inputs have another width,
  ///   `.unreadableRows`, and `.firmware`.
  /// - Complexity: O(bytes + `vectorCount` inferences).
  public init(
    _ file: StudentFile, name: FirmwareName = .standard, inputs: NumericArray? = nil,
    classNames: [String]? = nil, vectorCount: Int = ProofVectors.minimumCount, seed: UInt64 = 0
  ) throws(TesseraError) {
    let student = file.student
    if let inputs, inputs.columnCount != student.header.windowCount {
      throw .mismatchedDump(
        path: inputs.file, what: "features", found: inputs.columnCount,
        expected: student.header.windowCount)
    }
    let count = max(vectorCount, ProofVectors.minimumCount)
    let facts = FrontEndFacts(student.header, in: student.bytes)
    let type = facts.proofType
    let windows = try inputs.map { inputs throws(TesseraError) in
      guard facts.makesNodes else {
        return try Self.windows(of: inputs, count: count, as: type)
      }
      let floats = try Self.windows(of: inputs, count: count, as: .f32)
      return try rethrowing(
        floats.asCounts(of: student.bytes), as: TesseraError.firmware)
    }
    source = try rethrowing(
      FirmwareSource(
        student: student.bytes, sha256: student.sha256, name: name,
        classNames: classNames ?? file.record?.classNames,
        featureNames: file.record?.featureNames,
        vectors: ProofVectors(
          student: student.bytes, windows: windows ?? ProofWindows(of: type), count: count,
          seed: seed),
        version: TesseraVersion.current), as: TesseraError.firmware)
  }

  private static func windows(
    of array: NumericArray, count: Int, as type: WindowType
  ) throws(TesseraError) -> ProofWindows {
    let taken = min(count, array.rowCount)
    let rows = (0..<taken).map { $0 * array.rowCount / taken }
    guard type == .f32 else {
      // float32 does not hold every int32.
      let numbers = try rethrowing(
        array.gathering(rows: rows, as: Double.self), as: TesseraError.unreadableRows)
      return try rethrowing(ProofWindows(numbers, as: type), as: TesseraError.firmware)
    }
    let numbers = try rethrowing(
      array.gathering(rows: rows, as: Float.self), as: TesseraError.unreadableRows)
    return .floats(numbers.elements)
  }

  /// Writes the folder: all files are complete on the disk before the first takes its name.
  ///
  /// A folder that is missing or empty is filled. One that was generated under the same name is
  /// written again. Files that are not the folder's own stay. `force` removes a student of another
  /// name. The first file names the folder's student, so that a killed write can be repeated. A
  /// write that fails removes the files that it made.
  ///
  /// - Parameters:
  ///   - path: the folder.
  ///   - force: whether other files may be there.
  /// - Throws: `TesseraError.files`.
  /// - Complexity: O(all bytes).
  public func write(to path: String, force: Bool = false) throws(TesseraError) {
    try rethrowing(writeFiles(to: path, force: force), as: TesseraError.files)
  }

  private func writeFiles(to path: String, force: Bool) throws(FilesError) {
    try checkPlace(path, force: force)
    let former = Self.name(ofFolder: path)
    let marker = "\(path)/\(FirmwareSource.markerPath)"
    let marks = former == nil || former == source.name
    let drafts = source.files.map {
      AtomicFile.Draft(path: "\(path)/\($0.path)", bytes: $0.bytes)
    }
    let folders = Set(drafts.map { FilePath.folder(of: $0.path) }).sorted()
    let isMarked = FileManager.default.fileExists(atPath: marker)
    try FilePlace.withFolders([path], failing: FilesError.itself) { () throws(FilesError) in
      do throws(FilesError) {
        if marks { try AtomicFile.write(drafts.filter { $0.path == marker }) }
        try FilePlace.withFolders(folders, failing: FilesError.itself) { () throws(FilesError) in
          try AtomicFile.write(drafts)
        }
      } catch {
        if marks, !isMarked { try? FileManager.default.removeItem(atPath: marker) }
        throw error
      }
    }
    if let former, former != source.name {
      for file in FirmwareSource.files(of: former) {
        try? FileManager.default.removeItem(atPath: "\(path)/\(file)")
      }
    }
  }

  /// The content of the file that names the folder's student; nil without one.
  private static func marker(in path: String) -> [UInt8]? {
    try? StudentFile.contents(of: "\(path)/\(FirmwareSource.markerPath)")
  }

  /// The name under which a folder was generated; nil where it was not.
  static func name(ofFolder path: String) -> FirmwareName? {
    marker(in: path).flatMap(FirmwareSource.name(inMarker:))
  }

  private func checkPlace(_ path: String, force: Bool) throws(FilesError) {
    guard !path.isEmpty else { throw .cannotCreate(path: "''", reason: "the name is empty") }
    let manager = FileManager.default
    var isDirectory: ObjCBool = false
    guard manager.fileExists(atPath: path, isDirectory: &isDirectory) else { return }
    guard isDirectory.boolValue else {
      throw .cannotCreate(path: path, reason: "it is a file and not a folder")
    }
    guard !force else { return }
    guard let contents = try? manager.contentsOfDirectory(atPath: path) else {
      throw .cannotCreate(path: path, reason: "the folder cannot be read")
    }
    let found = Self.name(ofFolder: path)
    guard contents.isEmpty || found == source.name else {
      throw .cannotCreate(
        path: path,
        reason: """
          the folder holds files that 'tessera generate --name \(source.name)' did not write; \
          --force writes there anyway
          """)
    }
  }
}

extension FirmwareRecord {
  /// The record of a folder.
  ///
  /// - Parameters:
  ///   - folder: the written folder.
  ///   - path: where it went.
  public init(_ folder: FirmwareFolder, at path: String) {
    self.init(folder.source, at: path)
  }
}
