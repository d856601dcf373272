import ActivationFormats
import Rows
import Student
import TestSupport
import Testing

@Suite("Teacher logits, block by block")
struct TeacherLogitsTests {
  private static let teacher = SyntheticTeacher(features: 4, activations: 7, classes: 3)

  /// More rows than are multiplied at once.
  private static let inputs = teacher.inputs(2_500, seed: 4)

  @Test("are the activations through the head, where the dump has both")
  func computed() throws {
    let activations = Self.teacher.activations(Self.inputs)
    let dump = try ActivationDump(
      inputs: Self.inputs, activations: activations, head: Self.teacher.head, parallelism: .allCores
    )
    let logits = try #require(TeacherLogits(dump))
    #expect(logits.rowCount == 2_500 && logits.columnCount == 3)
    let whole = Self.teacher.logits(activations)
    #expect(try relativeDifference(logits.matrix(as: Double.self), whole) < 1e-14)
    let rows = [0, 1, 700, 1_023, 1_024, 2_499]
    #expect(
      try relativeDifference(logits.gathering(rows: rows), whole.gathering(rows: rows)) < 1e-14)
    #expect(
      try relativeDifference(
        logits.matrix(of: 900..<2_100), whole.gathering(rows: Array(900..<2_100))) < 1e-14)
  }

  @Test("are those of the dump, where it has no head")
  func dumped() throws {
    let whole = Self.teacher.logits(Self.teacher.activations(Self.inputs)).converted(to: Float.self)
    let dump = try ActivationDump(inputs: Self.inputs, logits: whole, parallelism: .allCores)
    let logits = try #require(TeacherLogits(dump))
    #expect(try logits.matrix(as: Float.self) == whole)
    #expect(try logits.gathering(rows: [3, 9]) == whole.gathering(rows: [3, 9]))
  }

  @Test("may come from the head of another dump")
  func borrowedHead() throws {
    let activations = Self.teacher.activations(Self.inputs)
    let dump = try ActivationDump(
      inputs: Self.inputs, activations: activations, parallelism: .allCores)
    #expect(TeacherLogits(dump) == nil)
    let logits = try #require(TeacherLogits(dump, head: Self.teacher.head))
    let whole = Self.teacher.logits(activations)
    #expect(try relativeDifference(logits.matrix(as: Double.self), whole) < 1e-14)
  }
}
