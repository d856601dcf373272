internal import PackedFormat
internal import Rows
internal import StudentRuntime

/// A student that answers proof windows, one at a time, as a device does.
struct ProofRun {
  /// The whole file.
  let bytes: [UInt8]
  private let student: OpenStudent

  /// The header, with the sections.
  var header: PackedHeader { student.header }

  /// - Throws: `FirmwareError.invalidStudent`.
  init(_ bytes: [UInt8]) throws(FirmwareError) {
    student = try rethrowing(OpenStudent(bytes.span.bytes), as: FirmwareError.invalidStudent)
    self.bytes = bytes
  }

  /// Bytes of memory of the program, and from counts to the answer.
  var programBytes: Int { student.programByteCount(in: bytes.span.bytes) }
  var memoryBytes: Int { 4 * student.classifyCount(in: bytes.span.bytes) }

  /// The answers to N windows.
  struct Answers {
    /// N × C, row after row.
    var logits: [Int32] = []
    /// N values.
    var labels: [Int] = []
    /// N values.
    var regions: [Int] = []
  }

  /// Runs the student.
  ///
  /// - Parameter windows: N × w, of a type that the student takes.
  /// - Throws: `FirmwareError.notANumber`.
  /// - Complexity: O(N) inferences.
  func answers(to windows: ProofWindows) throws(FirmwareError) -> Answers {
    let width = header.windowCount
    var answers = Answers()
    var scratch = [Int32](repeating: 0, count: student.scratchCount)
    for row in 0..<windows.count / width {
      let range = row * width..<(row + 1) * width
      do throws(PackedFormatError) {
        let input = try quantize(windows, range)
        let answer = try infer(input, scratch: &scratch)
        answers.labels.append(answer.label)
        answers.regions.append(answer.region)
      } catch {
        throw .notANumber(row: row)
      }
      answers.logits += scratch[student.outputs]
    }
    return answers
  }
}

extension ProofRun {
  /// The inputs that N windows of integers become, N × n.
  ///
  /// - Precondition: the student takes their type.
  func inputs(of windows: ProofWindows) -> [Int16] {
    let width = header.windowCount
    return (0..<windows.count / width).flatMap { row in
      do throws(PackedFormatError) {
        return try quantize(windows, row * width..<(row + 1) * width)
      } catch {
        preconditionFailure("integers of the right number are refused: \(error)")
      }
    }
  }

  /// The counts that N windows of floats become, N × w.
  ///
  /// - Throws: `FirmwareError.notANumber`.
  func counts(of floats: [Float]) throws(FirmwareError) -> [Int16] {
    let width = header.windowCount
    var counts: [Int16] = []
    for row in 0..<floats.count / width {
      var window = [Int16](repeating: 0, count: width)
      var target = window.mutableSpan
      do throws(PackedFormatError) {
        try student.count(
          floats.span.extracting(row * width..<(row + 1) * width), bytes: bytes.span.bytes,
          into: &target)
      } catch {
        throw .notANumber(row: row)
      }
      counts += window
    }
    return counts
  }

  private func quantize(
    _ windows: ProofWindows, _ range: Range<Int>
  ) throws(PackedFormatError) -> [Int16] {
    guard header.featureBits == 8 else {
      var input = [Int16](repeating: 0, count: header.inputCount)
      var span = input.mutableSpan
      try quantize(windows, range, into: &span)
      return input
    }
    var input = [Int8](repeating: 0, count: header.inputCount)
    var span = input.mutableSpan
    try quantize(windows, range, into: &span)
    return input.map { Int16($0) }
  }

  private func quantize<Element: QuantizedElement>(
    _ windows: ProofWindows, _ range: Range<Int>, into input: inout MutableSpan<Element>
  ) throws(PackedFormatError) {
    let bytes = bytes.span.bytes
    switch windows {
    case .floats(let numbers):
      try student.quantize(numbers.span.extracting(range), bytes: bytes, into: &input)
    case .counts(let numbers):
      let counts = numbers.span.extracting(range)
      let size = student.programByteCount(in: bytes)
      guard size > 0 else {
        try student.quantize(counts: counts, bytes: bytes, into: &input)
        return
      }
      var memory = [Int32](repeating: 0, count: size / 4)
      var nodes = memory.mutableSpan
      try student.quantize(counts: counts, bytes: bytes, memory: &nodes, into: &input)
    case .integers(let numbers):
      try student.quantize(integers: numbers.span.extracting(range), bytes: bytes, into: &input)
    }
  }

  private func infer(
    _ input: [Int16], scratch: inout [Int32]
  ) throws(PackedFormatError) -> StudentAnswer {
    var memory = scratch.mutableSpan
    guard header.featureBits == 8 else {
      return try student.infer(input.span, bytes: bytes.span.bytes, scratch: &memory)
    }
    let narrow = input.map { Int8($0) }
    return try student.infer(narrow.span, bytes: bytes.span.bytes, scratch: &memory)
  }
}
