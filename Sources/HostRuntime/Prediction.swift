public import PackedFormat
public import Rows
internal import StudentRuntime

extension PackedStudent {
  /// The student's answer for each window, in integers.
  public struct Prediction: Sendable, Equatable {
    /// N × C, row after row, each worth `outputScale`.
    public var logits: [Int32]
    /// N values in 0 ..< C, the lowest index among equal logits; 0 or 1 of a binary student.
    public var labels: [Int]
    /// N values in 0 ..< k.
    public var regions: [Int]
    /// N verdicts; none where the student has no limits.
    public var verdicts: [AnswerVerdict]

    /// Answers as given.
    package init(logits: [Int32], labels: [Int], regions: [Int], verdicts: [AnswerVerdict] = []) {
      self.logits = logits
      self.labels = labels
      self.regions = regions
      self.verdicts = verdicts
    }
  }

  /// Runs the student on each row of `inputs`, windows of w numbers, finite.
  ///
  /// - Parameters:
  ///   - inputs: N × w, finite; w is n where the student has no program and keeps all inputs.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Precondition: the student takes floats (`header.acceptsFloats`), and `inputs` has its width and
  ///   no NaN. A student that takes integers alone gets whole numbers.
  /// - Complexity: O(N) inferences.
  public func predict(
    _ inputs: Matrix<Float>, parallelism: Parallelism
  ) -> Prediction {
    precondition(inputs.columnCount == header.windowCount, "inputs of another width")
    return Prediction(ofRows: inputs.rowCount, parallelism: parallelism) { rows in
      do throws(PackedFormatError) {
        return header.isQuantizedByHost
          ? try host.predict(rows: rows, of: inputs)
          : try predict(rows: rows, of: inputs.elements)
      } catch {
        preconditionFailure("an input of the student's width has no NaN (\(error))")
      }
    }
  }

  /// Runs the student on windows of int16 converter counts, N × w, row after row.
  ///
  /// - Throws: `PackedFormatError.counts` when the student does not accept counts.
  /// - Precondition: `counts` holds whole rows.
  /// - Complexity: O(N) inferences.
  public func predict(counts: [Int16]) throws(PackedFormatError) -> Prediction {
    guard header.acceptsCounts else { throw .counts }
    return try predict(rows: 0..<rowCount(of: counts.count), of: counts)
  }

  /// Runs the student on windows of int32, N × w, row after row.
  ///
  /// - Throws: `PackedFormatError.counts` when the student does not accept such integers: it needs
  ///   scales for them, and neither a standardised window nor a program.
  /// - Precondition: `integers` holds whole rows.
  /// - Complexity: O(N) inferences.
  public func predict(integers: [Int32]) throws(PackedFormatError) -> Prediction {
    guard header.acceptsIntegers else { throw .counts }
    return try predict(rows: 0..<rowCount(of: integers.count), of: integers)
  }

  /// The margin of each answer, N values: the largest output less the largest of the others, 0 for
  /// one output; of a binary student, the magnitude of the output.
  ///
  /// - Parameter prediction: an answer of this student.
  /// - Complexity: O(N · C).
  public func margins(of prediction: Prediction) -> [Int32] {
    let outputCount = header.outputCount
    return prediction.labels.indices.map { row in
      let outputs = prediction.logits[row * outputCount..<(row + 1) * outputCount]
      guard outputCount > 1 else { return header.isBinary ? abs(outputs[row]) : 0 }
      let label = outputs.startIndex + prediction.labels[row]
      let others = outputs.indices.lazy.filter { $0 != label }.map { outputs[$0] }
      return outputs[label] - (others.max() ?? 0)
    }
  }

  /// Calls `body` with the integers of each window: quantised input, z, region and its score.
  ///
  /// - Precondition: as of `predict`.
  func forEachInference(
    _ windows: Matrix<Float>, _ body: ([Int16], [Int16], Int, Int32) -> Void
  ) {
    var memory = host.workspace()
    var narrow = [Int8](repeating: 0, count: header.featureBits == 8 ? header.inputCount : 0)
    var program = ProgramMemory(open, in: bytes.span.bytes)
    for row in 0..<windows.rowCount {
      let values = windows.elements.span.extracting(
        row * header.windowCount..<(row + 1) * header.windowCount)
      do throws(PackedFormatError) {
        if header.isQuantizedByHost {
          guard host.quantize(values, into: &memory) else { throw .notANumber }
        } else {
          try quantize(values, &program, into: &memory, &narrow)
        }
      } catch {
        preconditionFailure("an input of the student's width has no NaN (\(error))")
      }
      let region = host.infer(&memory)
      let (input, z) = host.vectors(in: memory)
      body(input, z, region, memory.score)
    }
  }

  private func rowCount(of count: Int) -> Int {
    precondition(count.isMultiple(of: header.windowCount), "windows of another width")
    return count / header.windowCount
  }

  /// The answers for windows that the runtime quantises.
  private func predict(
    rows: Range<Int>, of windows: [some WindowElement]
  ) throws(PackedFormatError) -> Prediction {
    let width = header.windowCount
    var narrow = [Int8](repeating: 0, count: header.featureBits == 8 ? header.inputCount : 0)
    var program = ProgramMemory(open, in: bytes.span.bytes)
    return try host.predict(rows: rows) { row, memory throws(PackedFormatError) in
      try quantize(
        windows.span.extracting(row * width..<(row + 1) * width), &program, into: &memory, &narrow)
    }
  }

  /// - Parameter narrow: n values, of any contents; none where inputs have 16 bits.
  private func quantize<Element: WindowElement>(
    _ window: Span<Element>, _ program: inout ProgramMemory,
    into memory: inout HostStudent.Workspace, _ narrow: inout [Int8]
  ) throws(PackedFormatError) {
    guard header.featureBits == 8 else {
      return try host.load(into: &memory) { quanta throws(PackedFormatError) in
        try Element.quantize(window, of: open, in: bytes.span.bytes, &program, into: &quanta)
      }
    }
    var quanta = narrow.mutableSpan
    try Element.quantize(window, of: open, in: bytes.span.bytes, &program, into: &quanta)
    host.load(narrow, into: &memory)
  }

  /// The quanta of the inputs that the device standardises, N × s, row after row: s is m, unless some
  /// features are left out. Empty for m = 0.
  ///
  /// - Precondition: `inputs` has the student's width and no NaN.
  /// - Complexity: O(N · n).
  package func windowQuanta(of inputs: Matrix<Float>) -> [Int16] {
    let (width, count) = (header.windowCount, header.standardizedInputCount)
    guard count > 0 else { return [] }
    var memory = host.workspace()
    return (0..<inputs.rowCount).flatMap { row in
      let isNumber = host.quantize(
        inputs.elements.span.extracting(row * width..<(row + 1) * width), into: &memory)
      precondition(isNumber, "an input of the student's width has no NaN")
      return memory.input.prefix(count)
    }
  }
}

extension PackedHeader {
  /// Whether the host quantises windows of floats itself: those that a program does not take, and whole
  /// numbers that have scales for integers alone.
  fileprivate var isQuantizedByHost: Bool {
    !sections.hasProgram && (acceptsFloats || acceptsIntegers)
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
      regions: parts.flatMap(\.regions), verdicts: parts.flatMap(\.verdicts))
  }
}

extension QuantizedStudent {
  /// Runs the integers on each row of `inputs`, as the packed student would; bytes are made only
  /// where a program takes the windows.
  ///
  /// - Parameters:
  ///   - inputs: N × w, finite.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `PackedFormatError` when such a student exceeds a limit of the format.
  /// - Precondition: the student takes floats, and `inputs` has its width and no NaN.
  /// - Complexity: O(N) inferences.
  package func predict(
    _ inputs: Matrix<Float>, parallelism: Parallelism
  ) throws(PackedFormatError) -> PackedStudent.Prediction {
    guard header.isQuantizedByHost else {
      return try PackedStudent(self).predict(inputs, parallelism: parallelism)
    }
    precondition(inputs.columnCount == header.windowCount, "inputs of another width")
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
