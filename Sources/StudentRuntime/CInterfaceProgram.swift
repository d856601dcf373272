// The functions of tessera.h for programs that need memory, and from counts to the answer.

// The names are those of the C header.
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CTesseraRuntime
import PackedFormat

/// Makes the features of a window of `count` int16 counts, and quantises them into n int8 (tessera.h).
///
/// - Parameters:
///   - model: an open model with a program, of inputs of 8 bits.
///   - counts: w int16 counts.
///   - count: w.
///   - memory: aligned to 4; its contents are lost. It may be null where none is needed.
///   - memorySize: bytes, at least `tessera_program_size`.
///   - input: n values, which are written.
/// - Returns: `TESSERA_OK`, or why nothing of use was written.
/// - Complexity: O(element steps of the program).
@c @implementation
public func tessera_features_i16(
  _ model: UnsafePointer<tessera_model>?, _ counts: UnsafePointer<Int16>?, _ count: Int,
  _ memory: UnsafeMutableRawPointer?, _ memorySize: Int, _ input: UnsafeMutablePointer<Int8>?
) -> tessera_status {
  makeFeatures(model, counts, count, memory, memorySize, input, isWide: false)
}

/// Makes the features of a window of `count` int16 counts, and quantises them into n int16
/// (tessera.h).
///
/// - Parameters:
///   - model: an open model with a program, of inputs of 16 bits.
///   - counts: w int16 counts.
///   - count: w.
///   - memory: aligned to 4; its contents are lost. It may be null where none is needed.
///   - memorySize: bytes, at least `tessera_program_size`.
///   - input: n values, which are written.
/// - Returns: `TESSERA_OK`, or why nothing of use was written.
/// - Complexity: O(element steps of the program).
@c @implementation
public func tessera_features_i16_wide(
  _ model: UnsafePointer<tessera_model>?, _ counts: UnsafePointer<Int16>?, _ count: Int,
  _ memory: UnsafeMutableRawPointer?, _ memorySize: Int, _ input: UnsafeMutablePointer<Int16>?
) -> tessera_status {
  makeFeatures(model, counts, count, memory, memorySize, input, isWide: true)
}

@inline(never)
private func makeFeatures(
  _ model: UnsafePointer<tessera_model>?, _ counts: UnsafePointer<Int16>?, _ count: Int,
  _ memory: UnsafeMutableRawPointer?, _ memorySize: Int, _ input: UnsafeMutableRawPointer?,
  isWide: Bool
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let counts, let input
  else { return TESSERA_ERROR_NULL }
  guard student.takes(count, isWide: isWide) else { return TESSERA_ERROR_INPUT_COUNT }
  guard student.header.sections.hasProgram else { return TESSERA_ERROR_COUNTS }
  let file = Bytes(start: blob)
  guard memory != nil || student.programByteCount(file) == 0 else { return TESSERA_ERROR_NULL }
  guard UInt(bitPattern: memory) & 3 == 0 else { return TESSERA_ERROR_MISALIGNED }
  // Where no memory is needed, any address serves.
  guard let start = memory ?? UnsafeMutableRawPointer(bitPattern: 4) else {
    return TESSERA_ERROR_NULL
  }
  return tessera_status(
    student.quantize(
      program: Bytes(start: counts), file, start, memorySize,
      into: Quanta(start: input, isWide: isWide)))
}

/// Converts a window of `count` floats to the counts that the program of a student takes (tessera.h).
///
/// - Parameters:
///   - model: an open model with a program.
///   - values: w floats, none NaN.
///   - count: w.
///   - counts: w int16 counts, which are written.
/// - Returns: `TESSERA_OK`, or why nothing of use was written.
/// - Complexity: O(w).
@c @implementation
public func tessera_counts_f32(
  _ model: UnsafePointer<tessera_model>?, _ values: UnsafePointer<Float>?, _ count: Int,
  _ counts: UnsafeMutablePointer<Int16>?
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let values,
    let counts
  else { return TESSERA_ERROR_NULL }
  guard count == student.header.windowCount else { return TESSERA_ERROR_INPUT_COUNT }
  return tessera_status(
    student.count(
      Bytes(start: values), Bytes(start: blob),
      into: Quanta(start: UnsafeMutableRawPointer(counts), isWide: true)))
}

/// Bytes of memory of `tessera_classify`, of `model` (tessera.h); 0 without an open one.
@c @implementation
public func tessera_classify_size(_ model: UnsafePointer<tessera_model>?) -> Int {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student else { return 0 }
  return student.classifyByteCount(Bytes(start: blob))
}

/// Answers a window of `count` int16 counts (tessera.h).
///
/// - Parameters:
///   - model: an open model that takes counts.
///   - counts: w int16 counts.
///   - count: w.
///   - memory: aligned to 4; afterwards the quantised input, and the logits in what follows.
///   - memorySize: bytes, at least `tessera_classify_size`.
///   - result: the answer.
/// - Returns: `TESSERA_OK`, or why there is no answer.
/// - Complexity: O(element steps of the program + multiply-accumulates of the student).
@c @implementation
public func tessera_classify(
  _ model: UnsafePointer<tessera_model>?, _ counts: UnsafePointer<Int16>?, _ count: Int,
  _ memory: UnsafeMutableRawPointer?, _ memorySize: Int,
  _ result: UnsafeMutablePointer<tessera_result>?
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let counts,
    let memory, let result
  else { return TESSERA_ERROR_NULL }
  guard UInt(bitPattern: memory) & 3 == 0 else { return TESSERA_ERROR_MISALIGNED }
  guard count == student.header.windowCount else { return TESSERA_ERROR_INPUT_COUNT }
  let file = Bytes(start: blob)
  guard UInt(bitPattern: memorySize) >= UInt(bitPattern: student.classifyByteCount(file)) else {
    return TESSERA_ERROR_SCRATCH
  }
  let words = Words(start: memory.assumingMemoryBound(to: Int32.self))
  if let error = student.quantize(window: Bytes(start: counts), file, words) {
    return tessera_status(error)
  }
  let (answer, outputs) = student.infer(in: words, file)
  result.initialize(to: tessera_result(answer, outputs.start))
  return TESSERA_OK
}
