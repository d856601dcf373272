public import ActivationFormats
internal import Disturbances
internal import Evaluation
internal import HostRuntime
public import Records
public import Rows
internal import Student

/// How a student answers when the signal is disturbed: the verb `robustness`.
public struct Robustness: Sendable, Equatable {
  /// The first m features of a row are a waveform; nil follows the shape of the inputs.
  public var windowLength: Int?
  /// In Hz, for the hum of the mains; nil leaves it out.
  public var samplingRate: Double?
  /// Fixes every draw.
  public var seed: UInt64

  /// A measurement with the standard disturbances.
  ///
  /// - Precondition: a window has a sample, and the rate is positive.
  public init(windowLength: Int? = nil, samplingRate: Double? = nil, seed: UInt64 = 0) {
    precondition(windowLength ?? 1 >= 1 && samplingRate ?? 1 > 0, "positive numbers")
    self.windowLength = windowLength
    self.samplingRate = samplingRate
    self.seed = seed
  }

  /// Disturbs every row of a dump in every standard way, and counts the student's answers.
  ///
  /// - Parameters:
  ///   - student: the packed student, of classes.
  ///   - dump: N rows of its width, with labels or a teacher's outputs.
  ///   - other: a student whose figures stand beside those of the first, such as a plain map; nil for
  ///     none.
  ///   - teacher: a dump of the rows that `writeRows` writes, with the teacher's outputs; nil for none.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the disturbances that are done.
  /// - Throws: `TesseraError.mismatchedDump`, `.takesIntegersOnly`, `.noLabels` for a student without
  ///   logits, `.nothingToCompare`, `.student` where the window is too long, `.otherRows` where the
  ///   teacher saw other rows, `.unreadableRows`.
  /// - Complexity: O(N) inferences for each disturbance.
  public func run(
    _ student: PackedStudent, on dump: ActivationDump, beside other: PackedStudent? = nil,
    teacher: ActivationDump? = nil, parallelism: Parallelism, progress: ProgressHandler? = nil
  ) throws(TesseraError) -> RobustnessRecord {
    let disturbed = try DisturbedDump(self, dump, parallelism: parallelism)
    let subject = try DisturbedSubject(student, dump, parallelism: parallelism)
    let second = try other.map { other throws(TesseraError) in
      try DisturbedSubject(other, dump, parallelism: parallelism)
    }
    let taught = try teacher.map { teacher throws(TesseraError) in
      try disturbed.answers(of: teacher, parallelism: parallelism)
    }
    let kinds = disturbed.kinds
    var found: [(Disturbance, RobustnessRecord.Figures)] = []
    for (index, disturbance) in kinds.enumerated() {
      progress?(ProgressReport("robustness", done: index, total: kinds.count, unit: .cells))
      let rows = disturbed.rows(disturbance)
      found.append(
        (
          disturbance,
          try subject.figures(
            on: rows, beside: second, teacher: taught?[index], parallelism: parallelism)
        ))
    }
    progress?(ProgressReport("robustness", done: kinds.count, total: kinds.count, unit: .cells))
    var record = RobustnessRecord(
      student: student.sha256, dump: dump.path, groups: dump.groups, rows: dump.sampleCount,
      windows: (disturbed.layout.length, disturbed.layout.channelCount),
      samplingRate: samplingRate, standardizes: disturbed.targets != nil, seed: seed,
      clean: try subject.figures(
        on: dump.inputs, beside: second, teacher: taught.flatMap { _ in subject.teacher },
        parallelism: parallelism), disturbances: found)
    record.beside = other?.sha256
    record.teacher = teacher?.path
    return record
  }

  /// Writes the rows of all standard disturbances, for a teacher to answer: one disturbance after the
  /// other in the order of the table.
  ///
  /// - Parameters:
  ///   - dump: N rows.
  ///   - path: an `.npy` file of float32, in the shape of the dump's inputs.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `TesseraError.student` where the window is too long, `.unreadableRows` and `.files`.
  /// - Complexity: O(N · n) for each disturbance.
  public func writeRows(
    of dump: ActivationDump, to path: String, parallelism: Parallelism
  ) throws(TesseraError) {
    try DisturbedDump(self, dump, parallelism: parallelism)
      .write(to: path, parallelism: parallelism)
  }
}

/// A student, and what its answers are compared with.
private struct DisturbedSubject {
  let student: PackedStudent
  let truth: [Int]?
  let teacher: [Int]?
  let groups: [Int]?
  let clean: [Int]

  init(
    _ student: PackedStudent, _ dump: ActivationDump, parallelism: Parallelism
  ) throws(TesseraError) {
    guard dump.featureCount == student.header.windowCount else {
      throw .mismatchedDump(
        path: dump.path, what: "features", found: dump.featureCount,
        expected: student.header.windowCount)
    }
    guard student.header.acceptsFloats else { throw .takesIntegersOnly }
    guard student.header.flags.contains(.logits) else { throw .noLabels }
    if let count = dump.outputCount, count != student.header.labelCount {
      throw .mismatchedDump(
        path: dump.path, what: "outputs", found: count, expected: student.header.labelCount)
    }
    self.student = student
    groups = dump.groups
    truth = dump.labels.map { $0.map { Int($0) } }
    let logits = TeacherLogits(dump)
    guard truth != nil || logits != nil else {
      throw .nothingToCompare(path: dump.path, isClassifier: true)
    }
    do throws(RowReadError) {
      teacher = try logits.map { logits throws(RowReadError) in
        try logits.answers(parallelism: parallelism) { (block: Matrix<Double>) in
          block.labels(isBinary: logits.columnCount == 1)
        }
      }
      clean = try Self.answers(of: student, to: dump.inputs, parallelism: parallelism)
    } catch {
      throw .unreadableRows(error)
    }
  }

  /// - Parameters:
  ///   - second: a student whose figures stand beside these; nil for none.
  ///   - taught: what the teacher answers to these rows; nil where nobody knows.
  func figures(
    on rows: some RowSource, beside second: DisturbedSubject?, teacher taught: [Int]?,
    parallelism: Parallelism
  ) throws(TesseraError) -> RobustnessRecord.Figures {
    let answers = try rethrowing(
      Self.answers(of: student, to: rows, parallelism: parallelism),
      as: TesseraError.unreadableRows)
    guard
      var figures = RobustnessRecord.Figures(
        answers: answers, clean: clean, truth: truth, teacher: teacher, groups: groups,
        classCount: student.header.labelCount)
    else { preconditionFailure("a dump has rows") }
    if let second {
      let own = try second.figures(
        on: rows, beside: nil, teacher: nil, parallelism: parallelism)
      figures.beside = own.accuracy ?? own.agreement
    }
    if let taught {
      figures.addTeacher(
        taught, answers: answers, truth: truth, groups: groups,
        classCount: student.header.labelCount)
    }
    return figures
  }

  private static func answers(
    of student: PackedStudent, to rows: some RowSource, parallelism: Parallelism
  ) throws(RowReadError) -> [Int] {
    try rows.answers(parallelism: parallelism) { (block: Matrix<Float>) in
      student.predict(block, parallelism: .serial).labels
    }
  }
}
