public import PackedFormat
public import Rows
internal import StudentRuntime

/// A packed student on the host: the bytes that a device gets, and the integers that a device
/// makes of them.
public struct PackedStudent: Sendable, Equatable {
  /// The whole file.
  public let bytes: [UInt8]
  private let open: OpenStudent
  private let host: HostStudent

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
    Digest.hexadecimal(bytes[layout.identifierOffset..<layout.checksumOffset])
  }
  /// Whether the content has the identifier that the file states.
  public var isIdentified: Bool {
    Digest.identifier(of: bytes[..<layout.identifierOffset])
      == Array(bytes[layout.identifierOffset..<layout.checksumOffset])
  }
  /// The SHA-256 of the whole file, in hexadecimal.
  public var sha256: String { Digest.hexadecimal(Digest.sha256(of: bytes[...])[...]) }

  /// The student's answer for each input, in integers.
  public struct Prediction: Sendable, Equatable {
    /// N × C, row after row, each worth `outputScale`.
    public var logits: [Int32]
    /// N values in 0 ..< C; the lowest index among equal logits.
    public var labels: [Int]
    /// N values in 0 ..< k.
    public var regions: [Int]
  }

  /// Runs the student on each row of `inputs`, N × n, finite.
  ///
  /// - Parameters:
  ///   - inputs: N × n, finite.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Precondition: `inputs` has the student's width and no NaN.
  /// - Complexity: O(N) inferences.
  public func predict(
    _ inputs: Matrix<Float>, parallelism: Parallelism
  ) -> Prediction {
    precondition(inputs.columnCount == header.inputCount, "inputs of another width")
    return Prediction(ofRows: inputs.rowCount, parallelism: parallelism) { rows in
      do throws(PackedFormatError) {
        return header.standardizedCount == 0
          ? try host.predict(rows: rows, of: inputs)
          : try predictWindows(rows: rows, of: inputs)
      } catch {
        preconditionFailure("an input of the student's width has no NaN (\(error))")
      }
    }
  }

  /// Runs the student on rows of int16 converter counts, N × n, row after row.
  ///
  /// - Throws: `PackedFormatError.counts` when the student does not accept counts.
  /// - Precondition: `counts` holds whole rows.
  /// - Complexity: O(N) inferences.
  public func predict(counts: [Int16]) throws(PackedFormatError) -> Prediction {
    let width = header.inputCount
    precondition(counts.count.isMultiple(of: width), "counts of another width")
    guard header.acceptsCounts else { throw .counts }
    var quantized = [Int8](repeating: 0, count: width)
    return try host.predict(rows: 0..<counts.count / width) {
      row, memory throws(PackedFormatError) in
      var input = quantized.mutableSpan
      try open.quantize(
        counts: counts.span.extracting(row * width..<(row + 1) * width), into: &input)
      host.load(quantized, into: &memory)
    }
  }

  /// The quanta of the inputs that the device standardises, N × m, row after row; empty for m = 0.
  ///
  /// - Precondition: `inputs` has the student's width and no NaN.
  /// - Complexity: O(N · n).
  package func windowQuanta(of inputs: Matrix<Float>) -> [Int8] {
    let (width, window) = (header.inputCount, header.standardizedCount)
    guard window > 0 else { return [] }
    var quantized = [Int8](repeating: 0, count: width)
    return (0..<inputs.rowCount).flatMap { row in
      do throws(PackedFormatError) {
        var input = quantized.mutableSpan
        try open.quantize(
          inputs.elements.span.extracting(row * width..<(row + 1) * width), into: &input)
      } catch {
        preconditionFailure("an input of the student's width has no NaN (\(error))")
      }
      return quantized.prefix(window)
    }
  }

  /// The windows are standardised by the runtime itself.
  private func predictWindows(
    rows: Range<Int>, of inputs: Matrix<Float>
  ) throws(PackedFormatError) -> Prediction {
    let width = header.inputCount
    var quantized = [Int8](repeating: 0, count: width)
    return try host.predict(rows: rows) { row, memory throws(PackedFormatError) in
      var input = quantized.mutableSpan
      try open.quantize(
        inputs.elements.span.extracting(row * width..<(row + 1) * width), into: &input)
      host.load(quantized, into: &memory)
    }
  }
}

extension PackedStudent.Prediction {
  /// Joins the results of `body` for blocks of rows.
  fileprivate init(
    ofRows rowCount: Int, parallelism: Parallelism,
    _ body: @Sendable (Range<Int>) -> PackedStudent.Prediction
  ) {
    let blockRowCount = 1_024
    guard rowCount > blockRowCount, parallelism.threadCount > 1 else {
      self = body(0..<rowCount)
      return
    }
    let parts = parallelism.map((rowCount + blockRowCount - 1) / blockRowCount) { block in
      let start = block * blockRowCount
      return body(start..<min(start + blockRowCount, rowCount))
    }
    self.init(
      logits: parts.flatMap(\.logits), labels: parts.flatMap(\.labels),
      regions: parts.flatMap(\.regions))
  }
}

extension QuantizedStudent {
  /// Runs the integers on each row of `inputs`, as the packed student would; bytes are made only
  /// where the runtime has to standardise windows.
  ///
  /// - Parameters:
  ///   - inputs: N × n, finite.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `PackedFormatError` when such a student exceeds a limit of the format.
  /// - Precondition: `inputs` has the student's width and no NaN.
  /// - Complexity: O(N) inferences.
  package func predict(
    _ inputs: Matrix<Float>, parallelism: Parallelism
  ) throws(PackedFormatError) -> PackedStudent.Prediction {
    guard header.standardizedCount == 0 else {
      return try PackedStudent(self).predict(inputs, parallelism: parallelism)
    }
    precondition(inputs.columnCount == header.inputCount, "inputs of another width")
    let host = HostStudent(self)
    return PackedStudent.Prediction(ofRows: inputs.rowCount, parallelism: parallelism) { rows in
      do throws(PackedFormatError) {
        return try host.predict(rows: rows, of: inputs)
      } catch {
        preconditionFailure("an input of the student's width has no NaN (\(error))")
      }
    }
  }
}
