import CTesseraRuntime
import PackedFormat
import StudentRuntime

/// A runtime's answer to one input.
struct Outcome: Equatable {
  var quantized: [Int8] = []
  var region = 0
  var logits: [Int32] = []
  var label = 0
  var margin: Int32 = 0
}

/// An input in either form.
enum Input {
  case floats([Float])
  case counts([Int16])
}

/// The Swift interface, from bytes to answer.
enum SwiftRunner {
  static func run(_ bytes: [UInt8], _ input: Input) throws(PackedFormatError) -> Outcome {
    let student = try OpenStudent(bytes.span.bytes)
    var quantized = [Int8](repeating: 99, count: student.header.inputCount)
    var target = quantized.mutableSpan
    switch input {
    case .floats(let values): try student.quantize(values.span, into: &target)
    case .counts(let counts): try student.quantize(counts: counts.span, into: &target)
    }
    return try infer(bytes, quantized)
  }

  static func infer(_ bytes: [UInt8], _ input: [Int8]) throws(PackedFormatError) -> Outcome {
    let student = try OpenStudent(bytes.span.bytes)
    var scratch = [Int32](repeating: -1_234_567, count: student.scratchCount)
    var memory = scratch.mutableSpan
    let answer = try student.infer(input.span, bytes: bytes.span.bytes, scratch: &memory)
    return Outcome(
      quantized: input, region: answer.region, logits: Array(scratch[student.outputs]),
      label: answer.label, margin: answer.margin)
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
      var quantized = [Int8](repeating: 99, count: tessera_input_count(&model))
      let status =
        switch input {
        case .floats(let values):
          tessera_quantize_f32(&model, values, values.count, &quantized)
        case .counts(let counts):
          tessera_quantize_i16(&model, counts, counts.count, &quantized)
        }
      guard status == TESSERA_OK else { return .failure(error(status)) }
      return infer(model, quantized)
    }
  }

  /// The answer of an open model, in scratch memory of exactly its size.
  static func infer(
    _ model: tessera_model, _ input: [Int8]
  ) -> Result<Outcome, PackedFormatError> {
    var model = model
    let size = tessera_scratch_size(&model)
    let scratch = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4)
    defer { scratch.deallocate() }
    var result = tessera_result()
    let status = tessera_infer(&model, input, input.count, scratch, size, &result)
    guard status == TESSERA_OK else { return .failure(error(status)) }
    let logits = UnsafeBufferPointer(start: result.logits, count: tessera_output_count(&model))
    return .success(
      Outcome(
        quantized: input, region: Int(result.region), logits: Array(logits),
        label: Int(result.label), margin: result.margin))
  }

  static func error(_ status: tessera_status) -> PackedFormatError {
    PackedFormatError(rawValue: Int32(status.rawValue)) ?? .nullArgument
  }
}
