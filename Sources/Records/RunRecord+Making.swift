package import ActivationFormats
package import HostRuntime
package import ModelSelection
package import Quantization
package import Student

extension RunRecord {
  /// The dumps of a run.
  package struct Dumps: Sendable {
    package let train: ActivationDump
    package let transfer: [ActivationDump]
    package let test: ActivationDump?

    package init(train: ActivationDump, transfer: [ActivationDump], test: ActivationDump?) {
      self.train = train
      self.transfer = transfer
      self.test = test
    }

    package var records: [Dump] {
      ([("train", train)] + transfer.map { ("transfer", $0) } + (test.map { [("test", $0)] } ?? []))
        .map { Dump(role: $0, $1) }
    }
  }

  /// The record of a student that was made of one candidate of `table`.
  ///
  /// - Parameter seed: of folds and k-means.
  package init(
    of packed: PackedStudent, model: PiecewiseLinearModel, selection: Selection,
    table: CrossValidationTable, seed: UInt64, calibration: CalibrationReport,
    int8Disagreement: Double?, targets: TargetFit? = nil, certificate: Certificate,
    dumps: Dumps, command: [String],
    test: TestReport?, verdict: Verdict? = nil, stability: Stability? = nil,
    operatingPoint: OperatingPoint? = nil
  ) {
    self.command = command
    self.seed = seed
    student = Student(packed, model: model)
    self.selection = selection
    teacher = Teacher(
      parameters: dumps.train.teacherParameters, macs: dumps.train.teacherMultiplyAccumulates,
      accuracy: test?.teacherAccuracy, outputForm: dumps.train.logits?.form)
    classNames = dumps.train.classNames
    featureNames = dumps.train.featureNames
    self.calibration = calibration
    let form = InputForm(of: packed)
    inputs = form == .plain ? nil : form
    keptInputs = packed.keptInputs
    self.int8Disagreement = int8Disagreement
    self.targets = targets
    self.certificate = certificate
    self.dumps = dumps.records
    self.test = test
    self.verdict = verdict
    self.stability = stability
    self.operatingPoint = operatingPoint
    self.table = table
    self.model = ModelArchive(model)
  }
}

extension RunRecord.Selection {
  /// The record of `chosen`, which is the rule's choice or another point of the front.
  ///
  /// - Parameters:
  ///   - chosen: the candidate that the student is made of.
  ///   - scores: those of the student, where inputs are left out of it; nil for the candidate's own.
  ///   - choice: the rule's choice, and its reasons.
  ///   - table: every candidate.
  ///   - search: the search that tried them.
  ///   - budget: the most bytes that were allowed; nil for no limit.
  package init(
    _ chosen: Candidate, scores: FoldScores? = nil, choice: Selection,
    table: CrossValidationTable, search: Search, budget: Int?
  ) {
    let scores = scores ?? chosen.scores
    self.init(
      form: chosen.structure.form, regionCount: chosen.regionCount,
      componentCount: chosen.structure.componentCount, lambda: chosen.lambda,
      correctionLambda: chosen.correctionLambda,
      correctionScale: chosen.correctionScale, nuisance: chosen.nuisance,
      balance: chosen.balance > 0 ? chosen.balance : nil, distilled: chosen.isDistilled,
      rule: choice.rule, score: choice.score, folds: table.foldCount, grouped: table.grouped,
      shrink: search.shrinkage, budget: budget, isFrontPoint: chosen != choice.chosen,
      mse: scores.mean(.mse) ?? .nan, agreement: scores.mean(.agreement),
      accuracy: scores.mean(.accuracy),
      drop: scores.mean(.agreement).map { 1 - $0 }, edges: choice.edges)
  }
}
