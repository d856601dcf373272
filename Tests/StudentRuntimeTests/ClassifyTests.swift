import CTesseraRuntime
import PackedFormat
import StudentRuntime
import Testing

/// `classify` against the golden answers, and against features and inference in two calls.
@Suite("From counts to the answer in one call")
struct ClassifyTests {
  /// The answer of the Swift interface, in memory of exactly the size.
  private func answer(_ bytes: [UInt8], _ counts: [Int16]) throws(PackedFormatError) -> Outcome {
    let file = bytes.span.bytes
    let student = try OpenStudent(file)
    var memory = [Int32](repeating: 1_234_567, count: student.classifyCount(in: file))
    var span = memory.mutableSpan
    let answer = try student.classify(counts: counts.span, bytes: file, memory: &span)
    let quantized = memory.withUnsafeBytes { input(of: student.header, $0) }
    return Outcome(
      quantized: quantized, region: answer.region,
      logits: Array(memory[student.classifiedOutputs]), label: answer.label,
      margin: answer.margin)
  }

  /// The same of the C interface.
  private func answerOfC(
    _ bytes: [UInt8], _ counts: [Int16]
  ) throws -> Result<Outcome, PackedFormatError> {
    let header = try PackedHeader(parsing: bytes.span.bytes)
    return bytes.withUnsafeBytes { blob in
      var (model, result) = (tessera_model(), tessera_result())
      #expect(tessera_open(&model, blob.baseAddress, blob.count) == TESSERA_OK)
      let size = tessera_classify_size(&model)
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 4)
      defer { memory.deallocate() }
      let status = tessera_classify(
        &model, counts, counts.count, memory.baseAddress, size, &result)
      guard status == TESSERA_OK else { return .failure(CRunner.error(status)) }
      let logits = UnsafeBufferPointer(start: result.logits, count: header.outputCount)
      return .success(
        Outcome(
          quantized: input(of: header, UnsafeRawBufferPointer(memory)),
          region: Int(result.region), logits: Array(logits), label: Int(result.label),
          margin: result.margin))
    }
  }

  /// The quantised input at the start of the memory.
  private func input(of header: PackedHeader, _ memory: UnsafeRawBufferPointer) -> [Int16] {
    (0..<header.inputCount).map { index in
      header.featureBits == 16
        ? memory.load(fromByteOffset: 2 * index, as: Int16.self)
        : Int16(memory.load(fromByteOffset: index, as: Int8.self))
    }
  }

  private func expected(_ golden: GoldenCase) throws -> Result<Outcome, PackedFormatError> {
    if let error = golden.error {
      return .failure(try #require(PackedFormatError(rawValue: error)))
    }
    return .success(
      Outcome(
        quantized: try #require(golden.quantized), region: try #require(golden.region),
        logits: try #require(golden.logits), label: try #require(golden.label),
        margin: try #require(golden.margin)))
  }

  @Test("every golden window of counts has its answer", arguments: try Fixtures.names())
  func golden(name: String) throws {
    let student = try Fixtures.student(name)
    for (index, golden) in student.cases.enumerated() {
      guard let counts = golden.counts else { continue }
      let wanted = try expected(golden)
      let found = Result { () throws(PackedFormatError) in try answer(student.bytes, counts) }
      #expect(found == wanted, "case \(index)")
      #expect(try answerOfC(student.bytes, counts) == wanted, "case \(index)")
    }
  }

  @Test("the memory holds the input, and the larger of program and inference")
  func memory() throws {
    for name in try Fixtures.names() {
      let bytes = try Fixtures.student(name).bytes
      let student = try OpenStudent(bytes.span.bytes)
      let input = (student.layout.inputByteCount + 3) / 4
      let rest = max(student.programByteCount(in: bytes.span.bytes) / 4, student.scratchCount)
      #expect(student.classifyCount(in: bytes.span.bytes) == input + rest)
    }
  }

  @Test("wrong counts and small memory are refused")
  func refusals() throws {
    let bytes = try Fixtures.student("v2-program-events-k2-c2").bytes
    let file = bytes.span.bytes
    let student = try OpenStudent(file)
    let count = student.classifyCount(in: file)
    for (numbers, words, wanted) in [
      (student.header.windowCount + 1, count, PackedFormatError.inputCount),
      (student.header.windowCount, count - 1, .scratch), (student.header.windowCount, 0, .scratch),
    ] {
      let counts = [Int16](repeating: 5, count: numbers)
      var memory = [Int32](repeating: 0, count: words)
      var span = memory.mutableSpan
      var found: PackedFormatError?
      do throws(PackedFormatError) {
        _ = try student.classify(counts: counts.span, bytes: file, memory: &span)
      } catch {
        found = error
      }
      #expect(found == wanted)
    }
  }

  @Test("the C interface refuses null pointers, an address, a count, small memory, in this order")
  func arguments() throws {
    let bytes = try Fixtures.student("v2-program-events-k2-c2").bytes
    let counts = [Int16](repeating: 5, count: 90)
    bytes.withUnsafeBytes { blob in
      var (model, result) = (tessera_model(), tessera_result())
      #expect(tessera_classify_size(&model) == 0 && tessera_classify_size(nil) == 0)
      #expect(tessera_classify(&model, counts, 90, nil, 0, &result) == TESSERA_ERROR_NULL)
      #expect(tessera_open(&model, blob.baseAddress, blob.count) == TESSERA_OK)
      let size = tessera_classify_size(&model)
      let memory = UnsafeMutableRawPointer.allocate(byteCount: size + 4, alignment: 4)
      defer { memory.deallocate() }
      #expect(tessera_classify(nil, counts, 90, memory, size, &result) == TESSERA_ERROR_NULL)
      #expect(tessera_classify(&model, nil, 90, memory, size, &result) == TESSERA_ERROR_NULL)
      #expect(tessera_classify(&model, counts, 90, nil, size, &result) == TESSERA_ERROR_NULL)
      #expect(tessera_classify(&model, counts, 90, memory, size, nil) == TESSERA_ERROR_NULL)
      #expect(
        tessera_classify(&model, counts, 9, memory + 2, 0, &result) == TESSERA_ERROR_MISALIGNED)
      #expect(tessera_classify(&model, counts, 9, memory, 0, &result) == TESSERA_ERROR_INPUT_COUNT)
      #expect(
        tessera_classify(&model, counts, 90, memory, size - 1, &result) == TESSERA_ERROR_SCRATCH)
      #expect(result.logits == nil)
      #expect(tessera_classify(&model, counts, 90, memory, size, &result) == TESSERA_OK)
    }
  }
}
