internal import Clustering
internal import Evaluation
package import Records
internal import Rows
internal import Student

/// The facts about one student in a report. The page leaves out parts that are nil or empty, and
/// states in a line how to add them.
package struct ReportedStudent: Sendable {
  /// The file's name without its extension; the page's title.
  let name: String
  /// The packed student, with its run record.
  let inspection: StudentInspection
  /// Whether outputs are logits of classes.
  let isClassifier: Bool
  /// The figures on the dump that it was measured on for this page; nil where those of the run
  /// record have to do.
  let evaluation: EvaluationRecord?
  /// The same rows by group, by region and by output.
  let detail: TestDetail?
  /// What it learns from labels of each group; nil where it was not taught.
  let personalization: PersonalizationRecord?
  /// How it answers disturbed rows; nil where that was not measured.
  let robustness: RobustnessRecord?
  /// The cost on each core.
  let costs: [Profile.Core]
  /// C names.
  let classNames: [String]
  /// k regions; empty without the run record.
  let regions: [ReportedRegion]
  /// The first inputs that are samples of a waveform and drawn as one, 0 ... n.
  let windowFeatureCount: Int
  /// The numbers of a window, w.
  let windowCount: Int
  /// The number of a window that each input is, n values.
  let inputColumns: [Int]

  /// - Parameters:
  ///   - name: the page's title.
  ///   - inspection: the packed student, with its run record where there is one.
  ///   - isClassifier: whether outputs are logits of classes.
  ///   - labelCount: 2 of a binary student; nil for C.
  ///   - windowCount: the numbers of a window, w; nil for n.
  ///   - inputColumns: the number of a window that each input is, n values; nil for all in order.
  ///   - evaluation: the figures on a dump; nil for those of the run record.
  ///   - detail: the same rows by group, by region and by output.
  ///   - personalization: what it learns from labels of each group of the dump; nil where it does not.
  ///   - robustness: how it answers disturbed rows of the dump; nil where that was not measured.
  ///   - costs: on each core.
  ///   - classNames: names that replace those of dump and record; nil for those.
  ///   - windowFeatureCount: 0 ... w; nil for those that the device standardises, or a guess.
  package init(
    name: String, inspection: StudentInspection, isClassifier: Bool, labelCount: Int? = nil,
    windowCount: Int? = nil, inputColumns: [Int]? = nil,
    evaluation: EvaluationRecord? = nil, detail: TestDetail? = nil,
    personalization: PersonalizationRecord? = nil, robustness: RobustnessRecord? = nil,
    costs: [Profile.Core],
    classNames: [String]? = nil, windowFeatureCount: Int? = nil
  ) {
    self.name = name
    self.inspection = inspection
    self.isClassifier = isClassifier
    self.evaluation = evaluation
    self.detail = detail
    self.personalization = personalization
    self.robustness = robustness
    self.costs = costs
    let record = inspection.record
    let labelCount = labelCount ?? inspection.outputs
    self.windowCount = windowCount ?? inspection.inputs
    let columns = inputColumns ?? Array(0..<inspection.inputs)
    self.inputColumns = columns
    // Of a student that gives activations, the names are not those of the outputs.
    let names = (classNames ?? evaluation?.classNames ?? record?.classNames)
      .flatMap { $0.count == labelCount ? $0 : nil }
    let noun = isClassifier ? "class" : "output"
    self.classNames = names ?? (0..<labelCount).map { "\(noun) \($0)" }
    regions = ReportedRegion.all(
      of: record?.model.model, shares: (evaluation?.test ?? record?.test)?.regionShares,
      rows: detail?.regions)
    let samples =
      windowFeatureCount
      ?? (inspection.standardizedInputs > 0 ? inspection.standardizedInputs : nil)
    self.windowFeatureCount =
      samples.map { samples in columns.count { $0 < samples } }
      ?? ReportedRegion.windowFeatureCount(of: regions)
  }

  var record: RunRecord? { inspection.record }

  /// Where it decides; nil where it has nothing to decide between.
  var decision: ReportedDecision? { ReportedDecision(self) }

  /// The inputs by number and name, the first of many; nil without names.
  var inputNames: String? {
    inspection.featureNames.map { names in
      let more = inputColumns.count - Self.nameLimit
      return inputColumns.prefix(Self.nameLimit).map(names.title).joined(separator: ", ")
        + (more > 0 ? " and \(NumberText.integer(more)) more" : "")
    }
  }

  /// How its integers are called: `int8`, or `packed` where inputs have more bits.
  var integers: String { inputBits == 8 ? "int8" : "packed" }
  /// The same as a noun.
  var integersNoun: String { inputBits == 8 ? "int8" : "the packed student" }
  /// The bits of a quantised input, and of a projection; weights have 8.
  var inputBits: Int { inspection.window?.featureBits ?? 8 }

  /// Which numbers of a window are inputs: `0–3, 7`; nil where all are.
  var keptInputs: String? {
    guard inputColumns.count < windowCount else { return nil }
    var runs: [ClosedRange<Int>] = []
    for column in inputColumns {
      if let last = runs.last, last.upperBound + 1 == column {
        runs[runs.count - 1] = last.lowerBound...column
      } else {
        runs.append(column...column)
      }
    }
    return runs.map { run in
      run.count == 1 ? "\(run.lowerBound)" : "\(run.lowerBound)–\(run.upperBound)"
    }.joined(separator: ", ")
  }

  /// The most inputs that are named.
  private static let nameLimit = 64
  /// How good it is; nil when it was never measured.
  var test: TestReport? { evaluation?.test ?? record?.test }

  /// Its structure: `corrected, d = 4, k = 8, distilled`.
  var structure: String { record?.selection.title ?? inspection.title }
  /// Bytes of the teacher, 4 for each parameter, as far as the dumps state their number.
  var teacherByteCount: Int? { record?.teacher.byteCount ?? evaluation?.teacher.byteCount }
  /// Multiply-accumulates of the teacher, likewise.
  var teacherMACs: Int? { record?.teacher.macs ?? evaluation?.teacher.macs }
}

// Figures on a dump.
extension ReportedStudent {
  /// The dump that the figures are from.
  private var testDump: RunRecord.Dump? {
    evaluation?.dump ?? record?.dumps.first { $0.role == "test" }
  }
  var testSource: String { testDump?.name ?? "the test dump" }
  /// Whether its rows also trained the student.
  var isTestedOnTraining: Bool {
    record?.dumps.contains { $0.role != "test" && $0.sha256 == testDump?.sha256 } ?? false
  }
  /// The rows of each group; empty without groups, or when it was not measured for this page.
  var groups: [TestDetail.Group] { detail?.groups ?? [] }

  /// Those with a row whose label is known.
  private var labelledGroups: [TestDetail.Group] { groups.filter { $0.student.total > 0 } }

  /// Those with labels, from the worst for the student to the best.
  var rankedGroups: [TestDetail.Group] {
    labelledGroups.sorted {
      ($0.student.accuracy, $0.identifier) < ($1.student.accuracy, $1.identifier)
    }
  }
  /// The share of rows with the teacher's label; nil where that is not known.
  var agreementShare: ShareInterval? {
    guard groups.count < 2 else {
      return ShareInterval(groups.map(\.agreementCount), of: groups.map(\.rowCount))
    }
    return test.flatMap { test in
      test.agreement.flatMap {
        ShareInterval(Int(($0 * Double(test.rows)).rounded()), of: test.rows)
      }
    }
  }
  /// Of the int8 student; nil without labels.
  var studentScores: ScoredLabels? {
    test?.studentMatrix.map { ScoredLabels($0, groups: labelledGroups.map(\.student)) }
  }
  /// Of the teacher; nil without labels.
  var teacherScores: ScoredLabels? {
    test?.teacherMatrix.map { ScoredLabels($0, groups: labelledGroups.map(\.teacher)) }
  }
  /// How int8 keeps to its bound on the test dump, or else on the calibration rows; nil without a
  /// certificate.
  var certificateCheck: Certificate.Check? {
    record?.certificate.map { test?.certificate ?? $0.calibration }
  }
}

extension TestReport {
  /// Of the int8 student; nil without labels.
  var studentMatrix: ConfusionMatrix? { Self.matrix(confusion) }
  /// Of the teacher; nil without labels.
  var teacherMatrix: ConfusionMatrix? { Self.matrix(teacherConfusion) }

  /// nil for counts that are no matrix: a record may be damaged.
  private static func matrix(_ counts: [[Int]]?) -> ConfusionMatrix? {
    guard let counts, counts.allSatisfy({ $0.count == counts.count && $0.allSatisfy { $0 >= 0 } }),
      counts.contains(where: { $0.contains { $0 > 0 } })
    else { return nil }
    return ConfusionMatrix(counts: counts)
  }
}
