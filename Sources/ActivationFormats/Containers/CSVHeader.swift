/// The first line of a `.csv` file: names of columns, or already numbers.
///
/// A dump's columns are named `inputs.0`, `inputs.1`, …, `labels`. `inputs_0` and `inputs[0]` are
/// the same, and so are numbers from 1.
struct CSVHeader {
  /// The columns of one array, in the array's order.
  struct Columns {
    var indices: [Int]
    /// What follows the array's name in each; nil for a single column of that very name.
    var suffixes: [String?]
    /// Whether their numbers begin with 1.
    var isFromOne = false

    /// Names that are more than numbers; nil where the columns are numbered.
    var names: [String]? {
      let names = suffixes.compactMap { $0 }
      return names.isEmpty || CSVHeader.areNumbers(names) ? nil : names
    }
  }

  /// The fields of the line, without their quotes.
  let fields: [String]
  let dialect: CSVDialect

  /// Whether the line holds names: anything that is no number, or 0, 1, 2, … as pandas numbers
  /// its columns.
  var holdsNames: Bool {
    if fields.contains(where: { dialect.number($0) == nil }) { return true }
    let counted = fields.first == "" ? Array(fields.dropFirst()) : fields
    return counted.count > 2 && counted == counted.indices.map(String.init)
  }

  /// The columns that hold data: not the index of a data frame, and not what follows a separator at
  /// the end of each line.
  var indices: [Int] {
    guard holdsNames else { return Array(fields.indices) }
    return fields.indices.filter { !fields[$0].isEmpty && !isIndex($0) }
  }

  /// Whether a column is the index that pandas writes.
  var hasIndex: Bool { holdsNames && (fields.first == "" || isIndex(0)) }

  private func isIndex(_ column: Int) -> Bool { column == 0 && fields[0] == "Unnamed: 0" }

  /// Whether a column belongs to one of `arrays`.
  func names(anyOf arrays: Set<String>) -> Bool {
    fields.contains { arrays.contains(Self.place(of: $0, among: arrays).array) }
  }

  /// The names of the columns where all make one array; nil where they are numbered.
  ///
  /// - Parameter array: the name of the array, which a column may have in front.
  func names(ofAllAs array: String) -> [String]? {
    guard holdsNames else { return nil }
    let names = indices.map { index in
      let place = Self.place(of: fields[index], among: [array])
      return place.array == array ? place.suffix ?? fields[index] : fields[index]
    }
    return Self.areNumbers(names) ? nil : names
  }

  /// Whether all titles are whole numbers.
  static func areNumbers(_ titles: [String]) -> Bool { titles.allSatisfy { Int($0) != nil } }

  /// The array that a column belongs to, and what follows its name.
  ///
  /// Any array may be followed by a point. One of `known` may be followed by `_0`, `[0]`, `-0`, ` 0`
  /// or `0`, too.
  private static func place(
    of title: String, among known: Set<String>
  ) -> (array: String, suffix: String?) {
    for name in known where title.hasPrefix(name) && title.count > name.count {
      let rest = title.dropFirst(name.count)
      if rest.first == ".", rest.count > 1 { return (name, String(rest.dropFirst())) }
      if rest.first == "[", rest.last == "]", rest.count > 2 {
        return (name, String(rest.dropFirst().dropLast()))
      }
      let number = "_- :".contains(rest.first ?? ".") ? rest.dropFirst() : rest
      if !number.isEmpty, number.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
        return (name, String(number))
      }
    }
    let name = String(title.prefix { $0 != "." })
    return (name, name == title ? nil : String(title.dropFirst(name.count + 1)))
  }

  /// Groups columns by what precedes the suffixes of their names.
  ///
  /// - Parameters:
  ///   - known: the names of a dump's arrays.
  ///   - file: for errors.
  /// - Returns: The columns of each array, and the arrays' names in the order of the file.
  /// - Throws: `ActivationFormatsError.duplicateArray` and `.missingColumn`.
  func columns(
    of known: Set<String>, file: String
  ) throws(ActivationFormatsError) -> ([String: Columns], [String]) {
    var arrays: [String: Columns] = [:]
    var names: [String] = []
    var titles: Set<String> = []
    for index in indices {
      let title = fields[index]
      let (name, suffix) = Self.place(of: title, among: known)
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

  /// The columns that a text lists: titles with commas between them, or `FIRST..LAST`.
  ///
  /// - Returns: nil where a title is not there.
  func columns(listedIn text: String) -> Columns? {
    guard holdsNames else { return nil }
    var found: [Int] = []
    for item in fields.contains(text) ? [text] : text.split(separator: ",").map(String.init) {
      if let index = fields.firstIndex(of: item) {
        found.append(index)
      } else if let range = range(item) {
        found += range.filter { !fields[$0].isEmpty }
      } else {
        return nil
      }
    }
    guard !found.isEmpty, Set(found).count == found.count else { return nil }
    let titles = found.map { fields[$0] }
    guard found.count > 1 else { return Columns(indices: found, suffixes: [nil]) }
    let shared = Self.sharedStart(titles)
    return Columns(indices: found, suffixes: titles.map { String($0.dropFirst(shared)) })
  }

  private func range(_ item: String) -> ClosedRange<Int>? {
    let places = item.indices.filter { item[$0...].hasPrefix("..") }
    for place in places {
      let end = item[item.index(place, offsetBy: 2)...]
      guard let first = fields.firstIndex(of: String(item[..<place])),
        let last = fields.firstIndex(of: String(end)), first <= last
      else { continue }
      return first...last
    }
    return nil
  }

  /// The characters that all titles begin with, up to a mark such as `_`, and that are not all of a
  /// title.
  private static func sharedStart(_ titles: [String]) -> Int {
    guard let first = titles.first else { return 0 }
    var shared = first[...]
    for title in titles { shared = shared.prefix(zip(shared, title).prefix { $0 == $1 }.count) }
    while let last = shared.last, !"._-[: ".contains(last) { shared.removeLast() }
    return titles.contains { $0.count == shared.count } ? 0 : shared.count
  }
}

extension CSVHeader.Columns {
  /// The shape of the array: a column of the array's very name is a vector.
  func shape(rowCount: Int) -> [Int] {
    suffixes == [nil] ? [rowCount] : [rowCount, indices.count]
  }

  /// Sorts numbered columns by their numbers, which must be 0 ..< count, or 1 ... count.
  fileprivate func ordered(
    _ name: String, file: String
  ) throws(ActivationFormatsError) -> CSVHeader.Columns {
    let numbers = suffixes.compactMap { $0.flatMap { Int($0) } }
    guard numbers.count == indices.count else { return self }
    let places = Dictionary(zip(numbers, indices), uniquingKeysWith: { first, _ in first })
    var ordered = self
    ordered.isFromOne = Set(numbers) == Set(1...indices.count)
    for number in indices.indices {
      guard let index = places[ordered.isFromOne ? number + 1 : number] else {
        throw .missingColumn(file: file, array: name, number: number, count: indices.count)
      }
      ordered.indices[number] = index
      ordered.suffixes[number] = "\(number)"
    }
    return ordered
  }
}
