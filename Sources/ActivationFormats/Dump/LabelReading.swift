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
  static let missing = Int32.min
  /// Words that stand for no label.
  static let missingWords: Set<String> = [
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
    do throws(ActivationFormatsError) {
      let values = try array.vector(expected: "N class numbers, or one-hot rows of C columns")
        .integers(nan: Self.missing) { row, value throws(ActivationFormatsError) in
          try label(row, value)
        }
      return try classes(of: values, isByte: array.elementType == .uint8)
    } catch .notAnInteger(let file, let array, let row, let value)
      where Double(value).map({ abs($0) < 0x1p53 }) ?? false
    {
      throw .realLabel(file: file, array: array, row: row, value: value)
    }
  }

  /// A number of 32 bits; `missing` for the one that stands for no label.
  func label(_ row: Int, _ value: Int) throws(ActivationFormatsError) -> Int32 {
    if let noLabel = options.noLabel, Int(noLabel) == value { return Self.missing }
    guard let label = Int32(exactly: value), label != Self.missing else {
      throw .labelOutOfRange(
        file: file, array: array, row: row, label: value, classCount: classCount)
    }
    return label
  }

  /// Rows of C numbers with one 1 each and otherwise zeros, or zeros alone where there is no label;
  /// nil for an array of another shape.
  ///
  /// - Throws: `multilabelLabels` and `softLabels` for other rows of C shares.
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
        guard values.allSatisfy({ $0 == 0 || $0 == 1 }) else {
          guard values.allSatisfy({ (0...1).contains($0) }) else { return nil }
          throw .softLabels(file: file, array: array.name, row: rows.lowerBound + row)
        }
        guard values.reduce(0, +) <= 1 else {
          throw .multilabelLabels(file: file, array: array.name, row: rows.lowerBound + row)
        }
        labels.append(
          values.firstIndex(of: 1).map { Int32($0 - values.startIndex) } ?? ActivationDump.noLabel)
      }
    }
    return outcome(labels, values: ["a row of zeros"], [.oneHotLabels(array: array.name)])
  }
}

extension LabelReading {
  /// The classes of numbers, of which `missing` is none.
  ///
  /// - Parameter isByte: whether the numbers are stored as bytes without sign.
  func classes(of values: [Int32], isByte: Bool) throws(ActivationFormatsError) -> Outcome {
    let found = Set(values)
    if let table = options.labelValues { return try classes(of: values, named: table) }
    let (none, pair) = try numbersWithoutLabel(among: found, isByte: isByte)
    let rest = found.subtracting(none)
    let absent = none.intersection(found)
    if let pair {
      return outcome(
        values.map { none.contains($0) ? ActivationDump.noLabel : $0 == pair.low ? 0 : 1 }, absent,
        [.pairOfLabels(array: array, low: Int(pair.low), high: Int(pair.high))])
    }
    let limit = classCount ?? Int(Int32.max) + 1
    if let row = values.firstIndex(where: { !none.contains($0) && !(0..<limit).contains(Int($0)) })
    {
      throw outOfRange(row, values[row], [rest, found.subtracting([Self.missing])])
    }
    return outcome(
      values.map { none.contains($0) ? ActivationDump.noLabel : $0 }, absent, [])
  }

  /// The error for a number that is no class.
  ///
  /// - Parameter sets: what labels may be, with and without those that stand for no label.
  private func outOfRange(
    _ row: Int, _ value: Int32, _ sets: [Set<Int32>]
  ) -> ActivationFormatsError {
    let number = ActivationFormatsError.labelOutOfRange(
      file: file, array: array, row: row, label: Int(value), classCount: classCount)
    guard let classCount else { return number }
    // As many as classes; or one more, of which one stands for no label.
    let isOneLeft = sets[0].count == classCount + 1
    let isLast =
      Int(value) != classCount
      && sets[0].subtracting([value]) == Set((0..<classCount).compactMap(Int32.init(exactly:)))
    guard
      let values = sets.first(where: { $0.count == classCount })
        ?? (isOneLeft && !isLast ? sets[0] : nil)
    else { return number }
    return .unknownLabel(
      file: file, array: array, row: row, label: "\(value)",
      values: values.sorted().map(String.init), classCount: classCount)
  }

  /// Which numbers stand for no label, and the pair that are the two classes of one output: −1 and 1,
  /// or 0 and 255.
  ///
  /// - Throws: `ambiguousLabels` where −1, or 255 in bytes, is as well a class.
  private func numbersWithoutLabel(
    among found: Set<Int32>, isByte: Bool
  ) throws(ActivationFormatsError) -> (none: Set<Int32>, pair: (low: Int32, high: Int32)?) {
    var none: Set<Int32> = [Self.missing]
    guard options.noLabel == nil else { return (none, nil) }
    none.insert(-100)
    let rest = found.subtracting(none)
    if isByte, rest == [0, 255], classCount == 2 {
      guard isSingleOutput else { throw ambiguous(255, rest) }
      return (none, (0, 255))
    }
    if isByte, let classCount, classCount <= 255 { none.insert(255) }
    guard rest.contains(-1) else { return (none, nil) }
    if rest == [-1, 1], isSingleOutput { return (none, (-1, 1)) }
    if let classCount,
      rest.count == classCount || classCount <= 2 && rest.isSubset(of: [-1, 1])
    {
      throw ambiguous(-1, rest.count == 1 ? [-1, 1] : rest)
    }
    none.insert(-1)
    return (none, nil)
  }

  private func ambiguous(_ value: Int, _ values: Set<Int32>) -> ActivationFormatsError {
    .ambiguousLabels(file: file, array: array, value: value, values: values.sorted().map(Int.init))
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

  func outcome(_ labels: [Int32], values: [String], _ notes: [DumpNote]) -> Outcome {
    let count = labels.count { $0 == ActivationDump.noLabel }
    guard count > 0 else { return Outcome(labels: labels, notes: notes) }
    return Outcome(
      labels: count < labels.count ? labels : nil,
      notes: notes + [.unlabelled(array: array, count: count, values: values)])
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
