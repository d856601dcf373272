public import ActivationFormats
internal import HostRuntime
public import ModelSelection
public import Quantization
public import Records
public import Rows
internal import Student

/// The effects of pruning and quantisation on a student, side by side: the verb `compare`.
public struct Comparison: Sendable, Equatable {
  /// The search that chooses the student.
  public var search: StudentSearch
  /// The measure that compares candidates.
  public var score: Score
  /// How one is chosen.
  public var rule: SelectionRule
  /// The most bytes of the packed student on all inputs; nil for no limit.
  public var budget: Int?
  /// The numbers of inputs that are tried.
  public var pruning: FeaturePruning
  /// How int8 ranges are chosen.
  public var calibration: Calibration

  /// A comparison; the default searches and selects as `compress` does.
  public init(
    search: StudentSearch = .standard, score: Score = .agreement,
    rule: SelectionRule = .oneStandardError, budget: Int? = nil,
    pruning: FeaturePruning = FeaturePruning(), calibration: Calibration = .automatic
  ) {
    self.search = search
    self.score = score
    self.rule = rule
    self.budget = budget
    self.pruning = pruning
    self.calibration = calibration
  }

  /// Searches, selects, prunes and quantises on the training dumps, and measures every step on
  /// `test`.
  ///
  /// - Parameters:
  ///   - train: the training dump, with logits or with activations and a head.
  ///   - transfer: further inputs with the same teacher's outputs.
  ///   - test: a dump that serves only to measure.
  ///   - journal: see `Sweep.run`.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with how far the pass has come; nil for none.
  /// - Throws: `TesseraError`.
  /// - Complexity: see `StudentSearch.run` and `FeaturePruning.run`; the rest is two fits.
  public func run(
    _ train: ActivationDump, transfer: [ActivationDump] = [], test: ActivationDump,
    journal: String? = nil, parallelism: Parallelism,
    progress: ProgressHandler? = nil
  ) throws(TesseraError) -> ComparisonRecord {
    let found = try Sweep(
      search: .structures(search), head: .folded, score: score, rule: rule, budget: budget
    ).run(
      train, transfer: transfer, journal: journal, parallelism: parallelism, progress: progress)
    do {
      let (set, candidate) = (found.trainingSet, found.selection.chosen)
      let pruned = try pruning.run(
        candidate, of: search, on: set, score: score, parallelism: parallelism
      ) { done, total in
        progress?(ProgressReport("prune", done: done, total: total, unit: .cells))
      }
      let models = try pruning.fit(
        candidate, of: search, to: set, keeping: pruned.chosen.featureCount,
        parallelism: parallelism)
      let whole = try ComparedStudent(
        models.full, of: set, calibration: calibration, parallelism: parallelism)
      let part = try ComparedStudent(
        models.pruned, of: set, reading: models.features, calibration: calibration,
        parallelism: parallelism)
      return try ComparisonRecord(
        rows: whole.rows(
          comparedWith: part, on: test, teacher: train, parallelism: parallelism,
          progress: progress),
        choice: found.selection, table: found.table, seed: found.search.seed, pruned: pruned,
        keptInputs: models.features,
        dumps: RunRecord.Dumps(train: train, transfer: transfer, test: test))
    } catch {
      throw TesseraError(error)
    }
  }
}

/// A float student with its packed form.
struct ComparedStudent {
  let model: PiecewiseLinearModel
  let student: PackedStudent
  /// The features of a dump that it reads, ascending.
  let features: [Int]
  /// The inputs of the dumps.
  let featureCount: Int
  /// The packed student on int16 inputs.
  let onFineInputs: RegriddedStudent

  /// Quantises and packs a student that was fitted to `set`.
  ///
  /// - Parameter features: the features of the set that it reads; nil for all.
  init(
    _ model: PiecewiseLinearModel, of set: TrainingSet, reading features: [Int]? = nil,
    calibration: Calibration, parallelism: Parallelism
  ) throws {
    let own = features ?? Array(0..<set.featureCount)
    let inputs = try set.keeping(features: own).inputs
      .gathering(rows: Compression.calibrationRows(of: set), as: Float.self)
    let student = try PackedStudent(
      Quantizer(calibration: calibration)
        .quantize(model, calibratingOn: inputs, parallelism: parallelism).student)
    let largest = inputs.elements.reduce(0) { max($0, $1.magnitude) }
    self.model = model
    self.student = student
    self.features = own
    featureCount = set.featureCount
    onFineInputs = RegriddedStudent(
      student, step: largest > 0 ? Double(largest) / 32_767 : 1, largest: 32_767)
  }

  /// Bytes of the list of features, where a device needs one.
  private var listByteCount: Int {
    features.count < featureCount ? FeaturePruning.byteCountPerFeature * features.count : 0
  }
  private var floatByteCount: Int {
    model.parameterCount.singlePrecisionByteCount + listByteCount
  }
  private var packedByteCount: Int { student.bytes.count + listByteCount }
  private var macs: Int { student.header.shape.multiplyAccumulates }

  /// All rows of the table.
  ///
  /// - Parameters:
  ///   - pruned: the same student on fewer inputs.
  ///   - train: the dump that states the teacher's size.
  func rows(
    comparedWith pruned: ComparedStudent, on test: ActivationDump, teacher train: ActivationDump,
    parallelism: Parallelism, progress: ProgressHandler?
  ) throws(TesseraError) -> [ComparisonRecord.Row] {
    func report(
      _ student: ComparedStudent, _ reference: @escaping TestPass.Reference
    ) throws(TesseraError) -> TestReport {
      try TestReport(
        of: student.student, reference: reference, on: test, features: student.features,
        parallelism: parallelism, progress: progress)
    }
    guard test.featureCount == featureCount else {
      throw .mismatchedDump(
        path: test.path, what: "features", found: test.featureCount, expected: featureCount)
    }
    let own = try report(self, model.reference)
    let fine = try report(self) { (onFineInputs.predict($0), nil) }
    let other = try report(pruned, pruned.model.reference)
    return [
      ComparisonRecord.Row(teacher: train, own),
      row(.distilled, own.float, bytes: floatByteCount),
      pruned.row(.pruned, other.float, bytes: pruned.floatByteCount),
      row(.quantized, own.asFloat, bytes: packedByteCount),
      pruned.row(.prunedAndQuantized, other.asFloat, bytes: pruned.packedByteCount),
      row(.fineInputs, fine.float, bytes: packedByteCount),
    ]
  }

  private func row(
    _ variant: ComparisonRecord.Variant, _ figures: TestReport.Float?, bytes: Int
  ) -> ComparisonRecord.Row {
    ComparisonRecord.Row(
      variant: variant, inputs: features.count, figures: figures, bytes: bytes, macs: macs)
  }
}
