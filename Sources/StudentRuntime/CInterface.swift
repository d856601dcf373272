// The functions of tessera.h over the Swift interface. It takes the pointers of C, adds their
// checks and nothing else. Those for inputs of 16 bits are in CInterfaceWide.swift.

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
    model.pointee.note(student, blob)
    return TESSERA_OK
  } catch {
    return tessera_status(error)
  }
}

/// The numbers of a window, w, of `model` (tessera.h); 0 without an open one.
@c @implementation
public func tessera_window_count(_ model: UnsafePointer<tessera_model>?) -> Int {
  model?.pointee.header?.windowCount ?? 0
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

/// Bytes of a quantised input, of `model` (tessera.h); 0 without an open one.
@c @implementation
public func tessera_input_size(_ model: UnsafePointer<tessera_model>?) -> Int {
  model?.pointee.student?.layout.inputByteCount ?? 0
}

/// Bytes of scratch memory of one inference, of `model` (tessera.h); 0 without an open one.
@c @implementation
public func tessera_scratch_size(_ model: UnsafePointer<tessera_model>?) -> Int {
  model?.pointee.student?.layout.scratchByteCount ?? 0
}

/// Bytes of the state of a stream, of `model` (tessera.h); 0 without one, or without an open model.
@c @implementation
public func tessera_stream_size(_ model: UnsafePointer<tessera_model>?) -> Int {
  model?.pointee.student?.layout.streamByteCount ?? 0
}

/// Bytes of memory that the program of `model` needs (tessera.h); 0 without a program, and for one
/// that only reads samples of the window.
@c @implementation
public func tessera_program_size(_ model: UnsafePointer<tessera_model>?) -> Int {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student else { return 0 }
  return student.programByteCount(Bytes(start: blob))
}

/// Units of output per integer of `logits`, of `model` (tessera.h); 0 without an open one.
@c @implementation
public func tessera_output_scale(_ model: UnsafePointer<tessera_model>?) -> Float {
  model?.pointee.header?.outputScale ?? 0
}

/// Quantises a window of `count` floats into n int8 (tessera.h).
///
/// - Parameters:
///   - model: an open model of inputs of 8 bits.
///   - values: w floats, none NaN.
///   - count: w.
///   - input: n values, which are written.
/// - Returns: `TESSERA_OK`, or why nothing of use was written.
/// - Complexity: O(w).
@c @implementation
public func tessera_quantize_f32(
  _ model: UnsafePointer<tessera_model>?, _ values: UnsafePointer<Float>?, _ count: Int,
  _ input: UnsafeMutablePointer<Int8>?
) -> tessera_status {
  quantizeFloats(model, values, count, input, isWide: false)
}

/// Quantises a window of `count` int16 counts into n int8 (tessera.h).
///
/// - Parameters:
///   - model: an open model of inputs of 8 bits.
///   - counts: w int16 counts.
///   - count: w.
///   - input: n values, which are written.
/// - Returns: `TESSERA_OK`, or why nothing of use was written.
/// - Complexity: O(w).
@c @implementation
public func tessera_quantize_i16(
  _ model: UnsafePointer<tessera_model>?, _ counts: UnsafePointer<Int16>?, _ count: Int,
  _ input: UnsafeMutablePointer<Int8>?
) -> tessera_status {
  quantizeIntegers(model, counts, isInt32: false, count, input, isWide: false)
}

/// Runs the student on one quantised input of int8 (tessera.h).
///
/// - Parameters:
///   - model: an open model of inputs of 8 bits.
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
  infer(model, input, count, scratch, scratchSize, result, isWide: false)
}
