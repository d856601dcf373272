// The functions of tessera.h that version 2 adds: inputs of 16 bits, and int32.

// The names are those of the C header.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CTesseraRuntime
import PackedFormat

/// Quantises a window of `count` int32 into n int8 (tessera.h).
///
/// - Parameters:
///   - model: an open model of inputs of 8 bits, with scales for integers.
///   - values: w integers.
///   - count: w.
///   - input: n values, which are written.
/// - Returns: `TESSERA_OK`, or why nothing of use was written.
/// - Complexity: O(w).
@c @implementation
public func tessera_quantize_i32(
  _ model: UnsafePointer<tessera_model>?, _ values: UnsafePointer<Int32>?, _ count: Int,
  _ input: UnsafeMutablePointer<Int8>?
) -> tessera_status {
  quantizeIntegers(model, values, isInt32: true, count, input, isWide: false)
}

/// Quantises a window of `count` floats into n int16 (tessera.h).
///
/// - Parameters:
///   - model: an open model of inputs of 16 bits.
///   - values: w floats, none NaN.
///   - count: w.
///   - input: n values, which are written.
/// - Returns: `TESSERA_OK`, or why nothing of use was written.
/// - Complexity: O(w).
@c @implementation
public func tessera_quantize_f32_wide(
  _ model: UnsafePointer<tessera_model>?, _ values: UnsafePointer<Float>?, _ count: Int,
  _ input: UnsafeMutablePointer<Int16>?
) -> tessera_status {
  quantizeFloats(model, values, count, input, isWide: true)
}

/// Quantises a window of `count` int16 counts into n int16 (tessera.h).
///
/// - Parameters:
///   - model: an open model of inputs of 16 bits.
///   - counts: w int16 counts.
///   - count: w.
///   - input: n values, which are written.
/// - Returns: `TESSERA_OK`, or why nothing of use was written.
/// - Complexity: O(w).
@c @implementation
public func tessera_quantize_i16_wide(
  _ model: UnsafePointer<tessera_model>?, _ counts: UnsafePointer<Int16>?, _ count: Int,
  _ input: UnsafeMutablePointer<Int16>?
) -> tessera_status {
  quantizeIntegers(model, counts, isInt32: false, count, input, isWide: true)
}

/// Quantises a window of `count` int32 into n int16 (tessera.h).
///
/// - Parameters:
///   - model: an open model of inputs of 16 bits, with scales for integers.
///   - values: w integers.
///   - count: w.
///   - input: n values, which are written.
/// - Returns: `TESSERA_OK`, or why nothing of use was written.
/// - Complexity: O(w).
@c @implementation
public func tessera_quantize_i32_wide(
  _ model: UnsafePointer<tessera_model>?, _ values: UnsafePointer<Int32>?, _ count: Int,
  _ input: UnsafeMutablePointer<Int16>?
) -> tessera_status {
  quantizeIntegers(model, values, isInt32: true, count, input, isWide: true)
}

/// Runs the student on one quantised input of int16 (tessera.h).
///
/// - Parameters:
///   - model: an open model of inputs of 16 bits.
///   - input: n quantised inputs.
///   - count: n.
///   - scratch: aligned to 4; the logits stay there.
///   - scratchSize: bytes, at least `tessera_scratch_size`.
///   - result: the answer.
/// - Returns: `TESSERA_OK`, or why nothing was written.
/// - Complexity: O(multiply-accumulates of the student).
@c @implementation
public func tessera_infer_wide(
  _ model: UnsafePointer<tessera_model>?, _ input: UnsafePointer<Int16>?, _ count: Int,
  _ scratch: UnsafeMutableRawPointer?, _ scratchSize: Int,
  _ result: UnsafeMutablePointer<tessera_result>?
) -> tessera_status {
  infer(model, input, count, scratch, scratchSize, result, isWide: true)
}
