public import ActivationFormats
public import HostRuntime
internal import PackedFormat
public import Records
public import Rows

/// How a student learns from a few labels of each patient, as a device does: the verb `personalize`.
public struct Personalization: Sendable, Equatable {
  /// Labels of each patient, 1 … 65,535.
  public var labelCount: Int
  /// Which rows a person is asked for.
  public var asking: PersonalizationRecord.Asking
  /// The share of labels that are wrong, 0 … 1.
  public var wrongShare: Double
  /// Fixes every draw.
  public var seed: UInt64

  /// A simulation.
  ///
  /// - Precondition: the numbers are in their ranges.
  public init(
    labelCount: Int, asking: PersonalizationRecord.Asking = .margin, wrongShare: Double = 0,
    seed: UInt64 = 0
  ) {
    precondition(
      1...65_535 ~= labelCount && 0...1 ~= wrongShare, "labels of some rows, a share of them wrong")
    self.labelCount = labelCount
    self.asking = asking
    self.wrongShare = wrongShare
    self.seed = seed
  }

  /// Lets a fresh copy of the student learn from each group of a dump: all its rows pass, labels are asked
  /// for and learnt, the guard decides, and all rows pass again. Rows without a label are asked for by
  /// nobody, and count in no figure.
  ///
  /// - Parameters:
  ///   - student: a packed student that learns (`adaptation`).
  ///   - dump: N rows of its width, with labels and groups; without groups they are one.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the groups that are done.
  /// - Throws: `TesseraError.cannotLearn`, `.mismatchedDump`, `.takesIntegersOnly`, `.nothingToLearn`,
  ///   `.unreadableRows`.
  /// - Complexity: O(N) inferences.
  public func run(
    _ student: PackedStudent, on dump: ActivationDump, parallelism: Parallelism,
    progress: ProgressHandler? = nil
  ) throws(TesseraError) -> PersonalizationRecord {
    guard student.adaptation != nil, student.header.canLearn else {
      throw .cannotLearn(
        componentCount: student.header.componentCount, outputCount: student.header.outputCount)
    }
    guard dump.featureCount == student.header.windowCount else {
      throw .mismatchedDump(
        path: dump.path, what: "features", found: dump.featureCount,
        expected: student.header.windowCount)
    }
    guard student.header.acceptsFloats else { throw .takesIntegersOnly }
    guard let truth = dump.labels?.map({ Int($0) }) else { throw .nothingToLearn(path: dump.path) }
    var rows: [Int: [Int]] = [:]
    for row in 0..<dump.sampleCount { rows[dump.groups?[row] ?? 0, default: []].append(row) }
    let patients = try rows.sorted { $0.key < $1.key }.enumerated().map {
      index, group throws(TesseraError) in
      Patient(
        name: group.key, index: index,
        windows: try rethrowing(
          dump.inputs.gathering(rows: group.value, as: Float.self),
          as: TesseraError.unreadableRows), truth: group.value.map { truth[$0] })
    }
    progress?(ProgressReport("personalize", done: 0, total: patients.count, unit: .cells))
    let learnt = parallelism.map(patients.count) { patients[$0].group(of: student, self) }
    progress?(
      ProgressReport("personalize", done: patients.count, total: patients.count, unit: .cells))
    let groups = learnt.compactMap(\.self)
    guard !groups.isEmpty else { throw .nothingToLearn(path: dump.path) }
    return PersonalizationRecord(
      student: student.sha256, dump: dump.path, labels: labelCount, ask: asking,
      wrong: wrongShare, seed: seed, deltaBytes: student.deltaByteCount, groups: groups)
  }
}

/// The rows of a group.
private struct Patient: Sendable {
  let name: Int
  let index: Int
  let windows: Matrix<Float>
  /// Labels, negative where none is known.
  let truth: [Int]

  /// What the student makes of them; nil without a row that has a label and was not asked.
  func group(
    of student: PackedStudent, _ simulation: Personalization
  ) -> PersonalizationRecord.Group? {
    let classCount = student.header.outputCount
    var draws = SeededGenerator(seed: simulation.seed, stream: UInt64(index))
    let known = truth.indices.filter { 0..<classCount ~= truth[$0] }
    var candidates = known
    if simulation.asking == .random {
      candidates = draws.permutation(of: known.count).prefix(simulation.labelCount).map {
        known[$0]
      }
    }
    var wrong = 0
    let answers: LearntAnswers
    do throws(PackedFormatError) {
      answers = try student.learn(
        windows, asking: simulation.labelCount, among: Set(candidates)
      ) { row in
        guard draws.uniform() < simulation.wrongShare else { return truth[row] }
        wrong += 1
        return (truth[row] + 1 + draws.index(below: classCount - 1)) % classCount
      }
    } catch {
      preconditionFailure("a student that learns, and rows without NaN (\(error))")
    }
    let judged = known.filter { !answers.asked.contains($0) }
    guard !judged.isEmpty else { return nil }
    func figures(_ labels: [Int]) -> PersonalizationRecord.Figures {
      PersonalizationRecord.Figures(
        answers: judged.map { labels[$0] }, truth: judged.map { truth[$0] },
        classCount: classCount)
    }
    return PersonalizationRecord.Group(
      group: name, rows: judged.count, asked: answers.asked.count, wrong: wrong,
      isUsed: answers.isUsed, before: figures(answers.before), after: figures(answers.after))
  }
}
