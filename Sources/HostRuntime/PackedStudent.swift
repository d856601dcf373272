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

  /// Validates `bytes`.
  ///
  /// - Throws: `PackedFormatError`, the first of Docs/Format.md's list that holds.
  /// - Complexity: O(`bytes.count`).
  public init(bytes: [UInt8]) throws(PackedFormatError) {
    open = try OpenStudent(bytes.span.bytes)
    self.bytes = bytes
    host = HostStudent(
      QuantizedStudent(bytes: bytes, header: open.header, layout: open.layout))
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

  /// What the student says of each input, in integers.
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
    let blockRowCount = 1_024
    guard inputs.rowCount > blockRowCount, parallelism.threadCount > 1 else {
      return predict(rows: 0..<inputs.rowCount, of: inputs)
    }
    let blockCount = (inputs.rowCount + blockRowCount - 1) / blockRowCount
    let parts = parallelism.map(blockCount) { block in
      let start = block * blockRowCount
      return predict(rows: start..<min(start + blockRowCount, inputs.rowCount), of: inputs)
    }
    return Prediction(
      logits: parts.flatMap(\.logits), labels: parts.flatMap(\.labels),
      regions: parts.flatMap(\.regions))
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
    return try predict(rows: 0..<counts.count / width) { row, memory throws(PackedFormatError) in
      var input = quantized.mutableSpan
      try open.quantize(
        counts: counts.span.extracting(row * width..<(row + 1) * width), into: &input)
      host.load(quantized, into: &memory)
    }
  }

  private func predict(rows: Range<Int>, of inputs: Matrix<Float>) -> Prediction {
    let width = header.inputCount
    do throws(PackedFormatError) {
      guard header.standardizedCount == 0 else {
        return try predictWindows(rows: rows, of: inputs)
      }
      return try predict(rows: rows) { row, memory throws(PackedFormatError) in
        let values = inputs.elements.span.extracting(row * width..<(row + 1) * width)
        guard host.quantize(values, into: &memory) else { throw .notANumber }
      }
    } catch {
      preconditionFailure("an input of the student's width has no NaN (\(error))")
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
    return try predict(rows: rows) { row, memory throws(PackedFormatError) in
      var input = quantized.mutableSpan
      try open.quantize(
        inputs.elements.span.extracting(row * width..<(row + 1) * width), into: &input)
      host.load(quantized, into: &memory)
    }
  }

  @inline(__always)
  private func predict(
    rows: Range<Int>,
    quantizing quantize: (_ row: Int, inout HostStudent.Workspace) throws(PackedFormatError) -> Void
  ) throws(PackedFormatError) -> Prediction {
    let outputCount = header.outputCount
    var prediction = Prediction(
      logits: Array(repeating: 0, count: rows.count * outputCount),
      labels: Array(repeating: 0, count: rows.count),
      regions: Array(repeating: 0, count: rows.count))
    var memory = host.workspace()
    for (index, row) in rows.enumerated() {
      try quantize(row, &memory)
      prediction.regions[index] = host.infer(&memory)
      var label = 0
      for output in 0..<outputCount {
        let logit = memory.sums[output]
        prediction.logits[index * outputCount + output] = logit
        if logit > memory.sums[label] { label = output }
      }
      prediction.labels[index] = label
    }
    return prediction
  }
}
