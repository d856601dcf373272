import ActivationFormats
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite struct TrainingSetTests {
  let teacher = SyntheticTeacher()

  /// Inputs with the requested arrays of the teacher.
  private func dump(
    _ rows: Int, of teacher: SyntheticTeacher? = nil, activations: Bool = false,
    logits: Bool = false, head: Bool = false, parents: [[Int]]? = nil
  ) throws -> ActivationDump {
    let teacher = teacher ?? self.teacher
    let inputs = teacher.inputs(rows, seed: UInt64(rows))
    let values = teacher.activations(inputs)
    return try ActivationDump(
      inputs: inputs, activations: activations ? values : nil,
      logits: logits ? teacher.logits(values).converted(to: Float.self) : nil,
      parents: parents, head: head ? teacher.head : nil, parallelism: .allCores)
  }

  @Test("the head is folded where there are logits, and left away where there are none")
  func defaultHead() throws {
    #expect(try TrainingSet(dump(9, logits: true)).head == .folded)
    #expect(try TrainingSet(dump(9, activations: true, head: true)).head == .folded)
    #expect(try TrainingSet(dump(9, activations: true)).head == .absent)
  }

  @Test("targets are logits for a folded head and activations for the others")
  func targets() throws {
    let dump = try dump(12, activations: true, logits: true, head: true)
    let activations = try #require(dump.activations).matrix(as: Double.self)
    let logits: Matrix<Double> = try #require(TeacherLogits(dump)).matrix()
    let folded = try TrainingSet(dump, head: .folded)
    #expect(try folded.targets.matrix() == logits)
    for head in [HeadKind.linear, .rectified] {
      let set = try TrainingSet(dump, head: head)
      #expect(try set.targets.matrix() == activations)
      #expect(try set.logits?.matrix() == logits)
      #expect(set.head.layer?.weights == teacher.head.weight.transposed)
      #expect(set.head.layer?.offsets == teacher.head.bias)
    }
    let none = try TrainingSet(dump, head: .absent)
    #expect(try none.targets.matrix() == activations)
    #expect(none.logits?.rowCount == nil)
  }

  @Test("logits come from the activations where there is a head, in double precision")
  func logits() throws {
    let dump = try dump(12, activations: true, logits: true, head: true)
    let activations = try #require(dump.activations).matrix(as: Float.self)
    let logits: Matrix<Double> = try #require(TeacherLogits(dump)).matrix()
    #expect(relativeDifference(logits, teacher.logits(activations)) < 1e-14)
    #expect(try dump.logits?.matrix(as: Double.self) != logits)
    #expect(try TeacherLogits(self.dump(3, activations: true))?.rowCount == nil)
  }

  @Test("folding the head of a set replaces its targets by the logits, for a linear head only")
  func folding() throws {
    let dump = try dump(12, activations: true, head: true)
    let linear = try TrainingSet(dump, head: .linear)
    #expect(try linear.foldingHead.targets.matrix(as: Double.self) == linear.logits?.matrix())
    #expect(linear.foldingHead.head == .folded)
    let rectified = try TrainingSet(dump, head: .rectified)
    #expect(
      try rectified.foldingHead.targets.matrix(as: Double.self) == rectified.targets.matrix())
    #expect(rectified.foldingHead.head == rectified.head)
  }

  @Test("parents of transfer rows follow one another, −1 for none")
  func parents() throws {
    let training = try dump(10, activations: true, head: true)
    let first = try dump(
      3, activations: true, head: true, parents: [[0, 4], [9, -1], [-1, -1]])
    let second = try dump(2, activations: true, head: true)
    let third = try dump(1, activations: true, head: true, parents: [[7]])
    let set = try TrainingSet(training, transfer: [first, second, third])
    #expect(set.parents.elements == [0, 4, 9, -1, -1, -1, -1, -1, -1, -1, 7, -1])
    #expect(set.primaryCount == 10)
    #expect(set.rowCount == 16)
  }

  @Test("a transfer dump needs what the head needs, and takes the head of the training dump")
  func transferWithout() throws {
    let training = try dump(10, activations: true, head: true)
    let headless = try dump(4, activations: true)
    let complete = try dump(4, activations: true, head: true)
    for head in HeadKind.allCases {
      let set = try TrainingSet(training, transfer: [headless], head: head)
      let other = try TrainingSet(training, transfer: [complete], head: head)
      #expect(try set.targets.matrix(as: Double.self) == other.targets.matrix())
    }
    let logits = try TrainingSet(training, transfer: [dump(4, logits: true)], head: .folded)
    #expect(logits.rowCount == 14)
  }

  @Test("what a head needs and the dump has not is a typed error")
  func missing() throws {
    let path = NumericArray.memory
    let activations = try dump(5, activations: true)
    let logits = try dump(5, logits: true)
    #expect(throws: StudentError.noLogits(path: path)) {
      _ = try TrainingSet(activations, head: .folded)
    }
    #expect(throws: StudentError.noActivations(path: path)) {
      _ = try TrainingSet(logits, head: .absent)
    }
    for head in [HeadKind.linear, .rectified] {
      for dump in [activations, logits] {
        #expect(throws: StudentError.noHead(path: path, head: head)) {
          _ = try TrainingSet(dump, head: head)
        }
      }
    }
    #expect(throws: StudentError.noLogits(path: path)) {
      _ = try TrainingSet(logits, transfer: [activations])
    }
  }

  @Test("a transfer dump of another width is a typed error")
  func mismatch() throws {
    let training = try dump(10, activations: true, head: true)
    func error(_ other: SyntheticTeacher, _ head: HeadKind) throws -> StudentError? {
      let transfer = try dump(4, of: other, activations: true, head: true)
      return #expect(throws: StudentError.self) {
        _ = try TrainingSet(training, transfer: [transfer], head: head)
      }
    }
    func mismatch(_ what: String, _ found: Int, _ expected: Int) -> StudentError {
      .mismatchedTransfer(
        path: NumericArray.memory, what: what, found: found, expected: expected)
    }
    #expect(try error(SyntheticTeacher(features: 5), .folded) == mismatch("features", 5, 6))
    #expect(
      try error(SyntheticTeacher(activations: 7), .linear) == mismatch("activations", 7, 8))
    #expect(try error(SyntheticTeacher(classes: 4), .folded) == mismatch("outputs", 4, 3))
    #expect(throws: mismatch("activations", 0, 8)) {
      _ = try TrainingSet(training, transfer: [dump(4, logits: true)], head: .rectified)
    }
  }
}
