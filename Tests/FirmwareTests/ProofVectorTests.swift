import Firmware
import PackedFormat
import Rows
import Testing

@Suite("Proof vectors")
struct ProofVectorTests {
  private let student = "standardized-n144-m140-k2-c4"

  @Test("are at least 32 random inputs fixed by a seed")
  func random() throws {
    let bytes = try Golden.bytes(student)
    let vectors = try ProofVectors(student: bytes)
    #expect(vectors.windows.count == 144 * ProofVectors.minimumCount)
    #expect(vectors.logits.count == 4 * vectors.labels.count)
    #expect(vectors.labels.count == 32 && vectors.regions.count == 32)
    #expect(try vectors == ProofVectors(student: bytes))
    #expect(try vectors != ProofVectors(student: bytes, seed: 1))
    #expect(Set(vectors.labels).count > 1)
  }

  @Test("are the rows that were given, filled up to 32")
  func given() throws {
    let bytes = try Golden.bytes(student)
    let rows = Matrix<Float>(
      rowCount: 3, columnCount: 144, elements: (0..<432).map { Float($0 % 17) / 16 })
    let vectors = try ProofVectors(student: bytes, inputs: rows)
    let numbers = try #require(floats(vectors))
    #expect(numbers.count == 32 * 144)
    #expect(Array(numbers.prefix(432)) == rows.elements)
    #expect(vectors.source == "3 rows of a dump and 29 random inputs over the int8 range (seed 0)")
    let many = Matrix<Float>(rowCount: 40, columnCount: 144, repeating: 0.25)
    #expect(try floats(ProofVectors(student: bytes, inputs: many)) == many.elements)
  }

  @Test("are as many as were asked for, whatever was given")
  func requested() throws {
    let bytes = try Golden.bytes(student)
    let rows = Matrix<Float>(rowCount: 10, columnCount: 144, repeating: 0.25)
    let vectors = try ProofVectors(student: bytes, inputs: rows, count: 64)
    #expect(vectors.windows.count == 64 * 144 && vectors.labels.count == 64)
    #expect(vectors.source.hasPrefix("10 rows of a dump and 54 random inputs"))
    #expect(try ProofVectors(student: bytes, count: 64).labels.count == 64)
    #expect(try ProofVectors(student: bytes, count: 1).labels.count == ProofVectors.minimumCount)
  }

  @Test("of counts spread over int8, where the student takes counts", arguments: Golden.names)
  func counts(name: String) throws {
    let bytes = try Golden.bytes(name)
    let header = try PackedHeader(parsing: bytes.span.bytes)
    let vectors = try ProofVectors(student: bytes)
    #expect((vectors.counts != nil) == header.acceptsCounts)
    guard let counts = vectors.counts else { return }
    #expect(counts.windows.count == QuantizedWindows<Int16>.count * header.windowCount)
    #expect(counts.inputs.count == QuantizedWindows<Int16>.count * header.inputCount)
    if name == "standardized-n140-m140-k3-c5" { #expect(Set(counts.inputs).count > 50) }
  }

  private func floats(_ vectors: ProofVectors) -> [Float]? {
    if case .floats(let numbers) = vectors.windows { numbers } else { nil }
  }

  @Test("are floats, or integers for a student that takes nothing else", arguments: Golden.names)
  func types(name: String) throws {
    let facts = try Golden.facts(name)
    let vectors = try ProofVectors(student: Golden.bytes(name))
    let makesNodes = facts.programSize != nil
    #expect((vectors.windows.type == .f32) == (facts.acceptsFloats ?? true && !makesNodes))
    #expect((vectors.features != nil) == makesNodes)
    #expect((vectors.counts != nil) == facts.acceptsCounts)
    #expect((vectors.integers != nil) == (facts.acceptsIntegers ?? false))
    #expect(vectors.windowCount == facts.windowCount ?? vectors.windowCount)
    #expect(vectors.labels.count == 32)
  }

  @Test(
    "spread over what each scale distinguishes",
    arguments: [
      "v2-scales-n6-k2-c2", "v2-scales-integers-n5-k3-c5", "v2-kept-scales-n6-k3-c2",
      "v2-wide-scales-n18-m10-k3-c3", "v2-samples-wide-n14-k2-c4",
    ])
  func scales(name: String) throws {
    let bytes = try Golden.bytes(name)
    let header = try Golden.header(name)
    let vectors = try ProofVectors(student: bytes)
    let largest = Int16(header.largestFeature)
    let n = header.inputCount
    // int16 may be a few quanta where int32 is expected.
    let inputs = try #require(vectors.integers?.inputs ?? vectors.counts?.inputs)
    // The first two windows are the ends of the type. Of the others every input is inside
    // somewhere.
    for input in header.standardizedInputCount..<n {
      let quanta = (2..<8).map { inputs[$0 * n + input] }
      #expect(quanta.contains { abs($0) < largest }, "input \(input): \(quanta)")
      #expect(Set(quanta).count > 3, "input \(input): \(quanta)")
    }
    #expect(Set(vectors.logits).count > vectors.labels.count)
  }

  @Test(
    "of a program are pulses of several sizes",
    arguments: ["v2-program-events-k2-c2", "v2-program-envelope-k2-c2", "v2-program-bands-k2-c2"])
  func signals(name: String) throws {
    let vectors = try ProofVectors(student: Golden.bytes(name))
    #expect(vectors.source == "32 random signals (seed 0)")
    guard case .counts(let counts) = vectors.windows else {
      Issue.record("no counts")
      return
    }
    #expect(Set(counts).count > 500)
    #expect(vectors.features?.count == 32 * (try Golden.header(name).inputCount))
  }

  @Test("of a program are the counts that floats become")
  func signalFloats() throws {
    let bytes = try Golden.bytes("v2-program-events-k2-c2")
    for (float, end) in [(Float.infinity, Int16.max), (-.infinity, .min), (-32_768, .min)] {
      let rows = Matrix<Float>(rowCount: 1, columnCount: 90, repeating: float)
      guard case .counts(let counts) = try ProofVectors(student: bytes, inputs: rows).windows else {
        Issue.record("no counts")
        return
      }
      #expect(Array(counts.prefix(90)) == [Int16](repeating: end, count: 90))
    }
    #expect(throws: FirmwareError.notANumber(row: 0)) {
      try ProofVectors(
        student: bytes, inputs: Matrix(rowCount: 1, columnCount: 90, repeating: .nan))
    }
  }

  @Test("of integers reach both ends of their type")
  func ends() throws {
    let vectors = try ProofVectors(student: Golden.bytes("v2-scales-integers-n5-k3-c5"))
    #expect(vectors.integers?.windows.min() == .min && vectors.integers?.windows.max() == .max)
    #expect(vectors.counts?.windows.min() == .min && vectors.counts?.windows.max() == .max)
  }

  @Test("are the integers that were given, and no others")
  func givenIntegers() throws {
    let bytes = try Golden.bytes("v2-scales-integers-n5-k3-c5")
    let rows = Matrix<Float>(rows: [[1, -2, 3e6, 0, -70_000]])
    let vectors = try ProofVectors(student: bytes, inputs: rows)
    guard case .integers(let numbers) = vectors.windows else {
      Issue.record("no integers")
      return
    }
    #expect(Array(numbers.prefix(5)) == [1, -2, 3_000_000, 0, -70_000])
    for number in [0.5, 2_147_483_648, .infinity, .nan] as [Float] {
      #expect(throws: FirmwareError.notAnInteger(row: 0, bits: 32)) {
        try ProofVectors(student: bytes, inputs: Matrix(rows: [[0, 0, number, 0, 0]]))
      }
    }
  }

  @Test("are made again from a folder's file", arguments: Golden.names)
  func again(name: String) throws {
    let bytes = try Golden.bytes(name)
    let width = try Golden.header(name).windowCount
    let rows = Matrix<Float>(
      rowCount: 3, columnCount: width, elements: (0..<3 * width).map { Float($0 % 90) - 40 })
    for inputs in [nil, rows] {
      let vectors = try ProofVectors(student: bytes, inputs: inputs, count: 40, seed: 3)
      let source = try FirmwareSource(
        student: bytes, sha256: "", vectors: vectors, version: "test")
      let file = try #require(source.files.first { $0.path == "test/vectors.c" }).bytes
      #expect(ProofVectors(inSource: file, student: bytes) == vectors)
    }
  }

  @Test("refuse another width, a NaN and what is no student")
  func refusals() throws {
    let bytes = try Golden.bytes(student)
    #expect(throws: FirmwareError.inputWidth(found: 3, expected: 144)) {
      try ProofVectors(student: bytes, inputs: Matrix(rowCount: 1, columnCount: 3))
    }
    var elements = [Float](repeating: 0, count: 288)
    elements[200] = .nan
    let rows = Matrix<Float>(rowCount: 2, columnCount: 144, elements: elements)
    #expect(throws: FirmwareError.notANumber(row: 1)) {
      try ProofVectors(student: bytes, inputs: rows)
    }
    #expect(throws: FirmwareError.invalidStudent(.checksum)) {
      var damaged = bytes
      damaged[100] ^= 1
      _ = try ProofVectors(student: damaged)
    }
  }
}
