import Foundation

/// A directory with one `.npy` or `.csv` file for each array, or with shards of it.
///
/// Other files are ignored.
struct DumpDirectory: ArrayContainer {
  /// Where an array is.
  private enum Place {
    case array(path: String)
    case table(path: String)
    case shards(paths: [String])
  }

  let path: String
  let arrayNames: [String]
  let classNames: [String]?
  private let places: [String: Place]
  private let options: DumpOptions
  /// The names of the files that make the dump, sorted.
  private let files: [String]

  /// Lists the directory and checks that shards are complete; opens no array.
  init(path: String, options: DumpOptions) throws(ActivationFormatsError) {
    self.path = path
    self.options = options
    let textName = options.name(of: .classNames) + ".txt"
    let names = try Self.fileNames(path, limits: options.limits)
    var places: [String: Place] = [:]
    var shards = ShardSet(directory: path)
    for name in names {
      let file = FileName(name)
      guard file.fileExtension == "npy" || file.fileExtension == "csv" else { continue }
      if file.fileExtension == "npy", let shard = file.shard {
        try shards.insert(path + "/" + name, shard)
        continue
      }
      guard places[file.stem] == nil else { throw .duplicateArray(file: path, array: file.stem) }
      places[file.stem] =
        file.fileExtension == "npy"
        ? .array(path: path + "/" + name) : .table(path: path + "/" + name)
    }
    for (array, paths) in try shards.complete() {
      guard places[array] == nil else { throw .duplicateArray(file: path, array: array) }
      places[array] = .shards(paths: paths)
    }
    for name in names {
      let file = FileName(name)
      let isWanted = DumpArrayName.allCases.contains { options.name(of: $0) == file.stem }
      guard isWanted, places[file.stem] == nil else { continue }
      let refusal = Conversion.refusal(
        of: path + "/" + name, array: file.stem, fileExtension: file.fileExtension)
      if let refusal { throw refusal }
    }
    guard !places.isEmpty else { throw .emptyDirectory(file: path) }
    self.places = places
    self.arrayNames = places.keys.sorted()
    self.files = names.filter {
      ["npy", "csv"].contains(FileName($0).fileExtension) || $0 == textName
    }
    self.classNames = try Self.classNames(
      path, names.contains(textName) ? textName : nil, places, options)
  }

  func content(of name: String) throws(ActivationFormatsError) -> ArrayContent? {
    switch places[name] {
    case nil: return nil
    case .array(let path):
      return try NPYFile(path: path, name: name, limits: options.limits).content(of: name)
    case .table(let path):
      return try CSVFile(path: path, name: name, isOneArray: true, options: options)
        .content(of: name)
    case .shards(let paths):
      return .numbers(try ShardSet.joined(name, paths, limits: options.limits))
    }
  }

  func digest() throws(ActivationFormatsError) -> String {
    var storages: [(name: String, storage: ByteStorage)] = []
    for name in files { storages.append((name, try ByteStorage(file: path + "/" + name))) }
    return try DumpDigest.digest(of: storages)
  }

  private static func fileNames(
    _ path: String, limits: DumpLimits
  ) throws(ActivationFormatsError) -> [String] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path)
    } catch {
      throw .unreadable(file: path, reason: "the directory cannot be listed")
    }
    guard names.count <= limits.maximumEntries else {
      throw .tooManyEntries(file: path, count: names.count, limit: limits.maximumEntries)
    }
    // By bytes, so that the digest does not depend on a locale or on Unicode's tables.
    return names.filter { !$0.hasPrefix(".") }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// The lines of the text file, or the header of the table of logits.
  private static func classNames(
    _ path: String, _ textName: String?, _ places: [String: Place], _ options: DumpOptions
  ) throws(ActivationFormatsError) -> [String]? {
    if let textName {
      let file = path + "/" + textName
      let storage = try ByteStorage(file: file)
      guard storage.count <= options.limits.maximumLineBytes else {
        throw .lineTooLong(file: file, line: 1, limit: options.limits.maximumLineBytes)
      }
      let bytes = try storage.bytes(in: 0..<storage.count)
      return ClassNames.lines(String(decoding: bytes, as: UTF8.self))
    }
    let logits = options.name(of: .logits)
    guard case .table(let table) = places[logits] else { return nil }
    return try CSVFile(path: table, name: logits, isOneArray: true, options: options).classNames
  }
}

/// Class names as text.
enum ClassNames {
  /// One name for each line; empty lines at the end do not count.
  static func lines(_ text: String) -> [String] {
    var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  /// A JSON array of strings, or names that line ends or, on one line, commas separate.
  static func list(_ text: String) -> [String] {
    if let names = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) {
      return names
    }
    guard text.contains(","), !text.contains(where: \.isNewline) else { return lines(text) }
    return text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }
}
