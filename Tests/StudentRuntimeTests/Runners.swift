import CTesseraRuntime
import PackedFormat
import StudentRuntime

/// A runtime's answer to one input.
struct Outcome: Equatable {
  /// n values of 8 or of 16 bits.
  var quantized: [Int16] = []
  var region = 0
  var logits: [Int32] = []
  var label = 0
  var margin: Int32 = 0
  var verdict: UInt8 = 0
}

/// An input in any form: a window, or what the maps see.
enum Input {
  case floats([Float])
  case counts([Int16])
  case integers([Int32])
  case quantized([Int16])
}

/// The Swift interface, from bytes to answer.
enum SwiftRunner {
  static func run(_ bytes: [UInt8], _ input: Input) throws(PackedFormatError) -> Outcome {
    let student = try OpenStudent(bytes.span.bytes)
    return student.header.featureBits == 16
      ? try run(bytes, input, filledWith: 9_999 as Int16)
      : try run(bytes, input, filledWith: 99 as Int8)
  }

  /// The same for inputs of one type, which are filled with a value that is no answer.
  static func run<Element: QuantizedElement>(
    _ bytes: [UInt8], _ input: Input, filledWith filling: Element
  ) throws(PackedFormatError) -> Outcome {
    let file = bytes.span.bytes
    let student = try OpenStudent(file)
    var quantized = [Element](repeating: filling, count: student.header.inputCount)
    var target = quantized.mutableSpan
    if let counts = try counts(bytes, student, input) {
      // Memory of exactly the size.
      var memory = [Int32](repeating: 77, count: student.programByteCount(in: file) / 4)
      var span = memory.mutableSpan
      try student.quantize(counts: counts.span, bytes: file, memory: &span, into: &target)
      return try infer(bytes, quantized)
    }
    switch input {
    case .floats(let values): try student.quantize(values.span, bytes: file, into: &target)
    case .counts(let counts): try student.quantize(counts: counts.span, bytes: file, into: &target)
    case .integers(let integers):
      try student.quantize(integers: integers.span, bytes: file, into: &target)
    case .quantized(let values): quantized = values.map { Element(truncatingIfNeeded: $0) }
    }
    return try infer(bytes, quantized)
  }

  /// The counts of a window whose program needs memory; nil for other students and inputs.
  private static func counts(
    _ bytes: [UInt8], _ student: OpenStudent, _ input: Input
  ) throws(PackedFormatError) -> [Int16]? {
    let file = bytes.span.bytes
    guard student.programByteCount(in: file) > 0 else { return nil }
    switch input {
    case .counts(let counts): return counts
    case .floats(let values):
      var counts = [Int16](repeating: 0, count: values.count)
      var span = counts.mutableSpan
      try student.count(values.span, bytes: file, into: &span)
      return counts
    case .integers, .quantized: return nil
    }
  }

  static func infer<Element: QuantizedElement>(
    _ bytes: [UInt8], _ input: [Element]
  ) throws(PackedFormatError) -> Outcome {
    let student = try OpenStudent(bytes.span.bytes)
    var scratch = [Int32](repeating: -1_234_567, count: student.scratchCount)
    var memory = scratch.mutableSpan
    let answer = try student.infer(input.span, bytes: bytes.span.bytes, scratch: &memory)
    return Outcome(
      quantized: input.map { Int16($0) }, region: answer.region,
      logits: Array(scratch[student.outputs]), label: answer.label, margin: answer.margin,
      verdict: answer.verdict.rawValue)
  }
}

/// The C interface, from bytes to answer.
enum CRunner {
  /// An outcome or a status code other than `TESSERA_OK`.
  static func run(_ bytes: [UInt8], _ input: Input) -> Result<Outcome, PackedFormatError> {
    bytes.withUnsafeBytes { blob in
      var model = tessera_model()
      let opened = tessera_open(&model, blob.baseAddress, blob.count)
      guard opened == TESSERA_OK else { return .failure(error(opened)) }
      let count = tessera_input_count(&model)
      return tessera_input_size(&model) == count
        ? runNarrow(model, input, count) : runWide(model, input, count)
    }
  }

  private static func runNarrow(
    _ model: tessera_model, _ input: Input, _ count: Int
  ) -> Result<Outcome, PackedFormatError> {
    var (model, quantized) = (model, [Int8](repeating: 99, count: count))
    let status =
      switch input {
      case .floats(let values):
        makeFeatures(of: values, model) { counts, memory, size in
          tessera_features_i16(&model, counts, counts.count, memory, size, &quantized)
        } ?? tessera_quantize_f32(&model, values, values.count, &quantized)
      case .counts(let counts):
        makeFeatures(of: counts, model) { counts, memory, size in
          tessera_features_i16(&model, counts, counts.count, memory, size, &quantized)
        } ?? tessera_quantize_i16(&model, counts, counts.count, &quantized)
      case .integers(let all): tessera_quantize_i32(&model, all, all.count, &quantized)
      case .quantized: TESSERA_OK
      }
    if case .quantized(let values) = input { quantized = values.map { Int8($0) } }
    guard status == TESSERA_OK else { return .failure(error(status)) }
    return infer(model, quantized, tessera_infer)
  }

  private static func runWide(
    _ model: tessera_model, _ input: Input, _ count: Int
  ) -> Result<Outcome, PackedFormatError> {
    var (model, quantized) = (model, [Int16](repeating: 9_999, count: count))
    let status =
      switch input {
      case .floats(let values):
        makeFeatures(of: values, model) { counts, memory, size in
          tessera_features_i16_wide(&model, counts, counts.count, memory, size, &quantized)
        } ?? tessera_quantize_f32_wide(&model, values, values.count, &quantized)
      case .counts(let counts):
        makeFeatures(of: counts, model) { counts, memory, size in
          tessera_features_i16_wide(&model, counts, counts.count, memory, size, &quantized)
        } ?? tessera_quantize_i16_wide(&model, counts, counts.count, &quantized)
      case .integers(let all): tessera_quantize_i32_wide(&model, all, all.count, &quantized)
      case .quantized: TESSERA_OK
      }
    if case .quantized(let values) = input { quantized = values }
    guard status == TESSERA_OK else { return .failure(error(status)) }
    return infer(model, quantized, tessera_infer_wide)
  }

  /// Calls `body` with counts and memory of exactly its size; nil where no memory is needed.
  private static func makeFeatures(
    of counts: [Int16], _ model: tessera_model,
    _ body: ([Int16], UnsafeMutableRawPointer, Int) -> tessera_status
  ) -> tessera_status? {
    var model = model
    let size = tessera_program_size(&model)
    guard size > 0 else { return nil }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4)
    defer { memory.deallocate() }
    return body(counts, memory, size)
  }

  /// The same of floats, which become counts first.
  private static func makeFeatures(
    of values: [Float], _ model: tessera_model,
    _ body: ([Int16], UnsafeMutableRawPointer, Int) -> tessera_status
  ) -> tessera_status? {
    var (model, counts) = (model, [Int16](repeating: 0, count: values.count))
    guard tessera_program_size(&model) > 0 else { return nil }
    let status = tessera_counts_f32(&model, values, values.count, &counts)
    return status == TESSERA_OK ? makeFeatures(of: counts, model, body) : status
  }

  /// `tessera_infer` or `tessera_infer_wide`.
  private typealias Inference<Element> = (
    UnsafePointer<tessera_model>?, UnsafePointer<Element>?, Int, UnsafeMutableRawPointer?, Int,
    UnsafeMutablePointer<tessera_result>?
  ) -> tessera_status

  /// The answer of an open model, in scratch memory of exactly its size.
  private static func infer<Element: QuantizedElement>(
    _ model: tessera_model, _ input: [Element], _ inference: Inference<Element>
  ) -> Result<Outcome, PackedFormatError> {
    var model = model
    let size = tessera_scratch_size(&model)
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4)
    defer { scratch.deallocate() }
    var result = tessera_result()
    let status = inference(&model, input, input.count, scratch, size, &result)
    guard status == TESSERA_OK else { return .failure(error(status)) }
    let logits = UnsafeBufferPointer(start: result.logits, count: tessera_output_count(&model))
    return .success(
      Outcome(
        quantized: input.map { Int16($0) }, region: Int(result.region), logits: Array(logits),
        label: Int(result.label), margin: result.margin, verdict: UInt8(result.verdict)))
  }

  static func error(_ status: tessera_status) -> PackedFormatError {
    PackedFormatError(rawValue: Int32(status.rawValue)) ?? .nullArgument
  }
}
