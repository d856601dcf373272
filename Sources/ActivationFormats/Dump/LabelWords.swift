import Foundation

extension LabelReading {
  /// The classes of words: names of classes, numbers, True and False, or as many words as classes.
  func words(_ stored: [String]) throws(ActivationFormatsError) -> Outcome {
    let known = Set(options.labelValues ?? classNames ?? [])
    guard let words = Self.trimmed(stored, unless: known) else {
      return try classes(of: stored, known)
    }
    var outcome = try classes(of: words, known)
    outcome.notes.insert(.trimmedLabels(array: array), at: 0)
    return outcome
  }

  /// The words without white space at their ends; nil where none has any, names have it, too, or two
  /// words would become one.
  private static func trimmed(_ words: [String], unless known: Set<String>) -> [String]? {
    let found = Set(words)
    let places = Dictionary(
      found.map { ($0, $0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    ) { first, _ in first }
    let filled = places.values.filter { !$0.isEmpty }
    guard places.contains(where: { $0.key != $0.value && !$0.value.isEmpty }),
      Set(filled).count == filled.count, !found.isSubset(of: known)
    else { return nil }
    return words.map { places[$0] ?? $0 }
  }

  private func classes(
    of words: [String], _ known: Set<String>
  ) throws(ActivationFormatsError) -> Outcome {
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
        file: file, array: array, row: row, label: words[row],
        values: Self.ordered(sorted, as: options.labelValues ?? classNames ?? []),
        classCount: classCount)
    }
    var outcome = outcome(
      of: words, table: sorted, none: none, [.sortedLabels(array: array, names: sorted)])
    outcome.names = sorted
    return outcome
  }

  /// Words in the order of names: those that are names, up to capitals, at their places, and the
  /// others at the places that are left.
  private static func ordered(_ words: [String], as names: [String]) -> [String] {
    guard words.count == names.count else { return words }
    var rest = words
    let found: [String?] = names.map { name in
      let index =
        rest.firstIndex(of: name)
        ?? rest.firstIndex { !names.contains($0) && $0.lowercased() == name.lowercased() }
      return index.map { rest.remove(at: $0) }
    }
    return found.map { $0 ?? rest.removeFirst() }
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
