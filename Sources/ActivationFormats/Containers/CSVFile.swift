/// A `.csv` file: a whole dump whose columns are named `inputs.0`, `inputs.1`, …, `labels`, or
/// one array, with or without a header.
struct CSVFile: ArrayContainer {
  let path: String
  let arrayNames: [String]
  let classNames: [String]?
  let featureNames: [String]?
  let isSingleArray: Bool
  var isEncoded: Bool { true }
  let arrays: [String: CSVHeader.Columns]
  let header: CSVHeader
  private let text: CSVText
  /// The bytes of the file, which `text` may hold in another form.
  private let stored: ByteStorage
  /// Names of arrays that may hold words.
  private let wordArrays: Set<String>
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
    stored = try ByteStorage(file: path)
    try ForeignFile.refuse(stored, file: path)
    memoryLimit = options.limits.memoryBudget / 4
    text = try CSVText(
      file: path, stored: stored, lineLimit: options.limits.maximumLineBytes,
      memoryLimit: memoryLimit)
    let before = CSVText.Line(beforeTextOf: text.dialect)
    let (fields, first) = try Self.firstLine(text, before)
    header = CSVHeader(fields: fields, dialect: text.dialect)
    columnCount = fields.count
    start = header.holdsNames ? first : before
    wordArrays = Set(
      [.labels, .groups, .classNames, .featureNames].map { options.name(of: $0) })
    let wanted = Set(DumpArrayName.allCases.map { options.name(of: $0) })
    let listed = isOneArray ? [:] : Self.listedColumns(header, options)
    let (inputs, logits) = (options.name(of: .inputs), options.name(of: .logits))
    isSingleArray =
      isOneArray || !header.holdsNames || listed.isEmpty && !header.names(anyOf: wanted)
    if isSingleArray {
      arrays = [name: CSVHeader.Columns(indices: header.indices, suffixes: [])]
      arrayNames = [name]
      classNames = name == logits ? header.names(ofAllAs: logits) : nil
      featureNames = name == inputs ? header.names(ofAllAs: inputs) : nil
    } else {
      let (found, names) = try header.columns(of: wanted, file: path)
      arrays = found.merging(listed) { _, listed in listed }
      arrayNames = names + listed.keys.filter { found[$0] == nil }.sorted()
      classNames = arrays[logits]?.names
      featureNames = arrays[inputs]?.names
    }
  }

  /// The columns that the options list by their titles, where no array has that name.
  private static func listedColumns(
    _ header: CSVHeader, _ options: DumpOptions
  ) -> [String: CSVHeader.Columns] {
    let texts = Set(options.names.values)
    return Dictionary(
      texts.compactMap { text in header.columns(listedIn: text).map { (text, $0) } }
    ) { first, _ in first }
  }

  func digest() throws(ActivationFormatsError) -> String {
    try DumpDigest.digest(of: [("", stored)])
  }

  func notes() throws(ActivationFormatsError) -> [DumpNote] {
    var traits = text.dialect.traits
    if header.hasIndex { traits.append("its first column as the index of the rows") }
    let numbered = arrayNames.filter { arrays[$0]?.isFromOne ?? false }
    if !numbered.isEmpty { traits.append("columns of \(numbered.joined(separator: ", ")) from 1") }
    return traits.isEmpty
      ? []
      : [
        .dialect(
          array: isSingleArray ? arrayNames[0] : "", dialect: traits.joined(separator: ", "))
      ]
  }

  func content(of name: String) throws(ActivationFormatsError) -> ArrayContent? {
    guard let columns = arrays[name] else { return nil }
    do throws(ActivationFormatsError) {
      return try numbers(name, columns)
    } catch .notANumber where wordArrays.contains(name) && columns.indices.count == 1 {
      return try words(columns)
    } catch {
      throw error
    }
  }

  private func numbers(
    _ name: String, _ columns: CSVHeader.Columns
  ) throws(ActivationFormatsError) -> ArrayContent {
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

  /// The words of one column; an empty one stands for a missing cell.
  private func words(_ columns: CSVHeader.Columns) throws(ActivationFormatsError) -> ArrayContent {
    var words: [String] = []
    try forEachRow { line, fields throws(ActivationFormatsError) in
      words.append(text.string(fields[columns.indices[0]], in: line.bytes.span))
      guard words.count <= NPYHeader.textCount else {
        throw .unsupportedElementType(file: path, array: arrayNames[0], type: "text")
      }
    }
    return .text(words, shape: columns.shape(rowCount: words.count), type: "text")
  }

  /// The values of some columns of all lines, row-major.
  private func values(
    _ name: String, _ columns: [Int]
  ) throws(ActivationFormatsError) -> ByteStorage {
    // A line has at least a byte for each comma or line end, and for each number.
    let rowLimit = text.storage.count / columnCount + 1
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
  ///
  /// Blank lines are no rows. Among lines of a single field they are rows of a missing cell, unless
  /// only blank ones follow.
  private func forEachRow(
    _ body: (CSVText.Line, [Range<Int>]) throws(ActivationFormatsError) -> Void
  ) throws(ActivationFormatsError) {
    var fields: [Range<Int>] = []
    var line = start
    var blankCount = 0
    while line.next < text.storage.count {
      try text.advance(&line)
      if text.isBlank(line) {
        blankCount += 1
        continue
      }
      if columnCount == 1 {
        for _ in 0..<blankCount { try body(line, [line.range.lowerBound..<line.range.lowerBound]) }
      }
      blankCount = 0
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
  /// The first line that is not blank.
  private static func firstLine(
    _ text: CSVText, _ before: CSVText.Line
  ) throws(ActivationFormatsError) -> (fields: [String], line: CSVText.Line) {
    var line = before
    repeat {
      guard line.next < text.storage.count else {
        throw .malformedText(file: text.file, line: 1, reason: "the first line is empty")
      }
      try text.advance(&line)
    } while text.isBlank(line)
    var fields: [Range<Int>] = []
    try text.fields(of: line, into: &fields)
    return (fields.map { text.string($0, in: line.bytes.span) }, line)
  }
}
