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
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the disturbances that are done.
  /// - Throws: `TesseraError.mismatchedDump`, `.takesIntegersOnly`, `.noLabels` for a student without
  ///   logits, `.nothingToCompare`, `.student` where the window is too long, `.unreadableRows`.
  /// - Complexity: O(N) inferences for each disturbance.
  public func run(
    _ student: PackedStudent, on dump: ActivationDump, parallelism: Parallelism,
    progress: ProgressHandler? = nil
  ) throws(TesseraError) -> RobustnessRecord {
    let subject = try DisturbedSubject(self, student, dump, parallelism: parallelism)
    let kinds = Disturbance.standard(
      channelCount: subject.layout.channelCount, samplingRate: samplingRate)
    var found: [(Disturbance, RobustnessRecord.Figures)] = []
    for (index, disturbance) in kinds.enumerated() {
      progress?(ProgressReport("robustness", done: index, total: kinds.count, unit: .cells))
      let rows = DisturbedRows(
        dump.inputs, layout: subject.layout, disturbance: disturbance, samplingRate: samplingRate,
        seed: seed, targets: subject.targets)
      found.append((disturbance, try subject.figures(on: rows, parallelism: parallelism)))
    }
    progress?(ProgressReport("robustness", done: kinds.count, total: kinds.count, unit: .cells))
    return RobustnessRecord(
      student: student.sha256, dump: dump.path, groups: dump.groups, rows: dump.sampleCount,
      windows: (subject.layout.length, subject.layout.channelCount), samplingRate: samplingRate,
      standardizes: subject.targets != nil, seed: seed,
      clean: try subject.figures(on: dump.inputs, parallelism: parallelism), disturbances: found)
  }
}

/// A student, and what its answers are compared with.
private struct DisturbedSubject {
  let student: PackedStudent
  let layout: WindowLayout
  /// For each channel, the deviation that windows are standardised to; nil for none.
  let targets: [Double]?
  let truth: [Int]?
  let teacher: [Int]?
  let groups: [Int]?
  let clean: [Int]

  init(
    _ measurement: Robustness, _ student: PackedStudent, _ dump: ActivationDump,
    parallelism: Parallelism
  ) throws(TesseraError) {
    guard dump.featureCount == student.header.windowCount else {
      throw .mismatchedDump(
        path: dump.path, what: "features", found: dump.featureCount,
        expected: student.header.windowCount)
    }
    guard student.header.acceptsFloats else { throw .takesIntegersOnly }
    guard student.header.flags.contains(.logits) else { throw .noLabels }
    self.student = student
    groups = dump.groups
    truth = dump.labels.map { $0.map { Int($0) } }
    let logits = TeacherLogits(dump)
    guard truth != nil || logits != nil else {
      throw .nothingToCompare(path: dump.path, isClassifier: true)
    }
    let length = measurement.windowLength
    if let length, length > dump.featureCount {
      throw .student(.windowTooLong(length: length, featureCount: dump.featureCount))
    }
    layout =
      length.map { WindowLayout(length: $0) } ?? WindowLayout(shape: dump.inputs.shape)
    do throws(RowReadError) {
      let statistics = try WindowStatistics(
        dump.inputs, layout: layout, parallelism: parallelism)
      targets = statistics.isStandardized ? statistics.meanDeviations : nil
      teacher = try logits.map { logits throws(RowReadError) in
        try Self.blocks(of: logits, parallelism: parallelism) { block in
          block.labels(isBinary: logits.columnCount == 1)
        }
      }
      clean = try Self.answers(of: student, to: dump.inputs, parallelism: parallelism)
    } catch {
      throw .unreadableRows(error)
    }
  }

  func figures(
    on rows: some RowSource, parallelism: Parallelism
  ) throws(TesseraError) -> RobustnessRecord.Figures {
    let answers = try rethrowing(
      Self.answers(of: student, to: rows, parallelism: parallelism),
      as: TesseraError.unreadableRows)
    guard
      let figures = RobustnessRecord.Figures(
        answers: answers, clean: clean, truth: truth, teacher: teacher, groups: groups,
        classCount: student.header.labelCount)
    else { preconditionFailure("a dump has rows") }
    return figures
  }

  private static func answers(
    of student: PackedStudent, to rows: some RowSource, parallelism: Parallelism
  ) throws(RowReadError) -> [Int] {
    try blocks(of: rows, parallelism: parallelism) { (block: Matrix<Float>) in
      student.predict(block, parallelism: .serial).labels
    }
  }

  private static func blocks<Scalar: RowScalar>(
    of rows: some RowSource, parallelism: Parallelism,
    labels: @Sendable (Matrix<Scalar>) -> [Int]
  ) throws(RowReadError) -> [Int] {
    var found: [Int] = []
    found.reserveCapacity(rows.rowCount)
    let blocks = RowBlocks(rowCount: rows.rowCount, width: rows.columnCount)
    try parallelism.forEachBlock(of: blocks) { range throws(RowReadError) in
      labels(try rows.matrix(of: range, as: Scalar.self))
    } take: { (_: Range<Int>, part: [Int]) throws(RowReadError) in
      found += part
    }
    return found
  }
}
