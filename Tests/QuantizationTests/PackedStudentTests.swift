import Clustering
import Foundation
import LinearAlgebra
import PackedFormat
import Quantization
import Student
import TestSupport
import Testing

@Suite struct PackedStudentTests {
  private static let goldenFiles: [URL] = {
    let folder = fixtureURL("Golden")
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return (files ?? []).filter { $0.pathExtension == "tessera" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }()

  private func trained(
    _ teacher: SyntheticTeacher, rows: Int, head: HeadKind, k: Int
  ) throws -> PackedStudent {
    let set = try TrainingSet(teacher.dump(rows), head: head)
    let model = try PiecewiseLinearRegression(
      clustering: .init(clusterCount: k), regularization: 1
    ).fit(set, parallelism: .allCores)
    let inputs = try set.inputs.gathering(rows: Array(0..<set.rowCount), as: Float.self)
    return try PackedStudent(
      Quantizer().quantize(model, calibratingOn: inputs, parallelism: .allCores).student)
  }

  @Test(
    "packing, reading and packing again gives the same bytes", arguments: HeadKind.allCases,
    [1, 2, 5])
  func roundTrip(head: HeadKind, k: Int) throws {
    // Activations and features that fill no whole tiles.
    let teacher = SyntheticTeacher(features: 13, activations: 7, classes: 5)
    let packed = try trained(teacher, rows: 200, head: head, k: k)
    let student = QuantizedStudent(packed)
    #expect(try PackedStudent(student) == packed)
    #expect(try PackedStudent(bytes: packed.bytes) == packed)
    #expect(student.regionMaps.count == k)
    #expect((student.head != nil) == (head == .linear || head == .rectified))
    #expect((student.gate != nil) == (k > 1))
  }

  @Test(
    "every golden file is packed again to the same bytes", .enabled(if: !goldenFiles.isEmpty),
    arguments: goldenFiles)
  func golden(file: URL) throws {
    let bytes = Array(try Data(contentsOf: file))
    let packed = try PackedStudent(bytes: bytes)
    #expect(packed.isIdentified)
    #expect(try PackedStudent(QuantizedStudent(packed)).bytes == bytes)
  }

  @Test("a folded student of 140 inputs, 3 regions and 5 classes takes 2,592 bytes")
  func foldedSize() throws {
    let teacher = SyntheticTeacher(features: 140, activations: 128, classes: 5)
    let packed = try trained(teacher, rows: 300, head: .folded, k: 3)
    #expect(packed.bytes.count == 2_592)
  }

  @Test("the published structure takes at most the published 62.3 KB")
  func linearSize() throws {
    let teacher = SyntheticTeacher(features: 140, activations: 128, classes: 5)
    let packed = try trained(teacher, rows: 300, head: .linear, k: 3)
    #expect(Double(packed.bytes.count) <= 62.3 * 1_024)
  }

  @Test("header, identifier and checksum take 60 bytes")
  func fixedSize() throws {
    let random = RandomStudent(.folded, k: 1, features: 1, maps: 1)
    let packed = try PackedStudent(
      Quantizer().quantize(random.model, calibratingOn: random.inputs, parallelism: .allCores)
        .student)
    // A bias, a multiplier, a shift and a weight, each padded to four bytes.
    #expect(packed.bytes.count == 60 + 16)
    #expect(packed.layout.identifierOffset == 48 + 16)
    #expect(packed.layout.checksumOffset == 48 + 16 + 8)
  }

  @Test("the identifier names the content")
  func identifier() throws {
    let random = RandomStudent(.folded, k: 2)
    let packed = try PackedStudent(
      Quantizer().quantize(random.model, calibratingOn: random.inputs, parallelism: .allCores)
        .student)
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
    let random = RandomStudent(.rectified, k: 2)
    let packed = try PackedStudent(
      Quantizer().quantize(random.model, calibratingOn: random.inputs, parallelism: .allCores)
        .student)
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
    let random = RandomStudent(.linear, k: 3)
    let packed = try PackedStudent(
      Quantizer().quantize(random.model, calibratingOn: random.inputs, parallelism: .allCores)
        .student)
    var generator = SeededGenerator(seed: 3)
    let inputs = generator.matrix(2_500, 12).converted(to: Float.self)
    let serial = packed.predict(inputs, parallelism: .serial)
    #expect(packed.predict(inputs, parallelism: Parallelism(threadCount: 3)) == serial)
    #expect(serial.labels.count == 2_500)
    for (row, label) in serial.labels.enumerated() {
      let logits = serial.logits[3 * row..<3 * row + 3]
      #expect(logits.firstIndex(of: logits.max() ?? 0) == 3 * row + label)
    }
  }
}
