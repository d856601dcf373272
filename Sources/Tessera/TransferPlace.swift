internal import Files
internal import Foundation
internal import Rows

/// Where the inputs of a transfer set and their parents go: a directory that becomes a dump when
/// the teacher's outputs join them, or two files.
public struct TransferPlace: Sendable, Equatable {
  /// The directory, made when it is not there; nil for two files.
  public let folder: String?
  /// The inputs, `.npy`.
  public let inputs: String
  /// The parents, `.npy`.
  public let parents: String

  /// The place that `output` names. `x.npy` stands for that file and `x.parents.npy` beside it. A
  /// name without an extension stands for `inputs.npy` and `parents.npy` in that directory.
  ///
  /// - Throws: `TesseraError.files` for another extension of a dump.
  public init(_ output: String) throws(TesseraError) {
    guard !output.isEmpty else {
      throw .files(.cannotCreate(path: "''", reason: "the name is empty"))
    }
    switch FilePath.suffix(of: output) {
    case "npy":
      folder = nil
      inputs = output
      parents = FilePath.stem(of: output) + ".parents.npy"
    case "npz", "safetensors", "csv", "json":
      throw .files(
        .cannotCreate(
          path: output, reason: "augment writes .npy files; name one, or a directory for two"))
    default:
      let trimmed = String(output.reversed().drop { $0 == "/" }.reversed())
      let folder = trimmed.isEmpty ? "/" : trimmed
      self.folder = folder
      inputs = folder + "/inputs.npy"
      parents = folder + "/parents.npy"
    }
  }

  /// Checks that the files can be written there, that they replace no input, and that no outputs
  /// of a teacher lie there: they would seem to belong to the new inputs.
  ///
  /// - Parameters:
  ///   - inputs: the paths that are read.
  ///   - others: other results of the same run.
  /// - Throws: `TesseraError.files`.
  public func check(inputs: [String], others: [String] = []) throws(TesseraError) {
    let outputs = [self.inputs, parents] + others
    guard let folder else {
      return try rethrowing(
        FilePlace.check(outputs: outputs, inputs: inputs), as: TesseraError.files)
    }
    let manager = FileManager.default
    var isDirectory: ObjCBool = false
    guard manager.fileExists(atPath: folder, isDirectory: &isDirectory) else {
      return try rethrowing(
        FilePlace.check(outputs: others, inputs: inputs), as: TesseraError.files)
    }
    guard isDirectory.boolValue else {
      throw .files(.cannotCreate(path: folder, reason: "it is a file and not a directory"))
    }
    try rethrowing(FilePlace.check(outputs: outputs, inputs: inputs), as: TesseraError.files)
    let arrays = (try? manager.contentsOfDirectory(atPath: folder)) ?? []
    let foreign = arrays.sorted().first { name in
      ["npy", "csv"].contains(FilePath.suffix(of: name))
        && !["inputs.npy", "parents.npy"].contains(name)
    }
    if let foreign {
      throw .files(
        .cannotCreate(
          path: folder,
          reason: "\(foreign) is there, which belongs to other inputs; remove it first"))
    }
  }
}
