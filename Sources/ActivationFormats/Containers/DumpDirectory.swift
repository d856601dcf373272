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
  let featureNames: [String]?
  private let places: [String: Place]
  private let options: DumpOptions
  /// The names of the files that make the dump, sorted.
  private let files: [String]

  /// Lists the directory and checks that shards are complete; opens no array.
  init(path: String, options: DumpOptions) throws(ActivationFormatsError) {
    self.path = path
    self.options = options
    let textNames = [DumpArrayName.classNames, .featureNames].map { options.name(of: $0) + ".txt" }
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
      ["npy", "csv"].contains(FileName($0).fileExtension) || textNames.contains($0)
    }
    self.classNames = try Self.names(
      of: .classNames, in: path, files: names, elseHeaderOf: places[options.name(of: .logits)],
      named: .logits, options)
    self.featureNames = try Self.names(
      of: .featureNames, in: path, files: names, elseHeaderOf: places[options.name(of: .inputs)],
      named: .inputs, options)
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

  func notes() throws(ActivationFormatsError) -> [DumpNote] {
    var notes: [DumpNote] = []
    for array in DumpArrayName.allCases {
      guard case .table(let path) = places[options.name(of: array)] else { continue }
      notes += try CSVFile(
        path: path, name: options.name(of: array), isOneArray: true, options: options
      ).notes()
    }
    return notes
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

  /// The lines of the text file for `array`, or what the header of the table of `table` names.
  private static func names(
    of array: DumpArrayName, in directory: String, files: [String], elseHeaderOf table: Place?,
    named tableName: DumpArrayName, _ options: DumpOptions
  ) throws(ActivationFormatsError) -> [String]? {
    let textName = options.name(of: array) + ".txt"
    if files.contains(textName) {
      let file = directory + "/" + textName
      let storage = try ByteStorage(file: file)
      guard storage.count <= options.limits.maximumLineBytes else {
        throw .lineTooLong(file: file, line: 1, limit: options.limits.maximumLineBytes)
      }
      let bytes = try storage.bytes(in: 0..<storage.count)
      return try NameReading.lines(bytes, file: file, array: options.name(of: array))
    }
    guard case .table(let path) = table else { return nil }
    let name = options.name(of: tableName)
    let header = try CSVFile(path: path, name: name, isOneArray: true, options: options)
    return tableName == .logits ? header.classNames : header.featureNames
  }
}
