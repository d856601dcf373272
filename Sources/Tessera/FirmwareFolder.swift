public import ActivationFormats
public import Firmware
internal import Foundation
internal import LinearAlgebra
internal import Quantization

/// A student as a folder of C source that drops into a firmware build: the verb `generate`.
public struct FirmwareFolder: Sendable, Equatable {
  /// What the folder holds.
  public let source: FirmwareSource

  /// Renders the folder of a student.
  ///
  /// - Parameters:
  ///   - inputs: N × n, finite: proof inputs are up to `vectorCount` of its rows, evenly spaced;
  ///     nil for random inputs.
  ///   - classNames: names that replace those of the run record.
  ///   - vectorCount: at least `ProofVectors.minimumCount`.
  ///   - seed: of random inputs.
  /// - Throws: `TesseraError.mismatchedDump` when the inputs have another width, and `.firmware`.
  /// - Complexity: O(bytes + `vectorCount` inferences).
  public init(
    _ file: StudentFile, name: FirmwareName = .standard, inputs: NumericArray? = nil,
    classNames: [String]? = nil, vectorCount: Int = ProofVectors.minimumCount, seed: UInt64 = 0
  ) throws(TesseraError) {
    let student = file.student
    if let inputs, inputs.columnCount != student.header.inputCount {
      throw .mismatchedDump(
        path: inputs.file, what: "features", found: inputs.columnCount,
        expected: student.header.inputCount)
    }
    let count = max(vectorCount, ProofVectors.minimumCount)
    do throws(FirmwareError) {
      let vectors = try ProofVectors(
        student: student.bytes, inputs: inputs.map { Self.rows(of: $0, count: count) }, seed: seed)
      source = try FirmwareSource(
        student: student.bytes, sha256: student.sha256, name: name,
        classNames: classNames ?? file.record?.classNames, vectors: vectors,
        version: TesseraVersion.current)
    } catch {
      throw .firmware(error)
    }
  }

  private static func rows(of array: NumericArray, count: Int) -> Matrix<Float> {
    let taken = min(count, array.rowCount)
    return array.gathering(
      rows: (0..<taken).map { $0 * array.rowCount / taken }, as: Float.self)
  }

  /// Writes the folder, file after file, each as a whole or not at all.
  ///
  /// A folder that is missing or empty is filled, and one that was generated under the same name
  /// is written again. Files that are not the folder's own stay.
  ///
  /// - Parameter force: whether other files may be there.
  /// - Throws: `TesseraError.cannotCreate` and `.inputOutput`.
  public func write(to path: String, force: Bool = false) throws(TesseraError) {
    if !force { try checkOwnership(of: path) }
    for file in source.files {
      let target = "\(path)/\(file.path)"
      let folder = (target as NSString).deletingLastPathComponent
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw .cannotCreate(path: folder, reason: "not a folder that can be written to")
      }
      try AtomicFile.write(file.bytes, to: target)
    }
  }

  private func checkOwnership(of path: String) throws(TesseraError) {
    let manager = FileManager.default
    var isDirectory: ObjCBool = false
    guard manager.fileExists(atPath: path, isDirectory: &isDirectory) else { return }
    guard isDirectory.boolValue else {
      throw .cannotCreate(path: path, reason: "it is a file and not a folder")
    }
    guard let contents = try? manager.contentsOfDirectory(atPath: path) else {
      throw .cannotCreate(path: path, reason: "the folder cannot be read")
    }
    let marker = source.files.first { $0.path == FirmwareSource.markerPath }
    let found = manager.contents(atPath: "\(path)/\(FirmwareSource.markerPath)").map { Array($0) }
    guard contents.isEmpty || (found != nil && found == marker?.bytes) else {
      throw .cannotCreate(
        path: path,
        reason: """
          the folder holds files that 'tessera generate --name \(source.name)' did not write; \
          --force writes there anyway
          """)
    }
  }
}
