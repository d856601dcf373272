package import ActivationFormats
internal import Evaluation
public import ModelSelection

/// The report of `compare`: a student as it is pruned and quantised, and the same figures of each
/// form.
public struct ComparisonRecord: Sendable, Equatable, Codable {
  /// The kind of a row.
  public enum Variant: String, Sendable, CaseIterable, Codable {
    /// The teacher.
    case teacher
    /// The float student that the search chooses.
    case distilled = "KD alone"
    /// The same on fewer inputs.
    case pruned = "+ pruning"
    /// The packed student on all inputs.
    case quantized = "+ quantisation"
    /// The packed student on fewer inputs.
    case prunedAndQuantized = "+ pruning + quantisation"
    /// The packed student on all inputs, in int16.
    case fineInputs = "int16 inputs"
  }

  /// A row of the table.
  public struct Row: Sendable, Equatable, Codable {
    /// Which form of the student it is.
    public var variant: Variant
    /// The inputs that it reads.
    public var inputs: Int
    /// The share of rows with the true label, 0 ... 1; nil without labels.
    public var accuracy: Double?
    /// The share of rows with the teacher's label, 0 ... 1; nil where outputs are no logits.
    public var agreement: Double?
    /// The mean of F1 over the classes, 0 ... 1; nil without labels.
    public var macroF1: Double?
    /// The whole file of a packed student; of others 4 for each parameter. The list of kept inputs
    /// counts where there is one. nil where the dump does not state it.
    public var bytes: Int?
    /// Multiply-accumulates for one input.
    public var macs: Int?
  }

  /// A number of inputs that was tried, with its means over the folds.
  public struct Pruning: Sendable, Equatable, Codable {
    /// The inputs that are read.
    public var inputs: Int
    /// Of the packed student with the list of kept inputs.
    public var bytes: Int
    /// Multiply-accumulates for one input.
    public var macs: Int
    /// The share of rows with the teacher's label, 0 ... 1; nil where outputs are no logits.
    public var agreement: Double?
    /// Its standard error over the folds; nil for a single fold.
    public var agreementStandardError: Double?
    /// The share of rows with the true label, 0 ... 1; nil without labels.
    public var accuracy: Double?
    /// The mean of F1 over the classes, 0 ... 1; nil without labels.
    public var macroF1: Double?
    /// The mean divergence from the teacher, in nats; nil where outputs are no logits.
    public var divergence: Double?
    /// Whether the pruned student reads this many.
    public var chosen: Bool
  }

  /// The forms, each on the test dump.
  public var rows: [Row]
  /// The student that the search chose, on all inputs.
  public var student: SweepRecord.Row
  /// The measure that compared candidates and numbers of inputs.
  public var score: Score
  /// The number of folds.
  public var folds: Int
  /// Whether whole groups were held out.
  public var grouped: Bool
  /// The seed of folds and k-means.
  public var seed: UInt64
  /// The numbers of inputs that were tried, descending.
  public var pruning: [Pruning]
  /// The inputs that the pruned student reads, ascending.
  public var keptInputs: [Int]
  /// The dumps that took part.
  public var dumps: [RunRecord.Dump]

  package init(
    rows: [Row], choice: Selection, table: CrossValidationTable, seed: UInt64,
    pruned: FeaturePruning.Result, keptInputs: [Int], dumps: RunRecord.Dumps
  ) {
    self.rows = rows
    student = SweepRecord.Row(choice.chosen, front: [])
    score = choice.score
    folds = table.foldCount
    grouped = table.grouped
    self.seed = seed
    pruning = pruned.points.map { Pruning($0, isChosen: $0 == pruned.chosen) }
    self.keptInputs = keptInputs
    self.dumps = dumps.records
  }

  /// The row of `variant`; nil when there is none.
  public subscript(variant: Variant) -> Row? { rows.first { $0.variant == variant } }
}

extension ComparisonRecord.Row {
  package init(
    variant: ComparisonRecord.Variant, inputs: Int, figures: TestReport.Float?, bytes: Int,
    macs: Int
  ) {
    self.init(
      variant: variant, inputs: inputs, accuracy: figures?.accuracy,
      agreement: figures?.agreement, macroF1: figures?.macroF1, bytes: bytes, macs: macs)
  }

  /// The teacher, on the dump of a report.
  package init(teacher dump: ActivationDump, _ report: TestReport) {
    let matrix = report.teacherConfusion.map { ClassificationReport(ConfusionMatrix(counts: $0)) }
    self.init(
      variant: .teacher, inputs: dump.featureCount, accuracy: report.teacherAccuracy,
      agreement: 1, macroF1: matrix?.macro.f1,
      bytes: dump.teacherParameters?.singlePrecisionByteCount,
      macs: dump.teacherMultiplyAccumulates)
  }
}

extension ComparisonRecord.Pruning {
  init(_ point: FeaturePruning.Point, isChosen: Bool) {
    let scores = point.candidate.scores
    self.init(
      inputs: point.featureCount, bytes: point.candidate.byteCount,
      macs: point.candidate.multiplyAccumulates, agreement: scores.mean(.agreement),
      agreementStandardError: scores.standardError(.agreement), accuracy: scores.mean(.accuracy),
      macroF1: scores.mean(.macroF1), divergence: scores.mean(.divergence), chosen: isChosen)
  }
}
