public import ModelSelection
public import Student

/// What `sweep` exports: the cross-validation table with means and standard errors, and the choice.
public struct SweepRecord: Sendable, Equatable, Codable {
  /// One candidate.
  public struct Row: Sendable, Equatable, Codable {
    public var form: StudentStructure.Form
    public var k: Int
    public var components: Int?
    public var lambda: Double
    public var correctionLambda: Double?
    public var correctionScale: Double?
    public var distilled: Bool
    public var bytes: Int
    public var macs: Int
    public var mse: Double
    public var mseStandardError: Double?
    public var agreement: Double?
    public var agreementStandardError: Double?
    public var accuracy: Double?
    public var accuracyStandardError: Double?
    public var macroF1: Double?
    public var macroF1StandardError: Double?
    /// On the Pareto front of bytes and score.
    public var onFront: Bool
    /// The scores fold by fold.
    public var scores: FoldScores
  }

  public var folds: Int
  public var grouped: Bool
  public var score: Score
  public var rule: SelectionRule
  public var rows: [Row]
  /// The candidate that the rule chooses.
  public var selection: Row
  /// The ends of the grid at which it lies.
  public var edges: [Selection.Edge]

  public init(_ result: Sweep.Result) {
    folds = result.table.foldCount
    grouped = result.table.grouped
    score = result.selection.score
    rule = result.selection.rule
    let front = result.table.front(by: result.selection.score)
    rows = result.table.candidates.map { Row($0, front: front) }
    selection = Row(result.selection.chosen, front: front)
    edges = result.selection.edges
  }

  /// Of the rows with the structure of `row`, fitted alike, the one with the best mean score.
  public func best(like row: Row) -> Row? {
    var best: Row?
    for other in rows
    where other.form == row.form && other.k == row.k && other.components == row.components
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
      "distilled",
    ]
    let lines = rows.map { row in
      let scores = [
        row.mse, row.mseStandardError, row.agreement, row.agreementStandardError, row.accuracy,
        row.accuracyStandardError, row.macroF1, row.macroF1StandardError,
      ]
      return
        (["\(row.k)", "\(row.lambda)", "\(row.bytes)", "\(row.macs)"]
        + scores.map { $0.map { "\($0)" } ?? "" }
        + [
          row.form.rawValue, row.components.map { "\($0)" } ?? "",
          row.correctionLambda.map { "\($0)" } ?? "", row.correctionScale.map { "\($0)" } ?? "",
          row.distilled ? "1" : "0",
        ]).joined(separator: ",")
    }
    return ([header.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }
}

extension SweepRecord.Row {
  init(_ candidate: Candidate, front: [Candidate]) {
    let scores = candidate.scores
    self.init(
      form: candidate.structure.form, k: candidate.clusterCount,
      components: candidate.structure.componentCount, lambda: candidate.regularization,
      correctionLambda: candidate.correctionRegularization,
      correctionScale: candidate.correctionScale, distilled: candidate.isDistilled,
      bytes: candidate.byteCount, macs: candidate.multiplyAccumulates, mse: scores.mean(.mse) ?? 0,
      mseStandardError: scores.standardError(.mse), agreement: scores.mean(.agreement),
      agreementStandardError: scores.standardError(.agreement), accuracy: scores.mean(.accuracy),
      accuracyStandardError: scores.standardError(.accuracy), macroF1: scores.mean(.macroF1),
      macroF1StandardError: scores.standardError(.macroF1), onFront: front.contains(candidate),
      scores: scores)
  }
}
