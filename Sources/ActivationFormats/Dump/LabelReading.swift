import Rows

/// How the labels of a dump become classes, 0 ..< C, and which rows have none.
struct LabelReading {
  /// The classes, and what was taken for granted.
  struct Outcome {
    /// N classes, `ActivationDump.noLabel` in rows without; nil where no row has one.
    var labels: [Int32]?
    /// The names of the classes, where labels are words that have to be them.
    var names: [String]?
    var notes: [DumpNote] = []
  }

  /// What stands for the label of a row without one, before classes are known.
  private static let missing = Int32.min
  /// Words that stand for no label.
  private static let missingWords: Set<String> = [
    "", "nan", "NaN", "NA", "N/A", "<NA>", "None", "null", "NULL",
  ]

  let file: String
  let array: String
  let options: DumpOptions
  /// C; 2 for a teacher of one output, nil where it is not known.
  let classCount: Int?
  let isSingleOutput: Bool
  let classNames: [String]?

  /// The labels in `content`.
  ///
  /// - Throws: the fault, with a remedy.
  /// - Complexity: O(N); words, O(N log N).
  func read(_ content: ArrayContent) throws(ActivationFormatsError) -> Outcome {
    if let values = options.labelValues, let classCount, values.count != classCount {
      throw .labelValueCount(
        file: file, array: array, count: values.count, classCount: classCount)
    }
    switch content {
    case .numbers(let array): return try numbers(array)
    case .text(let words, let shape, _):
      guard shape.filter({ $0 != 1 }).count <= 1 else {
        throw .wrongRank(file: file, array: array, shape: shape, expected: "N class numbers")
      }
      return try self.words(words)
    case .other(_, _, let refusal): throw refusal
    }
  }

  private func numbers(_ array: NumericArray) throws(ActivationFormatsError) -> Outcome {
    if let outcome = try oneHot(array) { return outcome }
    let values = try array.vector(expected: "N class numbers (not one-hot rows)")
      .integers(nan: Self.missing) { row, value throws(ActivationFormatsError) in
        try label(row, value)
      }
    return try classes(of: values, isByte: array.elementType == .uint8)
  }

  /// A number of 32 bits; `missing` for the one that stands for no label.
  private func label(_ row: Int, _ value: Int) throws(ActivationFormatsError) -> Int32 {
    if let noLabel = options.noLabel, Int(noLabel) == value { return Self.missing }
    guard let label = Int32(exactly: value), label != Self.missing else {
      throw .labelOutOfRange(
        file: file, array: array, row: row, label: value, classCount: classCount)
    }
    return label
  }

  /// Rows of C numbers with one 1 each and otherwise zeros; nil for anything else.
  private func oneHot(_ array: NumericArray) throws(ActivationFormatsError) -> Outcome? {
    guard let classCount, classCount > 1, array.shape.count == 2,
      array.columnCount == classCount, array.rowCount > 1 || classCount > 2
    else { return nil }
    try array.validateMemory()
    var labels: [Int32] = []
    for rows in array.blocks {
      let block = try rethrowing(
        array.matrix(of: rows, as: Float.self), as: ActivationFormatsError.unreadableRows)
      for row in 0..<block.rowCount {
        let values = block[row: row]
        guard let one = values.firstIndex(of: 1),
          values.allSatisfy({ $0 == 0 || $0 == 1 }), values.reduce(0, +) == 1
        else { return nil }
        labels.append(Int32(one - values.startIndex))
      }
    }
    return Outcome(labels: labels, notes: [.oneHotLabels(array: array.name)])
  }
}

extension LabelReading {
  /// The classes of numbers, of which `missing` is none.
  ///
  /// - Parameter isByte: whether the numbers are stored as bytes without sign.
  func classes(of values: [Int32], isByte: Bool) throws(ActivationFormatsError) -> Outcome {
    let found = Set(values)
    if let table = options.labelValues { return try classes(of: values, named: table) }
    let (none, isSigned) = try numbersWithoutLabel(among: found, isByte: isByte)
    let rest = found.subtracting(none)
    let absent = none.intersection(found)
    if isSigned {
      return outcome(
        values.map { none.contains($0) ? ActivationDump.noLabel : $0 < 0 ? 0 : 1 }, absent,
        [.signedLabels(array: array)])
    }
    let limit = classCount ?? Int(Int32.max) + 1
    if let row = values.firstIndex(where: { !none.contains($0) && !(0..<limit).contains(Int($0)) })
    {
      guard rest.count == classCount else {
        throw .labelOutOfRange(
          file: file, array: array, row: row, label: Int(values[row]), classCount: classCount)
      }
      throw .unknownLabel(
        file: file, array: array, row: row, label: "\(values[row])",
        values: rest.sorted().map(String.init), classCount: classCount)
    }
    return outcome(
      values.map { none.contains($0) ? ActivationDump.noLabel : $0 }, absent, [])
  }

  /// Which numbers stand for no label, and whether −1 and 1 are the two classes.
  private func numbersWithoutLabel(
    among found: Set<Int32>, isByte: Bool
  ) throws(ActivationFormatsError) -> (none: Set<Int32>, isSigned: Bool) {
    var none: Set<Int32> = [Self.missing]
    guard options.noLabel == nil else { return (none, false) }
    none.insert(-100)
    if isByte, let classCount, classCount <= 255 { none.insert(255) }
    guard found.contains(-1) else { return (none, false) }
    let rest = found.subtracting(none)
    if rest.isSubset(of: [-1, 1]), let classCount, classCount <= 2 {
      guard isSingleOutput, rest.count == 2 else {
        throw .ambiguousLabels(file: file, array: array)
      }
      return (none, true)
    }
    none.insert(-1)
    return (none, false)
  }

  /// The classes of numbers that the options list.
  private func classes(
    of values: [Int32], named table: [String]
  ) throws(ActivationFormatsError) -> Outcome {
    let none: Set<Int32> = options.noLabel == nil ? [Self.missing, -100] : [Self.missing]
    let places = Dictionary(
      table.enumerated().compactMap { index, text in Int32(text).map { ($0, Int32(index)) } }
    ) { first, _ in first }
    var labels: [Int32] = []
    labels.reserveCapacity(values.count)
    for (row, value) in values.enumerated() {
      if let place = places[value] {
        labels.append(place)
      } else if none.contains(value) {
        labels.append(ActivationDump.noLabel)
      } else {
        throw .unknownLabel(
          file: file, array: array, row: row, label: "\(value)",
          values: Set(values).subtracting(none).sorted().map(String.init), classCount: classCount)
      }
    }
    return outcome(labels, none.intersection(values).subtracting(places.keys), [])
  }

  private func outcome(
    _ labels: [Int32], _ none: Set<Int32>, _ notes: [DumpNote]
  ) -> Outcome {
    let values = none.sorted().map {
      $0 == Self.missing ? options.noLabel.map { "\($0) or missing" } ?? "missing" : "\($0)"
    }
    return outcome(labels, values: values, notes)
  }

  private func outcome(_ labels: [Int32], values: [String], _ notes: [DumpNote]) -> Outcome {
    let count = labels.count { $0 == ActivationDump.noLabel }
    guard count > 0 else { return Outcome(labels: labels, notes: notes) }
    return Outcome(
      labels: count < labels.count ? labels : nil,
      notes: notes + [.unlabelled(array: array, count: count, values: values)])
  }
}

extension LabelReading {
  /// The classes of words: names of classes, numbers, True and False, or as many words as classes.
  func words(_ words: [String]) throws(ActivationFormatsError) -> Outcome {
    let known = Set(options.labelValues ?? classNames ?? [])
    let none =
      options.noLabel.map { [$0, ""] } ?? Self.missingWords.subtracting(known)
    let found = Set(words).subtracting(none)
    if let table = options.labelValues ?? classNames, found.isSubset(of: table) {
      let note = DumpNote.labelsByName(array: array, names: table)
      return outcome(of: words, table: table, none: none, options.labelValues == nil ? [note] : [])
    }
    if options.labelValues == nil, let values = Self.numbers(words, none: none) {
      let labels = try values.enumerated().map { row, value throws(ActivationFormatsError) in
        try value.map { value throws(ActivationFormatsError) in try label(row, value) }
          ?? Self.missing
      }
      return try classes(of: labels, isByte: false)
    }
    if options.labelValues == nil, found.allSatisfy({ Self.booleans[$0] != nil }),
      classCount ?? 2 == 2
    {
      return outcome(
        words.map { Self.booleans[$0] ?? ActivationDump.noLabel }, values: ["missing"], [])
    }
    let sorted = found.sorted(by: Self.precedes)
    guard options.labelValues == nil, classNames == nil,
      classCount == nil || classCount == sorted.count
    else {
      let table = Set(options.labelValues ?? classNames ?? [])
      let row = words.firstIndex { found.contains($0) && !table.contains($0) } ?? 0
      throw .unknownLabel(
        file: file, array: array, row: row, label: words[row], values: sorted,
        classCount: classCount)
    }
    var outcome = outcome(
      of: words, table: sorted, none: none, [.sortedLabels(array: array, names: sorted)])
    outcome.names = sorted
    return outcome
  }

  private static let booleans: [String: Int32] = ["False": 0, "false": 0, "True": 1, "true": 1]

  private func outcome(
    of words: [String], table: [String], none: Set<String>, _ notes: [DumpNote]
  ) -> Outcome {
    let places = Dictionary(zip(table, 0..<Int32(clamping: table.count))) { first, _ in first }
    return outcome(
      words.map { places[$0] ?? ActivationDump.noLabel },
      values: none.intersection(words).sorted().map { $0.isEmpty ? "missing" : "'\($0)'" }, notes)
  }

  /// Words that are whole numbers, all of them but those of `none`; nil otherwise.
  static func numbers(_ words: [String], none: Set<String> = []) -> [Int?]? {
    var values: [Int?] = []
    values.reserveCapacity(words.count)
    for word in words {
      if none.contains(word) {
        values.append(nil)
      } else if let value = Int(word) ?? Double(word).flatMap({ Int(exactly: $0) }) {
        values.append(value)
      } else {
        return nil
      }
    }
    return values
  }

  /// The order of `numpy.unique`: by code points.
  static func precedes(_ left: String, _ right: String) -> Bool {
    left.unicodeScalars.lexicographicallyPrecedes(right.unicodeScalars)
  }
}

extension DumpArrays {
  /// Reads the labels, once outputs and names of classes are known.
  mutating func readLabels(_ content: ArrayContent?) throws(ActivationFormatsError) {
    guard let content else { return }
    let outcome = try LabelReading(
      file: file,
      array: names.name(of: .labels), options: names,
      classCount: outputCount, isSingleOutput: hasSingleOutput,
      classNames: classNames ?? names.knownClassNames
    ).read(content)
    labels = outcome.labels
    classNames = classNames ?? outcome.names
    notes += outcome.notes
  }

  /// N group numbers. Words are numbered in their order.
  mutating func readGroups(_ content: ArrayContent?) throws(ActivationFormatsError) {
    switch content {
    case nil: return
    case .numbers(let array):
      groups = try array.vector(expected: "N group numbers").integers { _, group in group }
    case .text(let words, _, _):
      if let numbers = LabelReading.numbers(words) {
        groups = numbers.compactMap(\.self)
        return
      }
      let sorted = Set(words).sorted(by: LabelReading.precedes)
      let places = Dictionary(zip(sorted, sorted.indices)) { first, _ in first }
      groups = words.map { places[$0] ?? 0 }
      notes.append(.numberedGroups(array: names.name(of: .groups), count: sorted.count))
    case .other(_, _, let refusal): throw refusal
    }
  }
}
