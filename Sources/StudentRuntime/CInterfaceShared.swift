// What the functions of tessera.h for inputs of 8 and of 16 bits share: one copy of each, so that a
// firmware with both is not larger by half.

import CTesseraRuntime
import PackedFormat

/// Quantises a window of `count` floats into elements of 8 bits, or of 16 where `isWide`.
#if TESSERA_FORMAT_1_ONLY
  @inline(__always)
#else
  @inline(never)
#endif
func quantizeFloats(
  _ model: UnsafePointer<tessera_model>?, _ values: UnsafePointer<Float>?, _ count: Int,
  _ input: UnsafeMutableRawPointer?, isWide: Bool
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let values, let input
  else { return TESSERA_ERROR_NULL }
  guard student.takes(count, isWide: isWide) else { return TESSERA_ERROR_INPUT_COUNT }
  let error = student.quantize(
    floats: Bytes(start: values), Bytes(start: blob), into: Quanta(start: input, isWide: isWide))
  return tessera_status(error)
}

/// Quantises a window of `count` int16, or int32, into elements of 8 bits, or of 16 where `isWide`.
#if TESSERA_FORMAT_1_ONLY
  @inline(__always)
#else
  @inline(never)
#endif
func quantizeIntegers(
  _ model: UnsafePointer<tessera_model>?, _ values: UnsafeRawPointer?, isInt32: Bool, _ count: Int,
  _ input: UnsafeMutableRawPointer?, isWide: Bool
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let values, let input
  else { return TESSERA_ERROR_NULL }
  guard student.takes(count, isWide: isWide) else { return TESSERA_ERROR_INPUT_COUNT }
  let error = student.quantize(
    integers: IntegerWindow(start: Bytes(start: values), isInt32: isInt32), Bytes(start: blob),
    into: Quanta(start: input, isWide: isWide))
  return tessera_status(error)
}

/// Runs the student on one quantised input of elements of 8 bits, or of 16 where `isWide`.
#if TESSERA_FORMAT_1_ONLY
  @inline(__always)
#else
  @inline(never)
#endif
func infer(
  _ model: UnsafePointer<tessera_model>?, _ input: UnsafeRawPointer?, _ count: Int,
  _ scratch: UnsafeMutableRawPointer?, _ scratchSize: Int,
  _ result: UnsafeMutablePointer<tessera_result>?, isWide: Bool
) -> tessera_status {
  guard let blob = model?.pointee.blob, let student = model?.pointee.student, let input,
    let scratch, let result
  else { return TESSERA_ERROR_NULL }
  guard UInt(bitPattern: scratch) & 3 == 0 else { return TESSERA_ERROR_MISALIGNED }
  guard count == student.header.inputCount, isWide == (student.header.featureBits == 16) else {
    return TESSERA_ERROR_INPUT_COUNT
  }
  // As unsigned: a size that an Int reads as negative is large enough.
  guard UInt(bitPattern: scratchSize) >= UInt(bitPattern: student.layout.scratchByteCount)
  else { return TESSERA_ERROR_SCRATCH }
  let words = Words(start: scratch.assumingMemoryBound(to: Int32.self))
  let (answer, outputs) = student.run(Bytes(start: blob), Bytes(start: input), words)
  result.initialize(to: tessera_result(answer, outputs.start))
  return TESSERA_OK
}

extension OpenStudent {
  /// Whether a window of `count` numbers becomes an input of these bits.
  @inline(__always)
  func takes(_ count: Int, isWide: Bool) -> Bool {
    count == header.windowCount && isWide == (header.featureBits == 16)
  }
}

extension tessera_status {
  /// The status code of an error.
  @inline(__always)
  init(_ error: PackedFormatError) {
    self.init(rawValue: RawValue(truncatingIfNeeded: error.rawValue))
  }

  /// The status code of an error, or of none.
  @inline(__always)
  init(_ error: PackedFormatError?) {
    if let error { self.init(error) } else { self = TESSERA_OK }
  }
}

extension tessera_result {
  /// An answer whose outputs lie at `outputs`.
  @inline(__always)
  init(_ answer: StudentAnswer, _ outputs: UnsafePointer<Int32>) {
    self.init(
      logits: outputs, margin: answer.margin, label: UInt16(truncatingIfNeeded: answer.label),
      region: UInt16(truncatingIfNeeded: answer.region),
      verdict: UInt16(truncatingIfNeeded: answer.verdict.rawValue))
  }
}

extension tessera_model {
  /// Notes an open student whose bytes lie at `blob`.
  @inline(__always)
  mutating func note(_ student: OpenStudent, _ blob: UnsafeRawPointer) {
    let starts = student.starts
    self.blob = blob.assumingMemoryBound(to: UInt8.self)
    length = student.header.length
    gate = UInt32(truncatingIfNeeded: starts[.gate])
    shared_map = UInt32(truncatingIfNeeded: starts[.sharedMap])
    region_maps = UInt32(truncatingIfNeeded: starts[.regionMaps])
    region_stride = UInt32(truncatingIfNeeded: starts.regionStride)
    head = UInt32(truncatingIfNeeded: starts[.head])
    #if !TESSERA_FORMAT_1_ONLY
      projection = UInt32(truncatingIfNeeded: starts[.projection])
      scales = UInt32(truncatingIfNeeded: starts[.scales])
      kept_inputs = UInt32(truncatingIfNeeded: starts[.keptInputs])
      program = UInt32(truncatingIfNeeded: starts[.program])
      constants = UInt32(truncatingIfNeeded: starts[.constants])
      stage_count = UInt16(truncatingIfNeeded: student.header.sections.stageCount)
      scale_flags = student.header.sections.scales.rawValue
      limits = UInt32(truncatingIfNeeded: starts[.limits])
      limit_flags = student.header.sections.limits.rawValue
    #endif
  }

  /// The header, read again: validated when the model was opened. nil when none was opened
  /// into a model of zeros. Every file has the bytes of a header of version 2.
  @inline(__always)
  var header: PackedHeader? {
    guard let blob else { return nil }
    let count = PackedLayout.headerByteCount(version: 2)
    return PackedHeader(trusting: UnsafeRawBufferPointer(start: blob, count: count).bytes)
  }

  /// The student that was opened; nil when none was.
  @inline(__always)
  var student: OpenStudent? {
    guard var header else { return nil }
    var starts = SectionStarts()
    starts.regionStride = Int(truncatingIfNeeded: region_stride)
    starts[.gate] = Int(truncatingIfNeeded: gate)
    starts[.sharedMap] = Int(truncatingIfNeeded: shared_map)
    starts[.regionMaps] = Int(truncatingIfNeeded: region_maps)
    starts[.head] = Int(truncatingIfNeeded: head)
    #if TESSERA_FORMAT_1_ONLY
      starts[.projection] = header.byteCount
    #else
      starts[.projection] = Int(truncatingIfNeeded: projection)
      starts[.scales] = Int(truncatingIfNeeded: scales)
      starts[.keptInputs] = Int(truncatingIfNeeded: kept_inputs)
      starts[.program] = Int(truncatingIfNeeded: program)
      starts[.constants] = Int(truncatingIfNeeded: constants)
      starts[.limits] = Int(truncatingIfNeeded: limits)
      header.note(
        scales: ScaleParts(rawValue: scale_flags), stageCount: Int(stage_count),
        limits: LimitParts(rawValue: limit_flags))
    #endif
    return OpenStudent(trusted: header, starts: starts)
  }
}
