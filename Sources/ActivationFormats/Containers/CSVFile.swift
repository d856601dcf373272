/// A `.csv` file: a whole dump whose columns are named `inputs.0`, `inputs.1`, …, `labels`, or
/// one array, with or without a header.
struct CSVFile: ArrayContainer {
  let path: String
  let arrayNames: [String]
  let classNames: [String]?
  let isSingleArray: Bool
  var isEncoded: Bool { true }
  let arrays: [String: CSVHeader.Columns]
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
    let (fields, first) = try Self.firstLine(text, before)
    let header = CSVHeader(fields: fields)
    columnCount = fields.count
    start = header.holdsNames ? first : before
    let wanted = Set(DumpArrayName.allCases.map { options.name(of: $0) })
    let logits = options.name(of: .logits)
    isSingleArray = isOneArray || !header.holdsNames || !header.names(anyOf: wanted)
    if isSingleArray {
      arrays = [name: CSVHeader.Columns(indices: Array(fields.indices), suffixes: [])]
      arrayNames = [name]
      classNames = name == logits ? header.classNames(logits) : nil
    } else {
      (arrays, arrayNames) = try header.columns(file: path)
      let suffixes = arrays[logits]?.suffixes.compactMap { $0 } ?? []
      classNames = suffixes.isEmpty || CSVHeader.areNumbers(suffixes) ? nil : suffixes
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
}
