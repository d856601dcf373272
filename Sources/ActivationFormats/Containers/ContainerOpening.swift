import Foundation

/// Opens the file or directory at `path`, by its kind and its extension.
func openContainer(
  _ path: String, options: DumpOptions
) throws(ActivationFormatsError) -> any ArrayContainer {
  var isDirectory: ObjCBool = false
  guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
    throw .notFound(file: path)
  }
  if isDirectory.boolValue { return try DumpDirectory(path: path, options: options) }
  let name = FileName(path)
  let refusal = Conversion.refusal(of: path, array: "", fileExtension: name.fileExtension)
  // As numpy.load does, by the first bytes where they say what the name does not.
  if refusal == nil, let beginning = try? OpenFile(path).beginning(6) {
    if beginning == ForeignFile.npy {
      return try NPYFile(path: path, name: name.stem, limits: options.limits)
    }
    if beginning.starts(with: ForeignFile.zip) {
      let archive = try ZipArchive(path: path, limits: options.limits)
      guard name.fileExtension == "npz" || !archive.arrayNames.isEmpty else {
        throw .foreignFormat(
          file: path,
          advice: "It is a zip archive without arrays. Unpack it with: \(Conversion.zip(path))")
      }
      return archive
    }
  }
  switch name.fileExtension {
  case "npz": return try ZipArchive(path: path, limits: options.limits)
  case "npy": return try NPYFile(path: path, name: name.stem, limits: options.limits)
  case "safetensors": return try SafetensorsFile(path: path, options: options)
  case "csv": return try CSVFile(path: path, name: name.stem, isOneArray: false, options: options)
  default:
    if refusal == nil || name.fileExtension == "mat" {
      try ForeignFile.refuse(ByteStorage(file: path), file: path)
    }
    throw refusal ?? .unknownFormat(file: path, fileExtension: name.fileExtension)
  }
}

/// A file's name, taken apart.
struct FileName {
  /// The name without its last extension.
  let stem: String
  /// The last extension in lower case, without the dot; empty when there is none.
  let fileExtension: String

  /// The last component of `path`.
  init(_ path: String) {
    let name = path.split(separator: "/").last ?? ""
    if let dot = name.lastIndex(of: "."), dot != name.startIndex {
      stem = String(name[..<dot])
      fileExtension = name[name.index(after: dot)...].lowercased()
    } else {
      stem = String(name)
      fileExtension = ""
    }
  }

  /// For `inputs-00003-of-00010`: the array, the number and the count of shards.
  var shard: (array: String, number: Int, count: Int)? {
    let parts = stem.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[parts.count - 2] == "of",
      let number = Self.number(parts[parts.count - 3]),
      let count = Self.number(parts[parts.count - 1])
    else { return nil }
    return (parts.dropLast(3).joined(separator: "-"), number, count)
  }

  private static func number(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return Int(text)
  }
}
