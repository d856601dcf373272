public import LinearAlgebra
public import PackedFormat
internal import StudentRuntime

/// A packed student on the host: the bytes that a device gets, executed by the same code.
public struct PackedStudent: Sendable, Equatable {
  /// The whole file.
  public let bytes: [UInt8]
  private let open: OpenStudent

  /// Validates `bytes`.
  ///
  /// - Throws: `PackedFormatError`, the first of Docs/Format.md's list that holds.
  /// - Complexity: O(`bytes.count`).
  public init(bytes: [UInt8]) throws(PackedFormatError) {
    open = try OpenStudent(bytes.span.bytes)
    self.bytes = bytes
  }

  /// Packs `student`.
  ///
  /// - Throws: `QuantizationError.notPackable` when it exceeds a limit of the format.
  /// - Complexity: O(bytes).
  public init(_ student: QuantizedStudent) throws(QuantizationError) {
    do throws(PackedFormatError) {
      try self.init(bytes: student.packed())
    } catch {
      throw .notPackable(error)
    }
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
  /// - Precondition: `inputs` has the student's width and no NaN.
  /// - Complexity: O(N) inferences.
  public func predict(
    _ inputs: Matrix<Float>, parallelism: Parallelism = Parallelism()
  ) -> Prediction {
    precondition(inputs.columnCount == header.inputCount, "inputs of another width")
    let blockRowCount = 1_024
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
    return try predict(rows: 0..<counts.count / width) { row, input throws(PackedFormatError) in
      try open.quantize(
        counts: counts.span.extracting(row * width..<(row + 1) * width), into: &input)
    }
  }

  private func predict(rows: Range<Int>, of inputs: Matrix<Float>) -> Prediction {
    let width = header.inputCount
    do throws(PackedFormatError) {
      return try predict(rows: rows) { row, input throws(PackedFormatError) in
        try open.quantize(
          inputs.elements.span.extracting(row * width..<(row + 1) * width), into: &input)
      }
    } catch {
      preconditionFailure("an input of the student's width has no NaN (\(error))")
    }
  }

  private func predict(
    rows: Range<Int>,
    quantizing quantize: (_ row: Int, inout MutableSpan<Int8>) throws(PackedFormatError) -> Void
  ) throws(PackedFormatError) -> Prediction {
    var prediction = Prediction(logits: [], labels: [], regions: [])
    prediction.logits.reserveCapacity(rows.count * header.outputCount)
    var scratch = [Int32](repeating: 0, count: open.scratchCount)
    var quantized = [Int8](repeating: 0, count: header.inputCount)
    for row in rows {
      var input = quantized.mutableSpan
      try quantize(row, &input)
      var memory = scratch.mutableSpan
      let answer = try open.infer(quantized.span, bytes: bytes.span.bytes, scratch: &memory)
      prediction.labels.append(answer.label)
      prediction.regions.append(answer.region)
      prediction.logits.append(contentsOf: scratch[open.outputs])
    }
    return prediction
  }
}
