import Clustering
import HostRuntime
import PackedFormat
import Quantization
import Rows
import Student
import TestSupport
import Testing

@Suite("Packed students of the quantiser")
struct PackedStudentTests {
  private func trained(
    _ teacher: SyntheticTeacher, rows: Int, head: HeadKind, k: Int
  ) throws -> PackedStudent {
    let set = try TrainingSet(teacher.dump(rows), head: head)
    let model = try PiecewiseLinearRegression(
      clustering: .init(regionCount: k), lambda: 1
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
    let random = RandomStudent(.absent, k: 1, features: 1, maps: 1)
    let packed = try PackedStudent(
      Quantizer().quantize(random.model, calibratingOn: random.inputs, parallelism: .allCores)
        .student)
    // A bias, a multiplier, a shift and a weight, each padded to four bytes.
    #expect(packed.bytes.count == 60 + 16)
    #expect(packed.layout.identifierOffset == 48 + 16)
    #expect(packed.layout.checksumOffset == 48 + 16 + 8)
  }
}
