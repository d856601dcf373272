public import ActivationFormats
public import HostRuntime
internal import ModelSelection
internal import PackedFormat
public import Quantization
public import Records
public import Rows
internal import Signals
public import Student

/// The main job, from an activation dump to a packed int8 student: the verb `compress`.
public struct Compression: Sendable, Equatable {
  /// The sweep that chooses k and λ.
  public var sweep: Sweep
  /// How input ranges are chosen, and the device's steps for converter counts.
  public var quantizer: Quantizer
  /// Which forms of inputs are tried: the first is taken that loses at most `largestInt8Loss`.
  public var inputs: InputChoice
  /// The share of the inputs that are kept, above 0 and at most 1; nil for all of them.
  public var keptShare: Double?
  /// The largest drop that is accepted: 1 − cross-validated agreement with the teacher, plus the
  /// loss of it by int8.
  public var maximumDrop: Double?
  /// What students take from a stream; nil for windows that a caller cuts.
  public var stream: StudentStream?
  /// The shares of answers that are doubtful and of inputs that are foreign; nil for no limits.
  public var limits: LimitRates?
  /// Whether students learn on a device.
  public var isAdaptive = false
  /// Whether a student is made although it loses more than `largestInt8Loss` in every form of inputs.
  public var acceptsInt8Loss: Bool

  /// The agreement with the teacher that int8 may lose on the calibration rows: half a point. A loss
  /// that these rows leave open is no reason to refuse a student (`PairedLossInterval`).
  public static let largestInt8Loss = 0.005

  /// The most training rows that calibrate the int8 inputs, evenly spaced, and the most values in
  /// them.
  private static let calibrationRowLimit = 16_384
  private static let calibrationValueLimit = 1 << 25

  /// A compression; the default searches structures and accepts any drop.
  public init(
    sweep: Sweep = Sweep(), quantizer: Quantizer = Quantizer(), inputs: InputChoice = .auto,
    keptShare: Double? = nil, maximumDrop: Double? = nil, stream: StudentStream? = nil,
    limits: LimitRates? = nil, acceptsInt8Loss: Bool = false
  ) {
    self.sweep = sweep
    self.quantizer = quantizer
    self.inputs = inputs
    self.keptShare = keptShare
    self.maximumDrop = maximumDrop
    self.stream = stream
    self.limits = limits
    self.acceptsInt8Loss = acceptsInt8Loss
  }

  /// The result of a compression.
  public struct Result: Sendable {
    /// The float student.
    public let model: PiecewiseLinearModel
    /// The packed int8 student.
    public let student: PackedStudent
    /// How it came about, and how good it is.
    public let record: RunRecord
    /// Columns of the inputs that few values blow up, where that matters.
    public let columns: [ColumnFinding]
    /// What a person should know of the rows before they trust the figures.
    public let cautions: [TrainingCaution]
    /// How much of the inputs' variance it can see; nil where that is all.
    public let spanNote: String?
  }

  /// Sweeps, selects, fits all training rows, quantises, packs and measures.
  ///
  /// - Parameters:
  ///   - train: the training dump.
  ///   - transfer: further inputs with the same teacher's outputs.
  ///   - test: a dump that serves only to measure at the end.
  ///   - signals: the features of the windows in both; nil where inputs are what a student reads.
  ///   - command: the command line, for the record.
  ///   - journal: see `Sweep.run`.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with how far the pass has come; nil for none.
  /// - Throws: `TesseraError`; `.dropExceeded` when even the selected student loses too much, and
  ///   `.int8Loss` when quantisation does.
  /// - Complexity: see `GridSearch.run` and `StudentSearch.run`; the rest is one more fit.
  public func run(
    _ train: ActivationDump, transfer: [ActivationDump] = [], test: ActivationDump? = nil,
    signals: SignalTraining? = nil,
    command: [String] = [], journal: String? = nil, parallelism: Parallelism,
    progress: ProgressHandler? = nil
  ) throws(TesseraError) -> Result {
    let dumps = RunRecord.Dumps(train: train, transfer: transfer, test: test)
    let work = try begin(
      dumps, signals, command: command, journal: journal, parallelism: parallelism,
      progress: progress)
    return try finish(work.found.selection.chosen, of: work)
  }

  /// Like `run`, and also makes a student for every other point of the Pareto front of bytes and
  /// score.
  ///
  /// - Parameters:
  ///   - train: the training dump.
  ///   - transfer: further inputs with the same teacher's outputs.
  ///   - test: a dump that serves only to measure at the end.
  ///   - signals: the features of the windows in both; nil where inputs are what a student reads.
  ///   - command: the command line, for the record.
  ///   - journal: see `Sweep.run`.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with how far the pass has come; nil for none.
  /// - Complexity: as of `run`, and one more fit for each point of the front.
  /// - Returns: the selected student, and those of the front by ascending size with it among them.
  ///   A point of the front that int8 or `maximumDrop` refuses is left out.
  /// - Throws: as `run` does, for the selected student.
  public func runFront(
    _ train: ActivationDump, transfer: [ActivationDump] = [], test: ActivationDump? = nil,
    signals: SignalTraining? = nil,
    command: [String] = [], journal: String? = nil, parallelism: Parallelism,
    progress: ProgressHandler? = nil
  ) throws(TesseraError) -> (chosen: Result, front: [Result]) {
    let dumps = RunRecord.Dumps(train: train, transfer: transfer, test: test)
    let work = try begin(
      dumps, signals, command: command, journal: journal, parallelism: parallelism,
      progress: progress)
    let candidate = work.found.selection.chosen
    let chosen = try finish(candidate, of: work)
    var front: [Result] = []
    for point in work.found.table.front(by: work.found.selection.score, including: candidate) {
      do throws(TesseraError) {
        front.append(point == candidate ? chosen : try finish(point, of: work))
      } catch .int8Loss, .int8TargetLoss, .dropExceeded {
        continue
      } catch {
        throw error
      }
    }
    return (chosen, front)
  }

  /// The parts that all students of one run share.
  struct Work {
    let found: Sweep.Result
    /// Where students shall decide; nil for their outputs as they are fitted.
    let goal: OperatingRequest.Resolved?
    let dumps: RunRecord.Dumps
    /// The features of these dumps; nil where inputs are what a student reads.
    let signals: SignalTraining?
    let command: [String]
    let calibrationRows: [Int]
    let calibration: InputLadder.Rows
    let parallelism: Parallelism
    let progress: ProgressHandler?
  }

  /// A float student that was fitted to all rows.
  struct Fitted {
    let model: PiecewiseLinearModel
    /// The features that it reads, ascending; nil for all.
    let features: [Int]?
    /// The candidate that it was fitted as.
    let candidate: Candidate
    /// The same with the scores on these features.
    let scored: Candidate
    /// Where it decides; nil for its outputs as they are fitted.
    var operatingPoint: OperatingPoint?
  }

  /// The sweep, which counts the bytes of students on the inputs that are kept.
  ///
  /// - Parameter signals: what the inputs are the features of; nil for inputs themselves.
  func sweepOfKeptInputs(_ signals: SignalTraining?) -> Sweep {
    var sweep = sweep
    sweep.keptShare = keptShare
    sweep.features = signals?.features
    return sweep
  }

  /// The most bytes that the stream of a student adds to its file: the header and the directory of version
  /// 2, and a section of beats.
  private var streamByteCount: Int {
    (stream == nil && !isAdaptive ? 0 : 16 + 8 * SectionKind.beats.rawValue)
      + (stream == nil ? 0 : BeatConstants.byteCount)
      + (isAdaptive ? AdaptationConstants.byteCount : 0)
  }

  /// How students are quantised: features of a program are whole numbers.
  private func ladder(_ signals: SignalTraining?) -> InputLadder {
    var quantizer = quantizer
    if signals != nil { quantizer.frontEnd = .ofFeatures }
    return InputLadder(
      quantizer: quantizer, choice: inputs,
      budget: sweep.budget.map { $0 - (signals?.features.packedByteCount ?? 0) - streamByteCount })
  }

  private func begin(
    _ dumps: RunRecord.Dumps, _ signals: SignalTraining?, command: [String], journal: String?,
    parallelism: Parallelism, progress: ProgressHandler?
  ) throws(TesseraError) -> Work {
    try rethrowing(
      quantizer.frontEnd.check(featureCount: dumps.train.featureCount),
      as: TesseraError.quantization)
    let parallelism = parallelism.sharing(
      [signals?.train ?? dumps.train] + (signals?.transfer ?? dumps.transfer))
    let found = try sweepOfKeptInputs(signals).run(
      signals?.train ?? dumps.train, transfer: signals?.transfer ?? dumps.transfer,
      journal: journal, parallelism: parallelism, progress: progress)
    return try Work(
      found, goal: sweep.operatingPoint?.resolved(on: dumps.train, found.trainingSet),
      dumps: dumps, signals: signals, command: command, parallelism: parallelism,
      progress: progress)
  }

  /// Fits one candidate to all rows, quantises, packs and measures it.
  private func finish(_ candidate: Candidate, of work: Work) throws(TesseraError) -> Result {
    if work.goal == nil { try checkDrop(of: candidate, int8Loss: 0) }
    do {
      return try finish(
        fit(candidate, of: work).deciding(in: work, keeping: keptShare), of: work)
    } catch {
      throw TesseraError(error)
    }
  }

  private func fit(_ candidate: Candidate, of work: Work) throws -> Fitted {
    let set = work.found.trainingSet
    if let keptShare {
      return try Fitted(
        candidate, keeping: keptShare, of: work.found, parallelism: work.parallelism,
        progress: work.progress)
    }
    let model = try work.found.search.fit(
      candidate, to: set, parallelism: work.parallelism
    ) { done, total in
      work.progress?(ProgressReport("fit", done: done, total: total, unit: .passes))
    }
    return Fitted(model: model, features: nil, candidate: candidate, scored: candidate)
  }

  /// Quantises, packs and measures a student that was fitted to all rows.
  func finish(_ fitted: Fitted, of work: Work) throws -> Result {
    let rung = try work.rung(of: fitted, on: ladder(work.signals))
    let columns = work.columns(of: rung)
    try work.accept(rung, atMost: acceptsInt8Loss ? 1 : Self.largestInt8Loss, columns: columns)
    if !acceptsInt8Loss {
      try rung.check.acceptTargets(
        named: work.dumps.train.classNames, remedy: work.dumps.standardization)
    }
    try checkDrop(of: fitted.scored, at: fitted.operatingPoint, int8Loss: rung.check.agreementLoss)
    let limited = try limits.map {
      try work.limiting(rung.student, of: fitted, by: $0, keeping: keptShare)
    }
    let (core, model) = (limited?.0 ?? rung.student, rung.model)
    let inputs = work.calibration.inputs
    // Both begin at the features.
    let bound = QuantizationBound(
      core, model: model, limits: QuantizationBound.Limits(of: inputs, for: core))
    let certificate = Certificate(bound, of: core, inputs: inputs, parallelism: work.parallelism)
    try certificate.calibration.accept()
    let student = try surrounded(core, of: work)
    let test = try work.dumps.test.map { dump throws(TesseraError) in
      try TestReport(
        of: student, model: model, bound: bound, on: dump, parallelism: work.parallelism,
        progress: work.progress)
    }
    try test?.certificate?.accept()
    let found = work.found
    var record = RunRecord(
      of: student, model: model,
      selection: RunRecord.Selection(
        fitted.candidate, scores: fitted.scored.scores, choice: found.selection,
        table: found.table, search: found.search, budget: found.budget),
      table: found.table, seed: found.search.seed, calibration: rung.calibration,
      int8Disagreement: rung.check.disagreement, targets: rung.check.targets,
      certificate: certificate, dumps: work.dumps,
      command: work.command, test: test, verdict: found.verdict, stability: found.stability,
      operatingPoint: fitted.operatingPoint)
    record.frontEnd = work.signals?.frontEnd
    record.limits = limited?.1
    record.withstanding = sweep.withstanding
    record.withstanding?.copyCount = sweep.withstanding?.copyCount(
      ofRows: work.dumps.train.sampleCount)
    return Result(
      model: model, student: student, record: record,
      columns: columns,
      cautions: found.cautions
        + [rung.check.unanswered, rung.check.lostTargets].compactMap(\.self),
      spanNote: found.spanNote)
  }

  private func checkDrop(
    of candidate: Candidate, at point: OperatingPoint? = nil, int8Loss: Double
  ) throws(TesseraError) {
    guard let maximumDrop else { return }
    guard let agreement = point?.agreement.heldOut ?? candidate.scores.mean(.agreement) else {
      throw .dropNotAvailable
    }
    let drop = 1 - agreement + max(0, int8Loss)
    if drop > maximumDrop { throw .dropExceeded(drop: drop, allowed: maximumDrop) }
  }

  /// A student with what lies before and beside its maps: program, stream, and learning.
  ///
  /// - Throws: `ModelSelectionError.budgetTooSmall` where all of it exceeds the budget, too.
  private func surrounded(_ core: PackedStudent, of work: Work) throws -> PackedStudent {
    let windows = try work.signals.map { try core.following($0.features) } ?? core
    let streamed = try stream.map { try windows.taking($0) } ?? windows
    let student = isAdaptive ? try learning(streamed, from: work.dumps.train) : streamed
    if let budget = sweep.budget, student.bytes.count > budget {
      throw ModelSelectionError.budgetTooSmall(
        budget: budget, smallest: student.bytes.count, structure: "with all its sections")
    }
    return student
  }

  /// A student with the constants of learning that training rows propose.
  private func learning(
    _ student: PackedStudent, from dump: ActivationDump
  ) throws(TesseraError) -> PackedStudent {
    guard student.header.canLearn else {
      throw .cannotLearn(
        componentCount: student.header.componentCount, outputCount: student.header.outputCount)
    }
    guard student.header.acceptsFloats else { throw .takesIntegersOnly }
    let limit = min(
      Self.calibrationRowLimit, Self.calibrationValueLimit / max(1, dump.featureCount))
    let step = max(1, (dump.sampleCount + limit - 1) / max(1, limit))
    let rows = Array(stride(from: 0, to: dump.sampleCount, by: step))
    let windows = try rethrowing(
      dump.inputs.gathering(rows: rows, as: Float.self), as: TesseraError.unreadableRows)
    return try rethrowing(student.learning(from: windows)) {
      TesseraError.quantization(.notPackable($0))
    }
  }

  /// The rows that calibrate the inputs, ascending.
  static func calibrationRows(of set: TrainingSet) -> [Int] {
    let limit = min(calibrationRowLimit, calibrationValueLimit / max(1, set.featureCount))
    let step = max(1, (set.rowCount + limit - 1) / max(1, limit))
    return Array(stride(from: 0, to: set.rowCount, by: step))
  }
}

extension Compression.Work {
  init(
    _ found: Sweep.Result, goal: OperatingRequest.Resolved?, dumps: RunRecord.Dumps,
    signals: SignalTraining? = nil, command: [String], parallelism: Parallelism,
    progress: ProgressHandler?
  ) throws(TesseraError) {
    let set = found.trainingSet
    let rows = Compression.calibrationRows(of: set)
    self.init(
      found: found, goal: goal, dumps: dumps, signals: signals, command: command,
      calibrationRows: rows,
      calibration: InputLadder.Rows(
        inputs: try rethrowing(
          set.storedInputs.gathering(rows: rows, as: Float.self), as: TesseraError.unreadableRows),
        logits: try rethrowing(
          set.logits?.gathering(rows: rows, as: Double.self), as: TesseraError.unreadableRows),
        targets: set.logits == nil
          ? try rethrowing(
            set.targets.gathering(rows: rows, as: Double.self), as: TesseraError.unreadableRows)
          : nil),
      parallelism: parallelism, progress: progress)
  }
}

extension RunRecord.Dumps {
  /// How targets of several units come to one, in the training dump and beside it.
  fileprivate var standardization: String {
    train.standardization(with: transfer + [test].compactMap(\.self))
  }
}

extension Compression.Fitted {
  /// Fits a candidate to the inputs that it needs most, and scores it on them in the same folds.
  ///
  /// - Parameter share: of the inputs, above 0 and at most 1.
  /// - Throws: `TesseraError.pruningNotAvailable` without a search over structures, and
  ///   `.tooFewInputs` where so few do not separate the regions.
  fileprivate init(
    _ candidate: Candidate, keeping share: Double, of found: Sweep.Result,
    parallelism: Parallelism, progress: ProgressHandler?
  ) throws {
    guard case .structures(let search) = found.search else {
      throw TesseraError.pruningNotAvailable
    }
    let set = found.trainingSet
    let pruning = FeaturePruning(shares: share < 1 ? [share] : [])
    let result = try pruning.run(
      candidate, of: search, on: set, score: found.selection.score, parallelism: parallelism
    ) { done, total in
      progress?(ProgressReport("prune", done: done, total: total, unit: .cells))
    }
    let count = pruning.leastFeatureCount(of: candidate, in: set)
    guard let point = result.points.first(where: { $0.featureCount == count }) else {
      throw TesseraError.tooFewInputs(count: count)
    }
    let models = try pruning.fit(
      candidate, of: search, to: set, keeping: count, parallelism: parallelism)
    self.init(
      model: models.pruned, features: count < set.featureCount ? models.features : nil,
      candidate: candidate, scored: point.candidate)
  }
}
