public import ModelSelection

/// What `sweep` exports: the cross-validation table with means and standard errors, and the choice.
public struct SweepRecord: Sendable, Equatable, Codable {
  /// One candidate.
  public struct Row: Sendable, Equatable, Codable {
    public var k: Int
    public var lambda: Double
    public var bytes: Int
    public var macs: Int
    public var mse: Double
    public var mseStandardError: Double?
    public var agreement: Double?
    public var agreementStandardError: Double?
    public var accuracy: Double?
    public var accuracyStandardError: Double?
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
    rows = result.table.candidates.map { Row($0) }
    selection = Row(result.selection.chosen)
    edges = result.selection.edges
  }

  /// The table as CSV: a header and a line per candidate; scores that do not exist are empty.
  public var csv: String {
    let header = [
      "k", "lambda", "bytes", "macs", "mse", "mse_standard_error", "agreement",
      "agreement_standard_error", "accuracy", "accuracy_standard_error",
    ]
    let lines = rows.map { row in
      let scores = [
        row.mse, row.mseStandardError, row.agreement, row.agreementStandardError, row.accuracy,
        row.accuracyStandardError,
      ]
      return
        (["\(row.k)", "\(row.lambda)", "\(row.bytes)", "\(row.macs)"]
        + scores.map { $0.map { "\($0)" } ?? "" }).joined(separator: ",")
    }
    return ([header.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }
}

extension SweepRecord.Row {
  init(_ candidate: Candidate) {
    let scores = candidate.scores
    self.init(
      k: candidate.clusterCount, lambda: candidate.regularization, bytes: candidate.byteCount,
      macs: candidate.multiplyAccumulates, mse: scores.mean(.mse) ?? 0,
      mseStandardError: scores.standardError(.mse), agreement: scores.mean(.agreement),
      agreementStandardError: scores.standardError(.agreement), accuracy: scores.mean(.accuracy),
      accuracyStandardError: scores.standardError(.accuracy), scores: scores)
  }
}
