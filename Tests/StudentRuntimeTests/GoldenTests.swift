import CTesseraRuntime
import PackedFormat
import StudentRuntime
import Testing

@Suite("Golden students")
struct GoldenTests {
  private func input(_ golden: GoldenCase) throws -> Input {
    if let bits = golden.floatBits { return .floats(bits.map { Float(bitPattern: $0) }) }
    if let integers = golden.integers { return .integers(integers) }
    if let quantized = golden.input { return .quantized(quantized) }
    return .counts(try #require(golden.counts))
  }

  private func expected(_ golden: GoldenCase) throws -> Result<Outcome, PackedFormatError> {
    if let error = golden.error {
      return .failure(try #require(PackedFormatError(rawValue: error)))
    }
    return .success(
      Outcome(
        quantized: try #require(golden.quantized), region: try #require(golden.region),
        logits: try #require(golden.logits), label: try #require(golden.label),
        margin: try #require(golden.margin), verdict: golden.verdict ?? 0))
  }

  @Test("the Swift interface gives every golden integer", arguments: try Fixtures.names())
  func swiftInterface(name: String) throws {
    let student = try Fixtures.student(name)
    #expect(!student.cases.isEmpty)
    for (index, golden) in student.cases.enumerated() {
      let input = try input(golden)
      let outcome = Result { () throws(PackedFormatError) in
        try SwiftRunner.run(student.bytes, input)
      }
      #expect(outcome == (try expected(golden)), "case \(index)")
    }
  }

  @Test("the C interface gives every golden integer", arguments: try Fixtures.names())
  func cInterface(name: String) throws {
    let student = try Fixtures.student(name)
    for (index, golden) in student.cases.enumerated() {
      let outcome = CRunner.run(student.bytes, try input(golden))
      #expect(outcome == (try expected(golden)), "case \(index)")
    }
  }

  @Test("the projected vector is the golden one", arguments: try Fixtures.names())
  func projected(name: String) throws {
    let golden = try Fixtures.student(name)
    let student = try OpenStudent(golden.bytes.span.bytes)
    guard student.header.flags.contains(.projection) else { return }
    for (index, golden) in golden.cases.enumerated() {
      guard let input = golden.quantized, let z = golden.z else { continue }
      let bytes = try Fixtures.bytes(name + ".tessera")
      var scratch = [Int32](repeating: -1, count: student.scratchCount)
      var memory = scratch.mutableSpan
      if student.header.featureBits == 16 {
        _ = try student.infer(input.span, bytes: bytes.span.bytes, scratch: &memory)
      } else {
        let narrow = input.map { Int8($0) }
        _ = try student.infer(narrow.span, bytes: bytes.span.bytes, scratch: &memory)
      }
      let found = scratch.withUnsafeBytes { memory in
        student.header.componentBits == 16
          ? Array(memory.bindMemory(to: Int16.self).prefix(z.count))
          : memory.prefix(z.count).map { Int16(Int8(bitPattern: $0)) }
      }
      #expect(found == z, "case \(index)")
    }
  }

  @Test("the tests' own interpreter gives every golden integer", arguments: try Fixtures.names())
  func interpreter(name: String) throws {
    let student = try Fixtures.student(name)
    let oracle = Oracle(bytes: student.bytes)
    for (index, golden) in student.cases.enumerated() {
      guard let quantized = golden.quantized else { continue }
      let trace = oracle.infer(quantized)
      #expect(trace.z == golden.z?.map(Int.init), "case \(index)")
      #expect(trace.scores == golden.scores, "case \(index)")
      #expect(.success(trace.outcome) == (try expected(golden)), "case \(index)")
    }
  }
}

@Suite("Refused files")
struct RefusedTests {
  @Test("a malformed file gets the code of its first error", arguments: try Fixtures.refused())
  func refused(file: RefusedFile) throws {
    let bytes = try Fixtures.bytes("refused/" + file.file)
    let expected = try #require(PackedFormatError(rawValue: file.error))
    #expect(throws: expected) { try OpenStudent(bytes.span.bytes) }
    var model = tessera_model()
    // An empty array may have no address; the C interface wants one.
    let status = (bytes + [0]).withUnsafeBytes { blob in
      tessera_open(&model, blob.baseAddress, bytes.count)
    }
    #expect(status.rawValue == UInt32(file.error))
    #expect(model.blob == nil, "a refused model is not written")
  }
}
