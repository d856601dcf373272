import CTesseraRuntime
import PackedFormat
import StudentRuntime
import Testing

@Suite("Arguments of the C interface")
struct ArgumentTests {
  /// A student of 5 inputs, 2 regions and 2 outputs, with head and projection, that does not
  /// accept counts.
  private func withModel(
    bits: Int = 8, _ body: (inout tessera_model) throws -> Void
  ) throws {
    var generator = SeededGenerator(state: 4)
    let shape = PackedShape(
      inputCount: 5, regionCount: 2, outputCount: 2, componentCount: 6, headInputCount: 3,
      featureBits: bits, componentBits: 8)
    let header = try PackedHeader(
      shape: shape, hasLogits: true, inputMultiplier: 2, outputScale: 0.25)
    let bytes = try RandomStudent.bytes(header, extreme: false, &generator)
    try bytes.withUnsafeBytes { blob in
      var model = tessera_model()
      #expect(tessera_open(&model, blob.baseAddress, blob.count) == TESSERA_OK)
      try body(&model)
    }
  }

  @Test("the counts of an open model are those of the header")
  func counts() throws {
    try withModel { model in
      #expect(tessera_window_count(&model) == 5)
      #expect(tessera_input_count(&model) == 5)
      #expect(tessera_input_size(&model) == 5)
      #expect(tessera_stream_size(&model) == 0)
      #expect(tessera_output_count(&model) == 2)
      #expect(tessera_region_count(&model) == 2)
      #expect(tessera_scratch_size(&model) == 8 + 4 * 6 + 4 * 2)
      #expect(tessera_output_scale(&model) == 0.25)
    }
  }

  @Test("null pointers are refused")
  func nullPointers() throws {
    var words: [UInt32] = [0]
    #expect(tessera_open(nil, &words, 4) == TESSERA_ERROR_NULL)
    var unopened = tessera_model()
    #expect(tessera_open(&unopened, nil, 60) == TESSERA_ERROR_NULL)
    try withModel { model in
      var input = [Int8](repeating: 0, count: 5)
      var scratch = [Int32](repeating: 0, count: 10)
      var result = tessera_result()
      let floats = [Float](repeating: 0, count: 5)
      #expect(tessera_quantize_f32(nil, floats, 5, &input) == TESSERA_ERROR_NULL)
      #expect(tessera_quantize_f32(&model, nil, 5, &input) == TESSERA_ERROR_NULL)
      #expect(tessera_quantize_f32(&model, floats, 5, nil) == TESSERA_ERROR_NULL)
      #expect(tessera_quantize_i16(&model, nil, 5, &input) == TESSERA_ERROR_NULL)
      let (counts, integers) = ([Int16](repeating: 0, count: 5), [Int32](repeating: 0, count: 5))
      var wide = counts
      #expect(tessera_quantize_i32(&model, nil, 5, &input) == TESSERA_ERROR_NULL)
      #expect(tessera_quantize_f32_wide(&model, nil, 5, &wide) == TESSERA_ERROR_NULL)
      #expect(tessera_quantize_i16_wide(&model, counts, 5, nil) == TESSERA_ERROR_NULL)
      #expect(tessera_quantize_i32_wide(nil, integers, 5, &wide) == TESSERA_ERROR_NULL)
      #expect(tessera_infer_wide(&model, nil, 5, &scratch, 40, &result) == TESSERA_ERROR_NULL)
      #expect(tessera_infer(nil, input, 5, &scratch, 40, &result) == TESSERA_ERROR_NULL)
      #expect(tessera_infer(&model, nil, 5, &scratch, 40, &result) == TESSERA_ERROR_NULL)
      #expect(tessera_infer(&model, input, 5, nil, 40, &result) == TESSERA_ERROR_NULL)
      #expect(tessera_infer(&model, input, 5, &scratch, 40, nil) == TESSERA_ERROR_NULL)
    }
  }

  @Test("a model of zeros, never opened or in vain, is refused like a null one")
  func unopened() {
    var model = tessera_model()
    var input = [Int8](repeating: 0, count: 5)
    var scratch = [Int32](repeating: 0, count: 10)
    var result = tessera_result()
    let floats = [Float](repeating: 0, count: 5)
    let counts = [Int16](repeating: 0, count: 5)
    #expect(tessera_open(&model, scratch, 4) == TESSERA_ERROR_TOO_SHORT)
    #expect(tessera_window_count(&model) == 0)
    #expect(tessera_input_count(&model) == 0)
    #expect(tessera_input_size(&model) == 0)
    #expect(tessera_stream_size(&model) == 0)
    #expect(tessera_output_count(&model) == 0)
    #expect(tessera_region_count(&model) == 0)
    #expect(tessera_scratch_size(&model) == 0)
    #expect(tessera_output_scale(&model) == 0)
    #expect(tessera_output_count(nil) == 0)
    #expect(tessera_output_scale(nil) == 0)
    #expect(tessera_quantize_f32(&model, floats, 5, &input) == TESSERA_ERROR_NULL)
    #expect(tessera_quantize_i16(&model, counts, 5, &input) == TESSERA_ERROR_NULL)
    #expect(tessera_infer(&model, input, 5, &scratch, 40, &result) == TESSERA_ERROR_NULL)
    #expect(tessera_infer_wide(&model, counts, 5, &scratch, 40, &result) == TESSERA_ERROR_NULL)
  }

  @Test("each half of the functions refuses the students of the other by their count of inputs")
  func otherWidth() throws {
    var (narrow, wide) = ([Int8](repeating: 0, count: 5), [Int16](repeating: 0, count: 5))
    var scratch = [Int32](repeating: 0, count: 10)
    var result = tessera_result()
    let floats = [Float](repeating: 0, count: 5)
    let integers = [Int32](repeating: 0, count: 5)
    try withModel { model in
      #expect(tessera_quantize_f32_wide(&model, floats, 5, &wide) == TESSERA_ERROR_INPUT_COUNT)
      #expect(tessera_quantize_i16_wide(&model, wide, 5, &wide) == TESSERA_ERROR_INPUT_COUNT)
      #expect(tessera_quantize_i32_wide(&model, integers, 5, &wide) == TESSERA_ERROR_INPUT_COUNT)
      #expect(tessera_quantize_i32(&model, integers, 5, &narrow) == TESSERA_ERROR_COUNTS)
      let status = tessera_infer_wide(&model, wide, 5, &scratch, 40, &result)
      #expect(status == TESSERA_ERROR_INPUT_COUNT)
    }
    try withModel(bits: 16) { model in
      #expect(tessera_input_size(&model) == 10)
      #expect(tessera_quantize_f32(&model, floats, 5, &narrow) == TESSERA_ERROR_INPUT_COUNT)
      #expect(tessera_quantize_i16(&model, wide, 5, &narrow) == TESSERA_ERROR_INPUT_COUNT)
      #expect(tessera_quantize_i32(&model, integers, 5, &narrow) == TESSERA_ERROR_INPUT_COUNT)
      let status = tessera_infer(&model, narrow, 5, &scratch, 40, &result)
      #expect(status == TESSERA_ERROR_INPUT_COUNT)
      #expect(tessera_quantize_f32_wide(&model, floats, 5, &wide) == TESSERA_OK)
      #expect(tessera_infer_wide(&model, wide, 5, &scratch, 40, &result) == TESSERA_OK)
    }
  }

  @Test("a stream has a ring of one window, and a working copy where windows overlap")
  func streams() throws {
    // 7 samples take 16 bytes, padded.
    for (hop, size) in [(0, 0), (1, 16 + 2 * 16), (6, 16 + 2 * 16), (7, 16 + 16)] {
      let window = PackedWindow(samplesPerChannel: 7, channelCount: 1, hop: hop)
      var generator = SeededGenerator(state: 41)
      let header = try PackedHeader(
        shape: PackedShape(inputCount: 7, regionCount: 1, outputCount: 1, window: window),
        hasLogits: true, inputMultiplier: 1, outputScale: 1)
      let bytes = try RandomStudent.bytes(header, extreme: false, &generator)
      bytes.withUnsafeBytes { blob in
        var model = tessera_model()
        #expect(tessera_open(&model, blob.baseAddress, blob.count) == TESSERA_OK)
        #expect(tessera_stream_size(&model) == size)
      }
    }
  }

  @Test("wrong input counts are refused by every function")
  func inputCounts() throws {
    try withModel { model in
      var input = [Int8](repeating: 0, count: 8)
      var scratch = [Int32](repeating: 0, count: 10)
      var result = tessera_result()
      let floats = [Float](repeating: 0, count: 8)
      let counts = [Int16](repeating: 0, count: 8)
      for count in [0, 4, 6, -1, Int.max] {
        #expect(tessera_quantize_f32(&model, floats, count, &input) == TESSERA_ERROR_INPUT_COUNT)
        #expect(tessera_quantize_i16(&model, counts, count, &input) == TESSERA_ERROR_INPUT_COUNT)
        let status = tessera_infer(&model, input, count, &scratch, 40, &result)
        #expect(status == TESSERA_ERROR_INPUT_COUNT)
      }
      #expect(tessera_quantize_i16(&model, counts, 5, &input) == TESSERA_ERROR_COUNTS)
      #expect(tessera_quantize_f32(&model, floats, 5, &input) == TESSERA_OK)
    }
  }

  @Test("scratch memory that is too small or misaligned is refused")
  func scratch() throws {
    try withModel { model in
      let input = [Int8](repeating: 3, count: 5)
      var result = tessera_result()
      let size = tessera_scratch_size(&model)
      let memory = UnsafeMutableRawPointer.allocate(byteCount: size + 4, alignment: 4)
      defer { memory.deallocate() }
      for small in 0..<size {
        let status = tessera_infer(&model, input, 5, memory, small, &result)
        #expect(status == TESSERA_ERROR_SCRATCH)
      }
      for offset in 1..<4 {
        let status = tessera_infer(&model, input, 5, memory + offset, size, &result)
        #expect(status == TESSERA_ERROR_MISALIGNED)
      }
      #expect(result.logits == nil)
      #expect(tessera_infer(&model, input, 5, memory, size, &result) == TESSERA_OK)
      #expect(tessera_infer(&model, input, 5, memory, -1, &result) == TESSERA_OK)
    }
  }

  @Test("the Swift interface refuses wrong counts and small scratch memory likewise")
  func swiftInterface() throws {
    var generator = SeededGenerator(state: 5)
    let shape = PackedShape(inputCount: 5, regionCount: 2, outputCount: 2)
    let header = try PackedHeader(
      shape: shape, hasLogits: true, inputMultiplier: 2, outputScale: 1)
    let bytes = try RandomStudent.bytes(header, extreme: false, &generator)
    #expect(throws: PackedFormatError.inputCount) {
      try SwiftRunner.infer(bytes, [1, 2, 3, 4] as [Int8])
    }
    #expect(throws: PackedFormatError.inputCount) {
      try SwiftRunner.infer(bytes, [1, 2, 3, 4, 5] as [Int16])
    }
    #expect(throws: PackedFormatError.inputCount) {
      try SwiftRunner.run(bytes, .floats([1, 2, 3, 4, 5, 6]))
    }
    #expect(throws: PackedFormatError.counts) {
      try SwiftRunner.run(bytes, .counts([1, 2, 3, 4, 5]))
    }
    #expect(throws: PackedFormatError.notANumber) {
      try SwiftRunner.run(bytes, .floats([1, 2, .nan, 4, 5]))
    }
    let student = try OpenStudent(bytes.span.bytes)
    let input: [Int8] = [1, 2, 3, 4, 5]
    var scratch = [Int32](repeating: 0, count: student.scratchCount - 1)
    var memory = scratch.mutableSpan
    var found: PackedFormatError?
    do throws(PackedFormatError) {
      _ = try student.infer(input.span, bytes: bytes.span.bytes, scratch: &memory)
    } catch {
      found = error
    }
    #expect(found == .scratch)
  }
}
