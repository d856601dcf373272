public import ModelSelection
public import Student

/// The export of `sweep`: the cross-validation table with means and standard errors, and the
/// choice.
public struct SweepRecord: Sendable, Equatable, Codable {
  /// One candidate.
  public struct Row: Sendable, Equatable, Codable {
    /// The form of the student.
    public var form: StudentStructure.Form
    /// The number of regions, k.
    public var regionCount: Int
    /// The number of principal components that the regions see; nil for the inputs themselves.
    public var componentCount: Int?
    /// λ of a ridge regression, λ₀ of the other fits.
    public var lambda: Double
    /// λ₁ of the corrections; nil for a ridge regression.
    public var correctionLambda: Double?
    /// The factor of the corrections; nil for a ridge regression.
    public var correctionScale: Double?
    /// ν of the maps that groups had while the others were fitted; nil for none.
    public var nuisance: Double?
    /// The exponent of the weights of classes; nil for rows alike.
    public var balance: Double?
    /// Whether the maps are refined by distillation.
    public var distilled: Bool
    /// Bytes of the packed student.
    public var bytes: Int
    /// Multiply-accumulates of one inference.
    public var macs: Int
    /// The mean squared error over the folds, in squared units of the outputs.
    public var mse: Double
    /// Its standard error over the folds; nil for a single fold.
    public var mseStandardError: Double?
    /// The share of rows with the teacher's label, 0 ... 1; nil where outputs are no logits.
    public var agreement: Double?
    /// Its standard error over the folds; nil for a single fold.
    public var agreementStandardError: Double?
    /// The share of rows with the true label, 0 ... 1; nil without labels.
    public var accuracy: Double?
    /// Its standard error over the folds; nil for a single fold.
    public var accuracyStandardError: Double?
    /// The mean of F1 over the classes, 0 ... 1; nil without labels.
    public var macroF1: Double?
    /// Its standard error over the folds; nil for a single fold.
    public var macroF1StandardError: Double?
    /// On the Pareto front of bytes and score.
    public var onFront: Bool
    /// The scores fold by fold.
    public var scores: FoldScores

    // The keys of files that exist.
    private enum CodingKeys: String, CodingKey {
      case regionCount = "k"
      case componentCount = "components"
      case form, lambda, correctionLambda, correctionScale, nuisance, balance, distilled, bytes,
        macs, mse, mseStandardError, agreement, agreementStandardError, accuracy,
        accuracyStandardError, macroF1, macroF1StandardError, onFront, scores
    }
  }

  /// The number of folds.
  public var folds: Int
  /// Whether whole groups were held out.
  public var grouped: Bool
  /// The measure that compares candidates.
  public var score: Score
  /// How one is chosen.
  public var rule: SelectionRule
  /// Every candidate, in the order of the search.
  public var rows: [Row]
  /// The candidate that the rule chooses.
  public var selection: Row
  /// The ends of the grid at which it lies.
  public var edges: [Selection.Edge]
  /// That no student within the budget follows the teacher, and why; nil where one does, and in
  /// records of older versions.
  public var verdict: Verdict?
  /// What the seed changes; nil where one seed was tried, and in records of older versions.
  public var stability: Stability?
  /// Where the chosen student decides; nil where its outputs are not moved, and in records of older
  /// versions.
  public var operatingPoint: OperatingPoint?

  /// The record of a table and of the choice from it.
  ///
  /// - Complexity: O(candidates²).
  package init(
    _ table: CrossValidationTable, choice: Selection, verdict: Verdict? = nil,
    stability: Stability? = nil, operatingPoint: OperatingPoint? = nil
  ) {
    folds = table.foldCount
    grouped = table.grouped
    score = choice.score
    rule = choice.rule
    let front = table.front(by: choice.score)
    rows = table.candidates.map { Row($0, front: front) }
    selection = Row(choice.chosen, front: front)
    edges = choice.edges
    self.verdict = verdict
    self.stability = stability
    self.operatingPoint = operatingPoint
  }

  /// Of the rows with the structure of `row`, fitted alike, the one with the best mean score.
  public func best(like row: Row) -> Row? {
    var best: Row?
    for other in rows
    where other.form == row.form && other.regionCount == row.regionCount
      && other.componentCount == row.componentCount
      && other.distilled == row.distilled
    {
      guard let value = other.scores.mean(score) else { continue }
      let isBetter =
        best?.scores.mean(score).map { score.utility(value) > score.utility($0) } ?? true
      if isBetter { best = other }
    }
    return best
  }

  /// The table as CSV: a header and a line per candidate; scores that do not exist are empty.
  public var csv: String {
    let header = [
      "k", "lambda", "bytes", "macs", "mse", "mse_standard_error", "agreement",
      "agreement_standard_error", "accuracy", "accuracy_standard_error", "macro_f1",
      "macro_f1_standard_error", "form", "components", "correction_lambda", "correction_scale",
      "distilled", "nuisance", "balance",
    ]
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    let lines = rows.map { row in
      let scores: [Double?] = [
        row.mse, row.mseStandardError, row.agreement, row.agreementStandardError, row.accuracy,
        row.accuracyStandardError, row.macroF1, row.macroF1StandardError,
      ]
      let sizes = ["\(row.regionCount)", "\(row.lambda)", "\(row.bytes)", "\(row.macs)"]
      let structure = [row.form.rawValue, row.componentCount.map { "\($0)" } ?? ""]
      let strengths = [row.correctionLambda, row.correctionScale].map(text)
      let groups = [row.nuisance, row.balance].map(text)
      return
        (sizes + scores.map(text) + structure + strengths + [row.distilled ? "1" : "0"] + groups)
        .joined(separator: ",")
    }
    return ([header.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }
}

extension SweepRecord.Row {
  package init(_ candidate: Candidate, front: [Candidate]) {
    let scores = candidate.scores
    self.init(
      form: candidate.structure.form, regionCount: candidate.regionCount,
      componentCount: candidate.structure.componentCount, lambda: candidate.lambda,
      correctionLambda: candidate.correctionLambda,
      correctionScale: candidate.correctionScale, nuisance: candidate.nuisance,
      balance: candidate.balance > 0 ? candidate.balance : nil, distilled: candidate.isDistilled,
      bytes: candidate.byteCount, macs: candidate.multiplyAccumulates, mse: scores.mean(.mse) ?? 0,
      mseStandardError: scores.standardError(.mse), agreement: scores.mean(.agreement),
      agreementStandardError: scores.standardError(.agreement), accuracy: scores.mean(.accuracy),
      accuracyStandardError: scores.standardError(.accuracy), macroF1: scores.mean(.macroF1),
      macroF1StandardError: scores.standardError(.macroF1), onFront: front.contains(candidate),
      scores: scores)
  }
}
