/// The first line of a `.csv` file: names of columns, or already numbers.
///
/// A dump's columns are named `inputs.0`, `inputs.1`, …, `labels`.
struct CSVHeader {
  /// The columns of one array, in the array's order.
  struct Columns {
    var indices: [Int]
    /// What follows the array's name in each; nil for a single column of that very name.
    var suffixes: [String?]
  }

  /// The fields of the line, without their quotes.
  let fields: [String]

  /// Whether the line holds names: anything that is no number, or 0, 1, 2, … as pandas numbers
  /// its columns.
  var holdsNames: Bool {
    if fields.contains(where: { CSVText.number($0) == nil }) { return true }
    return fields.count > 2 && fields == fields.indices.map(String.init)
  }

  /// Whether a column belongs to one of `arrays`.
  func names(anyOf arrays: Set<String>) -> Bool {
    fields.contains { arrays.contains(String($0.prefix { $0 != "." })) }
  }

  /// The names of the classes where all columns are logits; nil where the columns are numbered.
  ///
  /// - Parameter logits: the name of the array, which a column may have in front.
  func classNames(_ logits: String) -> [String]? {
    guard holdsNames, !Self.areNumbers(fields) else { return nil }
    return fields.map { $0.hasPrefix(logits + ".") ? String($0.dropFirst(logits.count + 1)) : $0 }
  }

  /// Whether all titles are whole numbers.
  static func areNumbers(_ titles: [String]) -> Bool { titles.allSatisfy { Int($0) != nil } }

  /// Groups columns by what precedes the first point of their names.
  ///
  /// - Parameter file: for errors.
  /// - Returns: The columns of each array, and the arrays' names in the order of the file.
  /// - Throws: `ActivationFormatsError.duplicateArray` and `.missingColumn`.
  func columns(
    file: String
  ) throws(ActivationFormatsError) -> ([String: Columns], [String]) {
    var arrays: [String: Columns] = [:]
    var names: [String] = []
    var titles: Set<String> = []
    for (index, title) in fields.enumerated() {
      let name = String(title.prefix { $0 != "." })
      let suffix = name == title ? nil : String(title.dropFirst(name.count + 1))
      if arrays[name] == nil { names.append(name) }
      let isFirst = arrays[name] == nil
      let isMixed = !isFirst && (suffix == nil || arrays[name]?.suffixes[0] == nil)
      guard !isMixed, titles.insert(title).inserted else {
        throw .duplicateArray(file: file, array: title)
      }
      arrays[name, default: Columns(indices: [], suffixes: [])].indices.append(index)
      arrays[name, default: Columns(indices: [], suffixes: [])].suffixes.append(suffix)
    }
    for name in names { arrays[name] = try arrays[name]?.ordered(name, file: file) }
    return (arrays, names)
  }
}

extension CSVHeader.Columns {
  /// The shape of the array: a column of the array's very name is a vector.
  func shape(rowCount: Int) -> [Int] {
    suffixes == [nil] ? [rowCount] : [rowCount, indices.count]
  }

  /// Sorts numbered columns by their numbers, which must be 0 ..< count.
  fileprivate func ordered(
    _ name: String, file: String
  ) throws(ActivationFormatsError) -> CSVHeader.Columns {
    let numbers = suffixes.compactMap { $0.flatMap { Int($0) } }
    guard numbers.count == indices.count else { return self }
    let places = Dictionary(zip(numbers, indices), uniquingKeysWith: { first, _ in first })
    var ordered = self
    for number in indices.indices {
      guard let index = places[number] else {
        throw .missingColumn(file: file, array: name, number: number, count: indices.count)
      }
      ordered.indices[number] = index
      ordered.suffixes[number] = "\(number)"
    }
    return ordered
  }
}
