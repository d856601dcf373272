// The functions of tessera.h over the Swift interface. It takes the pointers of C, adds their
// checks and nothing else.

// The names are those of the C header.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CTesseraRuntime
import PackedFormat

extension RawSpan {
  /// Whether the first byte lies at a multiple of 4.
  var isWordAligned: Bool {
    withUnsafeBytes { bytes in UInt(bitPattern: bytes.baseAddress) & 3 == 0 }
  }
}

/// Validates `length` bytes at `blob` and opens them in place (tessera.h).
///
/// - Parameters:
///   - model: the model to fill; not written on an error.
///   - blob: aligned to 4; stays where it is while the model is used.
///   - length: bytes.
/// - Returns: `TESSERA_OK`, or the first rule of Docs/Format.md that is broken.
/// - Complexity: O(`length`).
@c @implementation
public func tessera_open(
  _ model: UnsafeMutablePointer<tessera_model>?, _ blob: UnsafeRawPointer?, _ length: Int
) -> tessera_status {
  guard let model, let blob else { return TESSERA_ERROR_NULL }
  guard UInt(bitPattern: blob) & 3 == 0 else { return TESSERA_ERROR_MISALIGNED }
  // A size that no memory has and that an Int reads as negative.
  guard length >= 0 else { return TESSERA_ERROR_LENGTH }
  let bytes = UnsafeRawBufferPointer(start: blob, count: length)
  do {
    let student = try OpenStudent(bytes.bytes)
    model.initialize(to: tessera_model(student, blob))
    return TESSERA_OK
  } catch {
    return tessera_status(error)
  }
}

/// The number of inputs, n, of `model` (tessera.h); 0 without an open one.
@c @implementation
public func tessera_input_count(_ model: UnsafePointer<tessera_model>?) -> Int {
  model?.pointee.header?.inputCount ?? 0
}

/// The number of outputs, C, of `model` (tessera.h); 0 without an open one.
@c @implementation
public func tessera_output_count(_ model: UnsafePointer<tessera_model>?) -> Int {
  model?.pointee.header?.outputCount ?? 0
}

/// The number of regions, k, of `model` (tessera.h); 0 without an open one.
@c @implementation
public func tessera_region_count(_ model: UnsafePointer<tessera_model>?) -> Int {
  model?.pointee.header?.regionCount ?? 0
}

/// Bytes of scratch memory of one inference, of `model` (tessera.h); 0 without an open one.
@c @implementation
public func tessera_scratch_size(_ model: UnsafePointer<tessera_model>?) -> Int {
  model?.pointee.student?.layout.scratchByteCount ?? 0
}

/// Units of output per integer of `logits`, of `model` (tessera.h); 0 without an open one.
@c @implementation
public func tessera_output_scale(_ model: UnsafePointer<tessera_model>?) -> Float {
  model?.pointee.header?.outputScale ?? 0
}

/// Quantises `count` float inputs (tessera.h).
///
/// - Parameters:
///   - model: an open model.
///   - values: n floats, none NaN.
///   - count: n.
///   - input: n values, which are written.
/// - Returns: `TESSERA_OK`, or why nothing of use was written.
/// - Complexity: O(n).
@c @implementation
public func tessera_quantize_f32(
  _ model: UnsafePointer<tessera_model>?, _ values: UnsafePointer<Float>?, _ count: Int,
  _ input: UnsafeMutablePointer<Int8>?
) -> tessera_status {
  guard let student = model?.pointee.student, let values, let input else {
    return TESSERA_ERROR_NULL
  }
  guard count == student.header.inputCount else { return TESSERA_ERROR_INPUT_COUNT }
  let source = UnsafeBufferPointer(start: values, count: count)
  let target = UnsafeMutableBufferPointer(start: input, count: count)
  var quantized = target.mutableSpan
  do {
    try student.quantize(source.span, into: &quantized)
    return TESSERA_OK
  } catch {
    return tessera_status(error)
  }
}

/// Quantises `count` int16 counts (tessera.h).
///
/// - Parameters:
///   - model: an open model.
///   - counts: n int16 counts.
///   - count: n.
///   - input: n values, which are written.
/// - Returns: `TESSERA_OK`, or why nothing of use was written.
/// - Complexity: O(n).
@c @implementation
public func tessera_quantize_i16(
  _ model: UnsafePointer<tessera_model>?, _ counts: UnsafePointer<Int16>?, _ count: Int,
  _ input: UnsafeMutablePointer<Int8>?
) -> tessera_status {
  guard let student = model?.pointee.student, let counts, let input else {
    return TESSERA_ERROR_NULL
  }
  guard count == student.header.inputCount else { return TESSERA_ERROR_INPUT_COUNT }
  let source = UnsafeBufferPointer(start: counts, count: count)
  let target = UnsafeMutableBufferPointer(start: input, count: count)
  var quantized = target.mutableSpan
  do {
    try student.quantize(counts: source.span, into: &quantized)
    return TESSERA_OK
  } catch {
    return tessera_status(error)
  }
}

/// Runs the student on one quantised input (tessera.h).
///
/// - Parameters:
///   - model: an open model.
///   - input: n quantised inputs.
///   - count: n.
///   - scratch: aligned to 4; the logits stay there.
///   - scratchSize: bytes, at least `tessera_scratch_size`.
///   - result: the answer.
/// - Returns: `TESSERA_OK`, or why nothing was written.
/// - Complexity: O(multiply-accumulates of the student).
@c @implementation
public func tessera_infer(
  _ model: UnsafePointer<tessera_model>?, _ input: UnsafePointer<Int8>?, _ count: Int,
  _ scratch: UnsafeMutableRawPointer?, _ scratchSize: Int,
  _ result: UnsafeMutablePointer<tessera_result>?
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let input,
    let scratch, let result
  else { return TESSERA_ERROR_NULL }
  guard UInt(bitPattern: scratch) & 3 == 0 else { return TESSERA_ERROR_MISALIGNED }
  guard count == student.header.inputCount else { return TESSERA_ERROR_INPUT_COUNT }
  // As unsigned: a size that an Int reads as negative is large enough.
  guard UInt(bitPattern: scratchSize) >= UInt(bitPattern: student.layout.scratchByteCount)
  else { return TESSERA_ERROR_SCRATCH }
  let words = Words(start: scratch.assumingMemoryBound(to: Int32.self))
  let (answer, outputs) = student.run(Bytes(start: blob), Bytes(start: input), words)
  result.initialize(to: tessera_result(answer, outputs.start))
  return TESSERA_OK
}

extension tessera_status {
  /// The status code of an error.
  @inline(__always)
  fileprivate init(_ error: PackedFormatError) {
    self.init(rawValue: RawValue(truncatingIfNeeded: error.rawValue))
  }
}

extension tessera_result {
  /// An answer whose outputs lie at `outputs`.
  @inline(__always)
  fileprivate init(_ answer: StudentAnswer, _ outputs: UnsafePointer<Int32>) {
    self.init(
      logits: outputs, margin: answer.margin, label: UInt16(truncatingIfNeeded: answer.label),
      region: UInt16(truncatingIfNeeded: answer.region))
  }
}

extension tessera_model {
  /// An open student whose bytes lie at `blob`.
  @inline(__always)
  fileprivate init(_ student: OpenStudent, _ blob: UnsafeRawPointer) {
    let starts = student.starts
    self.init(
      blob: blob.assumingMemoryBound(to: UInt8.self), length: student.header.length,
      gate: UInt32(truncatingIfNeeded: starts[.gate]),
      shared_map: UInt32(truncatingIfNeeded: starts[.sharedMap]),
      region_maps: UInt32(truncatingIfNeeded: starts[.regionMaps]),
      region_stride: UInt32(truncatingIfNeeded: starts.regionStride),
      head: UInt32(truncatingIfNeeded: starts[.head]),
      projection: UInt32(truncatingIfNeeded: starts[.projection]),
      scales: UInt32(truncatingIfNeeded: starts[.scales]),
      kept_inputs: UInt32(truncatingIfNeeded: starts[.keptInputs]),
      program: UInt32(truncatingIfNeeded: starts[.program]),
      constants: UInt32(truncatingIfNeeded: starts[.constants]),
      stage_count: UInt16(truncatingIfNeeded: student.header.sections.stageCount),
      scale_flags: student.header.sections.scales.rawValue)
  }

  /// The header, read again: validated when the model was opened. nil when none was opened
  /// into a model of zeros.
  @inline(__always)
  fileprivate var header: PackedHeader? {
    guard let blob else { return nil }
    return PackedHeader(
      trusting: UnsafeRawBufferPointer(start: blob, count: PackedLayout.headerByteCount(version: 2)).bytes)
  }

  /// The student that was opened; nil when none was.
  @inline(__always)
  fileprivate var student: OpenStudent? {
    guard let header else { return nil }
    var starts = SectionStarts()
    starts.regionStride = Int(truncatingIfNeeded: region_stride)
    starts[.projection] = Int(truncatingIfNeeded: projection)
    starts[.gate] = Int(truncatingIfNeeded: gate)
    starts[.sharedMap] = Int(truncatingIfNeeded: shared_map)
    starts[.regionMaps] = Int(truncatingIfNeeded: region_maps)
    starts[.head] = Int(truncatingIfNeeded: head)
    return OpenStudent(trusted: header, starts: starts)
  }
}
