import HostRuntime
import PackedFormat
import StudentRuntime

/// A number of a window, as the runtime quantises it.
protocol WindowNumber {
  static func quantize<Quantum: QuantizedElement>(
    _ window: Span<Self>, with student: OpenStudent, bytes: RawSpan,
    into input: inout MutableSpan<Quantum>
  ) throws(PackedFormatError)
}

extension Float: WindowNumber {
  static func quantize<Quantum: QuantizedElement>(
    _ window: Span<Float>, with student: OpenStudent, bytes: RawSpan,
    into input: inout MutableSpan<Quantum>
  ) throws(PackedFormatError) {
    guard student.programByteCount(in: bytes) > 0 else {
      return try student.quantize(window, bytes: bytes, into: &input)
    }
    var counts = [Int16](repeating: 0, count: window.count)
    var span = counts.mutableSpan
    try student.count(window, bytes: bytes, into: &span)
    try Int16.quantize(counts.span, with: student, bytes: bytes, into: &input)
  }
}

extension Int16: WindowNumber {
  static func quantize<Quantum: QuantizedElement>(
    _ window: Span<Int16>, with student: OpenStudent, bytes: RawSpan,
    into input: inout MutableSpan<Quantum>
  ) throws(PackedFormatError) {
    let byteCount = student.programByteCount(in: bytes)
    guard byteCount > 0 else {
      return try student.quantize(counts: window, bytes: bytes, into: &input)
    }
    var memory = [Int32](repeating: 0, count: byteCount / 4)
    var span = memory.mutableSpan
    try student.quantize(counts: window, bytes: bytes, memory: &span, into: &input)
  }
}

extension Int32: WindowNumber {
  static func quantize<Quantum: QuantizedElement>(
    _ window: Span<Int32>, with student: OpenStudent, bytes: RawSpan,
    into input: inout MutableSpan<Quantum>
  ) throws(PackedFormatError) {
    try student.quantize(integers: window, bytes: bytes, into: &input)
  }
}

/// The runtime of the device, window after window.
struct Runtime {
  private let bytes: [UInt8]
  private let open: OpenStudent

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    open = try OpenStudent(bytes.span.bytes)
  }

  /// The answers and their margins.
  func predict<Number: WindowNumber>(
    _ windows: [Number]
  ) throws(PackedFormatError) -> (answers: PackedStudent.Prediction, margins: [Int32]) {
    open.header.featureBits == 8
      ? try predict(windows, as: Int8.self) : try predict(windows, as: Int16.self)
  }

  private func predict<Number: WindowNumber, Quantum: QuantizedElement>(
    _ windows: [Number], as type: Quantum.Type
  ) throws(PackedFormatError) -> (answers: PackedStudent.Prediction, margins: [Int32]) {
    var answers = PackedStudent.Prediction(logits: [], labels: [], regions: [])
    var margins: [Int32] = []
    var scratch = [Int32](repeating: 0, count: open.scratchCount)
    var quanta = [Quantum](repeating: 0, count: open.header.inputCount)
    let width = open.header.windowCount
    for start in stride(from: 0, to: windows.count, by: width) {
      var input = quanta.mutableSpan
      try Number.quantize(
        windows.span.extracting(start..<start + width), with: open, bytes: bytes.span.bytes,
        into: &input)
      var memory = scratch.mutableSpan
      let answer = try open.infer(quanta.span, bytes: bytes.span.bytes, scratch: &memory)
      answers.labels.append(answer.label)
      answers.regions.append(answer.region)
      answers.logits.append(contentsOf: scratch[open.outputs])
      margins.append(answer.margin)
      if open.header.sections.limits != .none { answers.verdicts.append(answer.verdict) }
    }
    return (answers, margins)
  }
}
