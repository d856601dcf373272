/// Which arrays of a file are those of a dump under other names: the way on where one is missing.
enum MappingAdvice {
  /// The most arrays that are looked at.
  private static let arrayLimit = 16

  /// An array without the name of a dump's array.
  private struct Candidate {
    let name: String
    let rowCount: Int
    let columnCount: Int
    /// Whether it is one value for each row.
    let isVector: Bool
    let isNumeric: Bool
  }

  /// The error for a missing array.
  ///
  /// - Parameter array: `inputs`, or `logits` where activations are missing, too.
  /// - Throws: only what the container throws when its arrays are looked at.
  static func missing(
    _ array: DumpArrayName, of container: any ArrayContainer, options: DumpOptions
  ) throws(ActivationFormatsError) -> ActivationFormatsError {
    let available = container.arrayNames
    if let table = container as? CSVFile, let error = plainTable(table) { return error }
    // The only array may hold all others.
    if container.isSingleArray, let only = available.first,
      case .other(_, _, let refusal) = try container.content(of: only)
    {
      return refusal
    }
    var mapping: String?
    if let table = container as? CSVFile {
      mapping = try columnMapping(of: table, options: options)
    }
    if mapping == nil { mapping = try self.mapping(of: container, options: options) }
    return array == .inputs
      ? .missingArray(
        file: container.path, array: options.name(of: .inputs), available: available,
        mapping: mapping)
      : .neitherActivationsNorLogits(
        file: container.path, available: available, mapping: mapping)
  }

  /// The only array that has the name of labels and none of a dump's; nil where there is none.
  static func labels(of container: any ArrayContainer, options: DumpOptions) -> String? {
    let known = Set(DumpArrayName.allCases.map { options.name(of: $0) })
    return container.arrayNames.filter { !known.contains($0) && ColumnRole(of: $0) == .labels }.only
  }

  /// Options that map arrays to those of a dump; nil where none fit, or more than one way.
  private static func mapping(
    of container: any ArrayContainer, options: DumpOptions
  ) throws(ActivationFormatsError) -> String? {
    let known = Set(DumpArrayName.allCases.map { options.name(of: $0) })
    let names = container.arrayNames
    let others = trainingArrays(of: names.filter { !known.contains($0) })
    guard names.count > 1, !others.isEmpty, others.count <= arrayLimit else { return nil }
    var candidates: [Candidate] = []
    for name in others {
      if let candidate = try candidate(name, in: container) { candidates.append(candidate) }
    }
    func has(_ array: DumpArrayName) -> Bool { names.contains(options.name(of: array)) }
    let widest = candidates.filter { !$0.isVector && $0.isNumeric }
      .max { $0.columnCount < $1.columnCount }
    let stored = has(.inputs) ? try candidate(options.name(of: .inputs), in: container) : nil
    guard let rowCount = (stored ?? widest)?.rowCount else { return nil }
    let fitting = candidates.filter { $0.rowCount == rowCount }
    let matrices = fitting.filter { !$0.isVector && $0.isNumeric }
    guard var mapped = assignment(of: matrices, has: has) else { return nil }
    let vectors = fitting.filter { $0.isVector }
    let labels = vectors.filter { ColumnRole(of: $0.name) == .labels }
    let groups = vectors.filter { ColumnRole(of: $0.name) == .groups }
    if !has(.labels), let only = labels.count == 1 ? labels[0] : vectors.only {
      if groups.first?.name != only.name { mapped.append((.labels, only.name)) }
    }
    if !has(.groups), groups.count == 1 { mapped.append((.groups, groups[0].name)) }
    guard !mapped.isEmpty else { return nil }
    let order: [DumpArrayName] = [.inputs, .logits, .activations, .labels, .groups]
    mapped.sort { (order.firstIndex(of: $0.0) ?? 0) < (order.firstIndex(of: $1.0) ?? 0) }
    let hasOutputs =
      has(.logits) || has(.activations) || mapped.contains { $0.0 == .logits }
    return options.merging(mapped)
      + (hasOutputs ? "" : ", and add the outputs of the teacher as the array logits, N × C.")
  }

  /// The names without those of other splits, where the same array is there for training: `x_test`
  /// beside `x_train`.
  private static func trainingArrays(of names: [String]) -> [String] {
    let known = Set(names.map { $0.lowercased() })
    return names.filter { name in
      let words = name.lowercased().split(separator: "_", omittingEmptySubsequences: false)
      return !words.indices.contains { index in
        guard otherSplits.contains(String(words[index])) else { return false }
        var twin = words
        twin[index] = "train"
        return known.contains(twin.joined(separator: "_"))
      }
    }
  }

  private static let otherSplits: Set<String> = [
    "test", "val", "valid", "validation", "dev", "holdout", "eval",
  ]

  /// The arrays of a dump that matrices are, by their names and then by their widths; nil where some
  /// are left over.
  private static func assignment(
    of candidates: [Candidate], has: (DumpArrayName) -> Bool
  ) -> [(DumpArrayName, String)]? {
    var matrices = candidates.sorted { $0.columnCount > $1.columnCount }
    var mapped: [(DumpArrayName, String)] = []
    // What lies inside a network is never its input.
    let hidden = matrices.filter { ColumnRole(of: $0.name) == .hidden }
    if !has(.activations), hidden.count == 1, matrices.count > 1 {
      mapped.append((.activations, hidden[0].name))
      matrices.removeAll { $0.name == hidden[0].name }
    }
    // Outputs by their name.
    let outputs = matrices.filter { ColumnRole(of: $0.name) == .output }
    if !has(.logits), outputs.count == 1, has(.inputs) || matrices.count > 1 {
      mapped.append((.logits, outputs[0].name))
      matrices.removeAll { $0.name == outputs[0].name }
    }
    // `x` beside `y`.
    let named = matrices.filter { ["x", "x_train"].contains($0.name.lowercased()) }
    if !has(.inputs), matrices.count > 1, let only = named.only {
      mapped.append((.inputs, only.name))
      matrices.removeAll { $0.name == only.name }
    } else if !has(.inputs), !matrices.isEmpty {
      mapped.append((.inputs, matrices.removeFirst().name))
    }
    if !has(.logits), !mapped.contains(where: { $0.0 == .logits }), let last = matrices.popLast() {
      mapped.append((.logits, last.name))
    }
    if !has(.activations), hidden.isEmpty, matrices.count == 1 {
      mapped.append((.activations, matrices.removeFirst().name))
    }
    return matrices.isEmpty ? mapped : nil
  }

  private static func candidate(
    _ name: String, in container: any ArrayContainer
  ) throws(ActivationFormatsError) -> Candidate? {
    let (shape, isNumeric): ([Int], Bool)
    switch try container.content(of: name) {
    case .numbers(let array): (shape, isNumeric) = (array.shape, true)
    case .text(_, let words, _): (shape, isNumeric) = (words, false)
    case nil, .other: return nil
    }
    guard let rows = shape.first, let columns = shape.dropFirst().productWithoutOverflow else {
      return nil
    }
    return Candidate(
      name: name, rowCount: rows, columnCount: columns, isVector: shape.count == 1,
      isNumeric: isNumeric)
  }

  /// Options for the columns of a table that has some arrays of a dump, and others under names of its
  /// own; nil where none fit.
  private static func columnMapping(
    of table: CSVFile, options: DumpOptions
  ) throws(ActivationFormatsError) -> String? {
    guard !table.isSingleArray, table.header.holdsNames else { return nil }
    let known = Set(DumpArrayName.allCases.map { options.name(of: $0) })
    let arrays = try table.header.columns(of: known, file: table.path).0
    let taken = Set(arrays.filter { known.contains($0.key) }.values.flatMap(\.indices))
    let titles = table.header.fields
    let rest = table.header.indices.filter { !taken.contains($0) }
    var words: [String] = []
    for (role, array) in [
      (ColumnRole.input, DumpArrayName.inputs), (.output, .logits), (.labels, .labels),
      (.groups, .groups),
    ] where arrays[options.name(of: array)] == nil {
      var found = rest.filter { ColumnRole(of: titles[$0]) == role }
      if role == .labels || role == .groups { found = Array(found.prefix(1)) }
      guard !found.isEmpty, found.allSatisfy({ titles[$0].count <= 80 }) else { continue }
      words.append("--array " + Conversion.word("\(array.rawValue)=\(list(found, titles))"))
    }
    return words.isEmpty ? nil : words.joined(separator: " ")
  }

  /// The error for a table that has no column of a dump; nil for any other.
  private static func plainTable(_ table: CSVFile) -> ActivationFormatsError? {
    guard table.isSingleArray, table.header.holdsNames else { return nil }
    let titles = table.header.fields
    let indices = table.header.indices
    let roles = indices.map { ColumnRole(of: titles[$0]) }
    func columns(_ role: ColumnRole) -> [Int] {
      zip(indices, roles).filter { $0.1 == role }.map(\.0)
    }
    guard !columns(.input).isEmpty, titles.allSatisfy({ $0.count <= 80 }) else { return nil }
    var words: [String] = []
    for (role, array) in [
      (ColumnRole.input, DumpArrayName.inputs), (.output, .logits), (.labels, .labels),
      (.groups, .groups),
    ] {
      var found = columns(role)
      if role == .labels || role == .groups { found = Array(found.prefix(1)) }
      guard !found.isEmpty else { continue }
      words.append("--array " + Conversion.word("\(array.rawValue)=\(list(found, titles))"))
    }
    return .plainTable(
      file: table.path, columns: indices.map { titles[$0] },
      mapping: words.joined(separator: " "), hasOutputs: roles.contains(.output))
  }

  /// Columns by their titles, with those that follow each other as `FIRST..LAST`.
  private static func list(_ columns: [Int], _ titles: [String]) -> String {
    var runs: [ClosedRange<Int>] = []
    for column in columns {
      if let last = runs.last, last.upperBound + 1 == column {
        runs[runs.count - 1] = last.lowerBound...column
      } else {
        runs.append(column...column)
      }
    }
    return runs.map { run in
      run.count == 1
        ? titles[run.lowerBound] : "\(titles[run.lowerBound])..\(titles[run.upperBound])"
    }.joined(separator: ",")
  }
}

/// What a column or an array holds, by the names that people give it.
enum ColumnRole: Equatable {
  case input
  /// The activations of a layer inside the teacher.
  case hidden
  case output
  case labels
  case groups

  private static let labelNames: Set<String> = [
    "label", "labels", "class", "classes", "target", "targets", "y", "y_true", "y_train", "y_test",
    "diagnosis", "species", "outcome", "truth",
  ]
  private static let groupNames: Set<String> = [
    "group", "patient", "patients", "patient_id", "subject", "subjects", "subject_id", "record",
    "records", "recording",
  ]
  private static let hiddenNames: Set<String> = [
    "embeddings", "embedding", "hidden", "penultimate", "latent", "latents", "representations",
  ]
  private static let outputNames = [
    "logits", "logit", "probability", "proba", "prob", "scores", "score", "outputs", "output",
    "predictions", "prediction", "pred", "teacher",
  ]

  /// The role that a name suggests.
  init(of name: String) {
    let name = name.lowercased()
    if Self.labelNames.contains(name) {
      self = .labels
    } else if Self.groupNames.contains(name) {
      self = .groups
    } else if Self.hiddenNames.contains(name) {
      self = .hidden
    } else if Self.outputNames.contains(where: { output in
      guard name.hasPrefix(output) else { return false }
      return name.dropFirst(output.count).first.map { !$0.isLetter } ?? true
    }) {
      self = .output
    } else {
      self = .input
    }
  }
}

extension DumpOptions {
  /// The options of the command line for the arrays that are mapped, with those that already are.
  fileprivate func merging(_ mapped: [(array: DumpArrayName, stored: String)]) -> String {
    let given = DumpArrayName.allCases.compactMap { array in
      names[array].flatMap { stored in
        mapped.contains { $0.array == array } ? nil : (array: array, stored: stored)
      }
    }
    return (given + mapped).map { array, stored in
      "--array " + Conversion.word("\(array.rawValue)=\(stored)")
    }.joined(separator: " ")
  }
}

extension Array {
  /// The only element; nil where there are none or more.
  fileprivate var only: Element? { count == 1 ? self[0] : nil }
}
