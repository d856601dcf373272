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
    #expect(vectors.inputs.rowCount == ProofVectors.minimumCount)
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
    #expect(vectors.inputs.rowCount == 32)
    #expect(Array(vectors.inputs.elements.prefix(432)) == rows.elements)
    #expect(vectors.source == "3 rows of a dump and 29 random inputs over the int8 range (seed 0)")
    let many = Matrix<Float>(rowCount: 40, columnCount: 144, repeating: 0.25)
    #expect(try ProofVectors(student: bytes, inputs: many).inputs == many)
  }

  @Test("are as many as were asked for, whatever was given")
  func requested() throws {
    let bytes = try Golden.bytes(student)
    let rows = Matrix<Float>(rowCount: 10, columnCount: 144, repeating: 0.25)
    let vectors = try ProofVectors(student: bytes, inputs: rows, count: 64)
    #expect(vectors.inputs.rowCount == 64 && vectors.labels.count == 64)
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
    #expect(counts.counts.count == CountVectors.count * header.inputCount)
    #expect(counts.inputs.count == counts.counts.count)
    if name == "standardized-n140-m140-k3-c5" { #expect(Set(counts.inputs).count > 50) }
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
