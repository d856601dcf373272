/// Opens whatever is at `path`, by what it is and by its extension.
func openContainer(
  _ path: String, options: DumpOptions
) throws(ActivationFormatsError) -> any ArrayContainer {
  let name = fileName(path)
  let (stem, fileExtension) = splitExtension(name)
  switch fileExtension {
  case "npz": return try ZipArchive(path: path, limits: options.limits)
  case "npy": return try NPYFile(path: path, name: stem, limits: options.limits)
  default:
    throw .unknownFormat(file: path, fileExtension: fileExtension)
  }
}

func fileName(_ path: String) -> String {
  path.split(separator: "/").last.map(String.init) ?? path
}

/// The name without its last extension, and that extension in lower case without the dot.
func splitExtension(_ name: String) -> (stem: String, fileExtension: String) {
  guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return (name, "") }
  return (String(name[..<dot]), name[name.index(after: dot)...].lowercased())
}
