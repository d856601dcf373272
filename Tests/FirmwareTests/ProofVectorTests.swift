import Firmware
import LinearAlgebra
import PackedFormat
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
