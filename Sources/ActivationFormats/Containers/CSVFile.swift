/// A `.csv` file: a whole dump whose columns are named `inputs.0`, `inputs.1`, …, `labels`, or
/// one array, with or without a header.
struct CSVFile: ArrayContainer {
  /// The columns of one array, in the array's order.
  struct Columns {
    var indices: [Int]
    /// The part of each name after the array's; nil for a single column of that very name.
    var suffixes: [String?]
  }

  let path: String
  let arrayNames: [String]
  let classNames: [String]?
  let isSingleArray: Bool
  var isEncoded: Bool { true }
  let arrays: [String: Columns]
  private let text: CSVText
  private let columnCount: Int
  /// Before the first row: the header, when there is one.
  private let start: CSVText.Line
  private let memoryLimit: Int

  /// Opens the file and reads its first line.
  ///
  /// - Parameter isOneArray: whether all columns make the array `name`; otherwise so only when
  ///   no column has the name of a dump's array.
  init(
    path: String, name: String, isOneArray: Bool, options: DumpOptions
  ) throws(ActivationFormatsError) {
    self.path = path
    let storage = try ByteStorage(file: path)
    memoryLimit = options.limits.memoryBudget / 4
    text = CSVText(file: path, storage: storage, lineLimit: options.limits.maximumLineBytes)
    let before = CSVText.Line(before: try Self.startOfText(storage))
    let (header, first) = try Self.firstLine(text, before)
    columnCount = header.count
    let isHeader = Self.isHeader(header)
    start = isHeader ? first : before
    let wanted = Set(DumpArrayName.allCases.map { options.name(of: $0) })
    let prefixes = header.map { String($0.prefix { $0 != "." }) }
    let logits = options.name(of: .logits)
    isSingleArray = isOneArray || !isHeader || !prefixes.contains(where: wanted.contains)
    if isSingleArray {
      arrays = [name: Columns(indices: Array(header.indices), suffixes: [])]
      arrayNames = [name]
      let isNamed = isHeader && name == logits && Self.positions(header) == nil
      classNames = isNamed ? header.map { Self.withoutPrefix($0, logits) } : nil
    } else {
      (arrays, arrayNames) = try Self.columns(header, file: path)
      let suffixes = arrays[logits]?.suffixes.compactMap { $0 } ?? []
      classNames = suffixes.isEmpty || Self.positions(suffixes) != nil ? nil : suffixes
    }
  }

  func digest() throws(ActivationFormatsError) -> String {
    try DumpDigest.digest(of: [("", text.storage)])
  }

  func content(of name: String) throws(ActivationFormatsError) -> ArrayContent? {
    guard let columns = arrays[name] else { return nil }
    let values = try values(name, columns.indices)
    let rowCount = values.count / (columns.indices.count * MemoryLayout<Double>.size)
    let segment = ArraySegment(
      storage: values, byteOffset: 0, rowCount: rowCount, isFortranOrder: false,
      isBigEndian: 1.bigEndian == 1)
    return .numbers(
      try NumericArray(
        name: name, file: path, shape: columns.shape(rowCount: rowCount),
        elementType: .float64, segments: [segment]))
  }

  /// The values of some columns of all lines, row-major.
  private func values(
    _ name: String, _ columns: [Int]
  ) throws(ActivationFormatsError) -> ByteStorage {
    // A line has at least a byte for each comma or line end, and for each number.
    let rowLimit = text.storage.count / (columnCount + columns.count) + 1
    var values = try ByteSink(
      expecting: rowLimit * columns.count * MemoryLayout<Double>.size, limit: memoryLimit,
      file: path, array: name)
    var row = [Double](repeating: 0, count: columns.count)
    try forEachRow { line, fields throws(ActivationFormatsError) in
      for (index, column) in columns.enumerated() {
        guard let value = text.number(fields[column], in: line.bytes.span) else {
          throw .notANumber(
            file: path, array: name, line: line.number, column: column + 1,
            text: String(text.string(fields[column], in: line.bytes.span).prefix(40)))
        }
        row[index] = value
      }
      try values.append(row)
    }
    return try values.storage()
  }

  /// Calls `body` with every line after the header and its fields, one for each column.
  private func forEachRow(
    _ body: (CSVText.Line, [Range<Int>]) throws(ActivationFormatsError) -> Void
  ) throws(ActivationFormatsError) {
    var fields: [Range<Int>] = []
    var line = start
    while line.next < text.storage.count {
      try text.advance(&line)
      // Only an empty line at the very end is no row.
      if line.range.isEmpty, line.next == text.storage.count { return }
      try text.fields(of: line, into: &fields)
      guard fields.count == columnCount else {
        throw .fieldCount(
          file: path, line: line.number, expected: columnCount, found: fields.count)
      }
      try body(line, fields)
    }
  }

  /// The number of rows, and the scan of each column; nil for one with a field that is no number.
  func scan() throws(ActivationFormatsError) -> (rowCount: Int, columns: [ValueScan?]) {
    var rowCount = 0
    var scans = [ValueScan?](repeating: ValueScan(), count: columnCount)
    try forEachRow { line, fields in
      rowCount += 1
      for (column, field) in fields.enumerated() where scans[column] != nil {
        guard let value = text.number(field, in: line.bytes.span) else {
          scans[column] = nil
          continue
        }
        scans[column]?.insert(value)
      }
    }
    return (rowCount, scans)
  }
}

extension CSVFile {
  /// A byte order mark is no part of the first field.
  private static func startOfText(
    _ storage: ByteStorage
  ) throws(ActivationFormatsError) -> Int {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    return try storage.bytes(in: 0..<min(3, storage.count)) == mark ? 3 : 0
  }

  private static func firstLine(
    _ text: CSVText, _ before: CSVText.Line
  ) throws(ActivationFormatsError) -> (fields: [String], line: CSVText.Line) {
    var line = before
    try text.advance(&line)
    guard !line.range.isEmpty else {
      throw .malformedText(file: text.file, line: 1, reason: "the first line is empty")
    }
    var fields: [Range<Int>] = []
    try text.fields(of: line, into: &fields)
    return (fields.map { text.string($0, in: line.bytes.span) }, line)
  }

  /// Whether the first line holds names: anything that is no number, or 0, 1, 2, …
  /// as pandas numbers its columns.
  private static func isHeader(_ fields: [String]) -> Bool {
    if fields.contains(where: { CSVText.number($0) == nil }) { return true }
    return fields.count > 2 && fields == fields.indices.map(String.init)
  }

  /// Groups columns by the part of their names before the first point.
  private static func columns(
    _ header: [String], file: String
  ) throws(ActivationFormatsError) -> ([String: Columns], [String]) {
    var arrays: [String: Columns] = [:]
    var names: [String] = []
    var titles: Set<String> = []
    for (index, title) in header.enumerated() {
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

  /// The numbers of the titles, when all are numbers.
  private static func positions(_ titles: [String]) -> [Int]? {
    let numbers = titles.compactMap { Int($0) }
    return numbers.count == titles.count ? numbers : nil
  }

  private static func withoutPrefix(_ title: String, _ name: String) -> String {
    title.hasPrefix(name + ".") ? String(title.dropFirst(name.count + 1)) : title
  }
}

extension CSVFile.Columns {
  /// The shape of the array: a column of the array's very name is a vector.
  func shape(rowCount: Int) -> [Int] {
    suffixes == [nil] ? [rowCount] : [rowCount, indices.count]
  }

  /// Sorts numbered columns by their numbers, which must be 0 ..< count.
  fileprivate func ordered(
    _ name: String, file: String
  ) throws(ActivationFormatsError) -> CSVFile.Columns {
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
