public import Rows

extension ActivationDump {
  /// Reads and checks the dump at `path`: a `.npz`, `.safetensors` or `.csv` file or a directory
  /// of `.npy` or `.csv` files.
  ///
  /// O(bytes), block by block: every array that counts is read once. Arrays are read in place.
  /// Those that have to be inflated or parsed are read from memory or temporary files, within
  /// `DumpLimits.memoryBudget`.
  /// - Parameters:
  ///   - path: the file or the directory.
  ///   - options: names of arrays and classes, the layout of the head, and limits.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the number of rows of inputs that were checked.
  /// - Throws: the fault, with the file, the array and the remedy.
  public static func read(
    _ path: String, options: DumpOptions = DumpOptions(),
    parallelism: Parallelism, progress: ProgressHandler? = nil
  ) throws(ActivationFormatsError) -> ActivationDump {
    try read(
      openContainer(path, options: options), options: options, parallelism: parallelism,
      progress: progress)
  }

  /// Reads and checks the dump in a container.
  ///
  /// - Parameter digest: of the container, where it is known.
  static func read(
    _ container: any ArrayContainer, digest: String? = nil, options: DumpOptions,
    parallelism: Parallelism, progress: ProgressHandler? = nil
  ) throws(ActivationFormatsError) -> ActivationDump {
    let options = options.resolved(for: container.arrayNames)
    try requireNamedArrays(of: container, options: options)
    let agreed = digest == nil ? try container.digest(agreedBy: parallelism) : digest
    let contents = DumpContents(
      container, digest: agreed, options: options, parallelism: parallelism)
    let arrays = try DumpArrays(contents, of: container, options: options)
    guard let known = contents.digest else {
      let digest = try arrays.validate(parallelism: parallelism, progress: progress) {
        () throws(ActivationFormatsError) in try container.digest()
      }
      return ActivationDump(arrays, digest: digest)
    }
    try arrays.validate(parallelism: parallelism, progress: progress)
    return ActivationDump(arrays, digest: try known.get())
  }

  private static func requireNamedArrays(
    of container: any ArrayContainer, options: DumpOptions
  ) throws(ActivationFormatsError) {
    guard options.requiresNamedArrays else { return }
    let available = container.arrayNames
    for name in options.names.values.sorted() where !available.contains(name) {
      throw .missingArray(file: container.path, array: name, available: available)
    }
  }

  /// The SHA-256 of the dump at `path`, as `digest` has it, without reading its arrays.
  ///
  /// - Parameters:
  ///   - path: the file or the directory.
  ///   - options: names of arrays, and limits.
  /// - Throws: `ActivationFormatsError` when the container cannot be opened or read.
  /// - Complexity: O(bytes).
  public static func digest(
    of path: String, options: DumpOptions = DumpOptions()
  ) throws(ActivationFormatsError) -> String {
    try openContainer(path, options: options).digest()
  }

  /// The first bytes of a regular file, which is not waited for.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - count: how many bytes.
  /// - Throws: `ActivationFormatsError` for anything else, such as a named pipe.
  /// - Returns: fewer for a shorter file.
  package static func beginning(
    of path: String, count: Int
  ) throws(ActivationFormatsError) -> [UInt8] {
    try OpenFile(path).beginning(count)
  }

  /// Reads the inputs alone: the array `inputs` of a dump, or the only array that is there.
  ///
  /// - Parameters:
  ///   - path: the file or the directory.
  ///   - options: names of arrays, and limits.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the number of rows that were checked; nil for none.
  /// - Throws: the fault, as `read` does; N × n finite values are required.
  public static func readInputs(
    _ path: String, options: DumpOptions = DumpOptions(),
    parallelism: Parallelism, progress: ProgressHandler? = nil
  ) throws(ActivationFormatsError) -> NumericArray {
    let container = try openContainer(path, options: options)
    let available = container.arrayNames
    let name = options.resolved(for: available).name(of: .inputs)
    let chosen = available.contains(name) || available.count != 1 ? name : available[0]
    guard let inputs = try container.numbers(chosen) else {
      throw .missingArray(file: path, array: name, available: available)
    }
    try inputs.validateShape(ranks: 2...32, expected: "N × n, one row for each sample")
    try inputs.validateFinite(parallelism: parallelism, progress: progress)
    return inputs
  }
}

extension ArrayContainer {
  /// The digest, where ranks have to see one and the same dump; nil without ranks.
  ///
  /// - Throws: `ActivationFormatsError.differsBetweenRanks`.
  fileprivate func digest(
    agreedBy parallelism: Parallelism
  ) throws(ActivationFormatsError) -> String? {
    guard parallelism.ranks != nil else { return nil }
    let digests = parallelism.exchange(try digest())
    if let rank = digests.firstIndex(where: { $0 != digests[0] }) {
      throw .differsBetweenRanks(file: path, rank: rank)
    }
    return digests[0]
  }
}

/// The arrays of a dump, all opened.
private struct DumpContents: Sendable {
  typealias Outcome<Value> = Result<Value, ActivationFormatsError>

  /// The digest, where it is known, or arrays take so long that it is taken meanwhile.
  let digest: Outcome<String>?
  private let arrays: [DumpArrayName: Outcome<ArrayContent?>]

  private enum Part: Sendable {
    case array(DumpArrayName, Outcome<ArrayContent?>)
    case digest(Outcome<String>)
  }

  /// Brings the arrays, some at a time: the inputs first, which are the largest.
  init(
    _ container: any ArrayContainer, digest known: String?, options: DumpOptions,
    parallelism: Parallelism
  ) {
    let names = DumpArrayName.allCases
    let parts: [Part?] = parallelism.map(names.count + 1) { index in
      guard index != 1 else {
        guard container.isEncoded, known == nil else { return nil }
        return .digest(Result { () throws(ActivationFormatsError) in try container.digest() })
      }
      let name = names[max(0, index - 1)]
      return .array(
        name,
        Result { () throws(ActivationFormatsError) in
          try container.content(of: options.name(of: name))
        })
    }
    var arrays: [DumpArrayName: Outcome<ArrayContent?>] = [:]
    var digest = known.map { Outcome<String>.success($0) }
    for part in parts {
      switch part {
      case nil: continue
      case .array(let name, let outcome): arrays[name] = outcome
      case .digest(let outcome): digest = outcome
      }
    }
    self.arrays = arrays
    self.digest = digest
  }

  func content(of name: DumpArrayName) throws(ActivationFormatsError) -> ArrayContent? {
    try arrays[name]?.get() ?? nil
  }
}

extension DumpArrays {
  fileprivate init(
    _ contents: DumpContents, of container: any ArrayContainer, options: DumpOptions
  ) throws(ActivationFormatsError) {
    func array(_ name: DumpArrayName) throws(ActivationFormatsError) -> NumericArray? {
      try contents.content(of: name)?
        .numbers(file: container.path, array: options.name(of: name))
    }
    guard let inputs = try array(.inputs) else {
      throw try MappingAdvice.missing(.inputs, of: container, options: options)
    }
    self.init(file: container.path, names: options, inputs: inputs)
    activations = try array(.activations)
    let outputs = try array(.logits)
    guard activations != nil || outputs != nil else {
      throw try MappingAdvice.missing(.logits, of: container, options: options)
    }
    switch options.task {
    case .classification:
      let hasHead =
        activations != nil && container.arrayNames.contains(options.name(of: .headWeight))
      if let outputs { logits = try logits(of: outputs, hasHead: hasHead) }
      head = try head(weight: array(.headWeight), bias: array(.headBias))
    case .regression:
      if let outputs { takeTargets(outputs) }
      noteUnused([.labels, .headWeight, .headBias], available: container.arrayNames)
    case .multilabel: throw .multilabel(file: file, array: options.name(of: .logits))
    }
    try readGroups(contents.content(of: .groups))
    parents = try array(.parents).map(parents)
    teacherParameters = try array(.teacherParameters)?.scalar()
    teacherMultiplyAccumulates = try array(.teacherMultiplyAccumulates)?.scalar()
    classNames = options.classNames
    if classNames == nil {
      classNames = try strings(of: .classNames, in: contents, else: container.classNames)
    }
    try validate(classNames, .classNames)
    featureNames = try strings(of: .featureNames, in: contents, else: container.featureNames)
    try validate(featureNames, .featureNames)
    if options.task == .classification {
      let stored = try contents.content(of: .labels)
      try readLabels(stored)
      if stored == nil, let name = MappingAdvice.labels(of: container, options: options) {
        notes.append(.unreadLabels(array: name))
      }
    }
    notes += try container.notes()
  }

  private func strings(
    of array: DumpArrayName, in contents: DumpContents, else others: [String]?
  ) throws(ActivationFormatsError) -> [String]? {
    guard let content = try contents.content(of: array) else { return others }
    return try NameReading.names(content, file: file, array: names.name(of: array))
  }

  private func validate(
    _ found: [String]?, _ array: DumpArrayName
  ) throws(ActivationFormatsError) {
    guard let found else { return }
    try NameReading.validate(
      found, file: file, array: names.name(of: array), areOfClasses: array == .classNames,
      classCount: outputCount)
  }
}

extension DumpArrays {
  private func label(_ row: Int, _ value: Int) throws(ActivationFormatsError) -> Int32 {
    guard let label = Int32(exactly: value) else { throw labelOutOfRange(row, value) }
    return label
  }

  private func parent(_ row: Int, _ value: Int) throws(ActivationFormatsError) -> Int32 {
    guard let parent = Int32(exactly: value) else { throw parentOutOfRange(row, value) }
    return parent
  }

  func labels(_ values: [Int]) throws(ActivationFormatsError) -> [Int32] {
    try values.enumerated().map { row, value throws(ActivationFormatsError) in
      try label(row, value)
    }
  }

  private func parents(_ array: NumericArray) throws(ActivationFormatsError) -> ParentRows {
    guard (1...2).contains(array.shape.count), (1...2).contains(array.columnCount) else {
      throw .wrongRank(
        file: array.file, array: array.name, shape: array.shape, expected: "N × 1 or N × 2")
    }
    return ParentRows(width: array.columnCount, elements: try array.integers(parent))
  }

  func parents(_ rows: [[Int]]) throws(ActivationFormatsError) -> ParentRows {
    let width = rows.first?.count ?? 1
    var elements: [Int32] = []
    for (row, parents) in rows.enumerated() {
      guard (1...2).contains(width), parents.count == width else {
        throw .wrongRank(
          file: file, array: names.name(of: .parents), shape: [rows.count, parents.count],
          expected: "N × 1 or N × 2")
      }
      for value in parents { elements.append(try parent(row, value)) }
    }
    return ParentRows(width: width, elements: elements)
  }
}

extension NumericArray {
  fileprivate func scalar() throws(ActivationFormatsError) -> Int {
    guard shape.allSatisfy({ $0 == 1 }),
      let value = try integers({ _, value in value }).first
    else {
      throw .wrongRank(file: file, array: name, shape: shape, expected: "a single number")
    }
    return value
  }
}
