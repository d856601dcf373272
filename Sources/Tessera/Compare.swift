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
  /// How ranges of integers are chosen.
  public var calibration: Calibration
  /// Which forms of inputs are tried, as in `Compression`.
  public var inputs: InputChoice
  /// As in `Sweep`.
  public var memory: Int?

  /// A comparison; the default searches and selects as `compress` does.
  public init(
    search: StudentSearch = .standard, score: Score = .agreement,
    rule: SelectionRule = .nearBest, budget: Int? = nil,
    pruning: FeaturePruning = FeaturePruning(), calibration: Calibration = .automatic,
    inputs: InputChoice = .auto, memory: Int? = nil
  ) {
    self.memory = memory
    self.search = search
    self.score = score
    self.rule = rule
    self.budget = budget
    self.pruning = pruning
    self.calibration = calibration
    self.inputs = inputs
  }

  /// The sweep that chooses the student.
  public var sweep: Sweep {
    Sweep(
      search: .structures(search), head: .folded, score: score, rule: rule, budget: budget,
      memory: memory)
  }

  /// The result of a comparison.
  public struct Result: Sendable {
    /// The table, and how the number of inputs was chosen.
    public let record: ComparisonRecord
    /// The packed student on the inputs that it needs, with its run record; nil where it was not
    /// asked for.
    public let student: Compression.Result?
    /// How much of the inputs' variance the students can see; nil where that is all.
    public let spanNote: String?
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
    try run(
      train, transfer: transfer, test: test, makesStudent: false, journal: journal,
      parallelism: parallelism, progress: progress
    ).record
  }

  /// Like `run`, and also gives the student on the inputs that it needs, as `Compression` would.
  ///
  /// - Parameters:
  ///   - train: the training dump, with logits or with activations and a head.
  ///   - transfer: further inputs with the same teacher's outputs.
  ///   - test: a dump that serves only to measure.
  ///   - makesStudent: whether the student is wanted.
  ///   - command: the command line, for the run record of the student.
  ///   - journal: see `Sweep.run`.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with how far the pass has come; nil for none.
  /// - Throws: `TesseraError`; `.int8Loss` when the student is wanted and loses too much.
  /// - Complexity: as of `run`, and one more pass over `test`.
  public func run(
    _ train: ActivationDump, transfer: [ActivationDump] = [], test: ActivationDump,
    makesStudent: Bool, command: [String] = [], journal: String? = nil, parallelism: Parallelism,
    progress: ProgressHandler? = nil
  ) throws(TesseraError) -> Result {
    let parallelism = parallelism.sharing([train] + transfer)
    let found = try sweep.run(
      train, transfer: transfer, journal: journal, parallelism: parallelism, progress: progress)
    let dumps = RunRecord.Dumps(train: train, transfer: transfer, test: test)
    do {
      let (set, candidate) = (found.trainingSet, found.selection.chosen)
      let search = if case .structures(let found) = found.search { found } else { search }
      let pruned = try pruning.run(
        candidate, of: search, on: set, score: score, parallelism: parallelism
      ) { done, total in
        progress?(ProgressReport("prune", done: done, total: total, unit: .cells))
      }
      let models = try pruning.fit(
        candidate, of: search, to: set, keeping: pruned.chosen.featureCount,
        parallelism: parallelism)
      let features = models.features.count < set.featureCount ? models.features : nil
      let work = try Compression.Work(
        found, goal: nil, dumps: dumps, command: command, parallelism: parallelism,
        progress: progress)
      let compression = Compression(
        sweep: sweep, quantizer: Quantizer(calibration: calibration), inputs: inputs)
      let whole = try ComparedStudent(models.full, by: compression, of: work)
      let part = try ComparedStudent(models.pruned, reading: features, by: compression, of: work)
      let rows = try whole.rows(
        comparedWith: part, on: test, teacher: train, parallelism: parallelism,
        progress: progress)
      let record = ComparisonRecord(
        rows: rows, choice: found.selection, table: found.table, seed: found.search.seed,
        pruned: pruned, keptInputs: models.features, dumps: dumps)
      guard makesStudent else {
        return Result(record: record, student: nil, spanNote: found.spanNote)
      }
      let student = try compression.finish(
        Compression.Fitted(
          model: models.pruned, features: features, candidate: candidate,
          scored: pruned.chosen.candidate),
        of: work)
      return Result(record: record, student: student, spanNote: found.spanNote)
    } catch {
      throw TesseraError(error)
    }
  }
}

/// A float student with its packed forms.
struct ComparedStudent {
  private let model: PiecewiseLinearModel
  /// In the form that `compress` takes.
  private let student: PackedStudent
  /// With inputs of 16 bits.
  private let fine: InputLadder.Rung

  /// Quantises and packs a student that was fitted to all rows.
  ///
  /// - Parameter features: the features of the set that it reads; nil for all.
  init(
    _ model: PiecewiseLinearModel, reading features: [Int]? = nil, by compression: Compression,
    of work: Compression.Work
  ) throws {
    func rung(_ inputs: InputChoice, budget: Int? = nil) throws -> InputLadder.Rung {
      try InputLadder(
        quantizer: compression.quantizer, choice: inputs, budget: budget
      ).climb(
        model, reading: features, on: work.calibration, parallelism: work.parallelism)
    }
    let own = try rung(compression.inputs, budget: compression.sweep.budget)
    self.model = own.model
    student = own.student
    fine = own.form.bits == 16 ? own : try rung(.int16)
  }

  /// The list of inputs that are read takes 2 bytes for each in a float student, too.
  private var floatByteCount: Int {
    model.parameterCount.singlePrecisionByteCount + 2 * (student.keptInputs?.count ?? 0)
  }

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
      _ student: PackedStudent, _ model: PiecewiseLinearModel
    ) throws(TesseraError) -> TestReport {
      try TestReport(
        of: student, model: model, on: test, parallelism: parallelism, progress: progress)
    }
    let own = try report(student, model)
    let finest = try report(fine.student, fine.model)
    let other = try report(pruned.student, pruned.model)
    return [
      ComparisonRecord.Row(teacher: train, own),
      row(.distilled, own.float, bytes: floatByteCount),
      pruned.row(.pruned, other.float, bytes: pruned.floatByteCount),
      row(.quantized, own.asFloat, bytes: student.bytes.count),
      pruned.row(.prunedAndQuantized, other.asFloat, bytes: pruned.student.bytes.count),
      row(.fineInputs, finest.asFloat, bytes: fine.student.bytes.count),
    ]
  }

  private func row(
    _ variant: ComparisonRecord.Variant, _ figures: TestReport.Float?, bytes: Int
  ) -> ComparisonRecord.Row {
    ComparisonRecord.Row(
      variant: variant, inputs: student.header.inputCount, figures: figures, bytes: bytes,
      macs: student.header.shape.multiplyAccumulates)
  }
}
