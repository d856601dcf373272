import HostRuntime
import PackedFormat
import Rows
import TestSupport
import Testing

@Suite struct PackedStudentTests {
  @Test("every golden file is packed again to the same bytes", arguments: Golden.names)
  func golden(name: String) throws {
    let bytes = try Golden.bytes(name)
    let packed = try PackedStudent(bytes: bytes)
    #expect(packed.isIdentified)
    #expect(try PackedStudent(QuantizedStudent(packed)).bytes == bytes)
  }

  @Test("the identifier names the content")
  func identifier() throws {
    let packed = try Golden.student("folded-n140-k3-c5")
    #expect(packed.isIdentified)
    #expect(packed.identifier.count == 16)
    #expect(packed.sha256.count == 64)

    var bytes = packed.bytes
    bytes[packed.layout.identifierOffset] ^= 1
    let checksum = CRC32.checksum(of: bytes.span.bytes.extracting(0..<packed.layout.checksumOffset))
    for byte in 0..<4 {
      bytes[packed.layout.checksumOffset + byte] = UInt8(truncatingIfNeeded: checksum >> (8 * byte))
    }
    let forged = try PackedStudent(bytes: bytes)
    #expect(!forged.isIdentified)
    #expect(forged.identifier != packed.identifier)
  }

  @Test("a changed byte is refused")
  func corruption() throws {
    let packed = try Golden.student("rectified-head-n144-k2-q7-c4")
    for offset in stride(from: 48, to: packed.bytes.count, by: 37) {
      var bytes = packed.bytes
      bytes[offset] ^= 0x10
      #expect(throws: PackedFormatError.checksum) { _ = try PackedStudent(bytes: bytes) }
    }
    #expect(throws: PackedFormatError.tooShort) {
      _ = try PackedStudent(bytes: Array(packed.bytes.prefix(59)))
    }
  }

  @Test("threads change nothing, and labels are the first of the largest logits")
  func prediction() throws {
    let packed = try Golden.student("linear-head-n140-k3-q6-c5")
    var generator = SeededGenerator(seed: 3)
    let inputs = generator.matrix(2_500, 140).converted(to: Float.self)
    let serial = packed.predict(inputs, parallelism: .serial)
    #expect(packed.predict(inputs, parallelism: Parallelism(threadCount: 3)) == serial)
    #expect(serial.labels.count == 2_500)
    for (row, label) in serial.labels.enumerated() {
      let logits = serial.logits[5 * row..<5 * row + 5]
      #expect(logits.firstIndex(of: logits.max() ?? 0) == 5 * row + label)
    }
  }
}
