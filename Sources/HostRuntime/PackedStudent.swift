internal import Digests
public import PackedFormat
public import Rows
internal import StudentRuntime

/// A packed student on the host: the bytes that a device gets, and the integers that a device
/// makes of them.
public struct PackedStudent: Sendable, Equatable {
  /// The whole file.
  public let bytes: [UInt8]
  let open: OpenStudent
  let host: HostStudent

  /// Validates `bytes`, as a device does, and their canonical form.
  ///
  /// - Throws: `PackedFormatError`, the first of Docs/Format.md's list that holds.
  /// - Complexity: O(`bytes.count`).
  public init(bytes: [UInt8]) throws(PackedFormatError) {
    open = try OpenStudent(bytes.span.bytes)
    self.bytes = bytes
    let student = QuantizedStudent(bytes: bytes, header: open.header, layout: open.layout)
    try student.checkCanonicalForm()
    host = HostStudent(student)
  }

  /// Whether two students are the same bytes.
  public static func == (a: PackedStudent, b: PackedStudent) -> Bool { a.bytes == b.bytes }

  /// Packs `student`.
  ///
  /// - Throws: `PackedFormatError` when it exceeds a limit of the format.
  /// - Complexity: O(bytes).
  public init(_ student: QuantizedStudent) throws(PackedFormatError) {
    try self.init(bytes: student.packed())
  }

  /// The header: counts, flags and scales.
  public var header: PackedHeader { open.header }
  /// Where every section lies.
  public var layout: PackedLayout { open.layout }
  /// Real units per integer of the outputs.
  public var outputScale: Double { Double(header.outputScale) }
  /// The first 8 bytes of the SHA-256 of the rest, as the file states them, in hexadecimal.
  public var identifier: String {
    Hexadecimal.text(of: bytes[layout.identifierOffset..<layout.checksumOffset])
  }
  /// Whether the content has the identifier that the file states.
  public var isIdentified: Bool {
    Digest.identifier(of: bytes[..<layout.identifierOffset])
      == Array(bytes[layout.identifierOffset..<layout.checksumOffset])
  }
  /// The SHA-256 of the whole file, in hexadecimal.
  public var sha256: String { Hexadecimal.text(of: SHA256.hash(bytes)) }

}

// MARK: - The columns of a window

extension PackedStudent {
  /// The feature that each input is, n values, ascending; nil when the inputs are all features.
  public var keptInputs: [Int]? {
    layout.keptInputs.map { kept in
      (0..<kept.count).map { kept.feature($0, in: bytes.span.bytes) }
    }
  }

  /// The program that makes the features; nil without one.
  public var program: StudentProgram? {
    layout.program.map { StudentProgram(bytes, $0, layout.constants) }
  }

  /// The number of a window that each input is, n values; nil when they are all, in their order, and
  /// where a program makes features that are no numbers of the window.
  ///
  /// - Complexity: O(F).
  public var inputColumns: [Int]? {
    guard let program else { return keptInputs }
    guard program.isPlain else { return nil }
    let features = program.columns(of: header.source)
    return keptInputs.map { $0.map { features[$0] } } ?? features
  }

  /// The inputs in windows, as the float student takes them.
  ///
  /// - Parameter windows: N × w.
  /// - Returns: N × n.
  /// - Complexity: O(N · n).
  public func inputs(of windows: Matrix<Float>) -> Matrix<Float> {
    precondition(windows.columnCount == header.windowCount, "windows of another width")
    if let program, !program.isPlain { return features(of: windows) }
    guard let columns = inputColumns else { return windows }
    var elements: [Float] = []
    elements.reserveCapacity(windows.rowCount * columns.count)
    for row in 0..<windows.rowCount {
      let start = row * windows.columnCount
      for column in columns { elements.append(windows.elements[start + column]) }
    }
    return Matrix(rowCount: windows.rowCount, columnCount: columns.count, elements: elements)
  }

  /// The features that are inputs, as a program makes them of windows without NaN, N × n.
  private func features(of windows: Matrix<Float>) -> Matrix<Float> {
    let (width, file) = (header.windowCount, bytes.span.bytes)
    let kept = keptInputs ?? Array(0..<header.featureCount)
    let memory = ProgramMemory(open, in: file)
    var (nodes, counts) = (memory.nodes, memory.counts)
    var features = [Int32](repeating: 0, count: header.featureCount)
    var elements: [Float] = []
    elements.reserveCapacity(windows.rowCount * kept.count)
    for row in 0..<windows.rowCount {
      do throws(PackedFormatError) {
        var span = counts.mutableSpan
        try open.count(
          windows.elements.span.extracting(row * width..<(row + 1) * width), bytes: file,
          into: &span)
      } catch {
        preconditionFailure("a window of the student's width has no NaN (\(error))")
      }
      var span = nodes.mutableSpan
      var made = features.mutableSpan
      open.makeFeatures(counts: counts.span, bytes: file, memory: &span, into: &made)
      for feature in kept { elements.append(Float(features[feature])) }
    }
    return Matrix(rowCount: windows.rowCount, columnCount: kept.count, elements: elements)
  }
}
