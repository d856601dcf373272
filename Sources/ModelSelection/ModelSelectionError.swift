internal import Clustering
internal import Regression
internal import Rows
public import Student

/// Why a student cannot be selected.
public enum ModelSelectionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Fewer rows than folds.
  case tooFewRows(sampleCount: Int, foldCount: Int)
  /// Fewer groups than folds.
  case tooFewGroups(groupCount: Int, foldCount: Int)
  /// A score that the dump has nothing for.
  case scoreNotAvailable(Score)
  /// No candidate fits the budget.
  case budgetTooSmall(budget: Int, smallest: Int, structure: String)
  /// A student that format version 1 cannot hold.
  case notPackable(regionCount: Int)
  /// An operating point of a class that no training row is of, or that all are of.
  case oneSidedClass(Int)
  /// A candidate cannot be fitted.
  case student(StudentError)

  public var description: String {
    switch self {
    case .tooFewRows(let sampleCount, let foldCount):
      sampleCount < 3
        ? "\(sampleCount == 1 ? "One row is" : "\(sampleCount) rows are") too few: some are held out of "
          + "each fit. Give more rows."
        : "\(sampleCount) rows do not fill \(foldCount) folds. Give --folds \(sampleCount), or more "
          + "rows."
    case .tooFewGroups(let groupCount, let foldCount):
      groupCount < 2
        ? "All rows are of one group, so that no group can be held out. Use --no-groups."
        : """
        \(groupCount) groups do not fill \(foldCount) folds. Lower --folds to at most \
        \(groupCount), or use --no-groups.
        """
    case .scoreNotAvailable(.divergence):
      "--score divergence goes with --search default and thorough. Use --score mse."
    case .scoreNotAvailable(let score) where score.needsLabels:
      """
      --score \(score.rawValue) needs 'labels' in the training dump. Add them, or use --score mse.
      """
    case .scoreNotAvailable(let score):
      "--score \(score.rawValue) needs the teacher's logits. Add them, or use --score mse."
    case .budgetTooSmall(let budget, let smallest, let structure):
      """
      The smallest candidate (\(structure)) takes \(smallest) bytes and the budget is \(budget). \
      Raise --budget to \(smallest)B, lower --k, or use --head folded.
      """
    case .notPackable(let regionCount):
      """
      A student with k = \(regionCount) exceeds the packed format's limits: 16,384 inputs or \
      outputs, 1,024 regions. Use fewer.
      """
    case .oneSidedClass(let label):
      """
      Class \(label) has no training rows with a known label, or all of them, so that there is no \
      operating point. Give another --positive, or rows of both kinds.
      """
    case .student(let error):
      error.description
    }
  }
}

extension ModelSelectionError {
  static func unreadable(_ error: RowReadError) -> Self { .student(.unreadable(error)) }
  static func clustering(_ error: ClusteringError) -> Self { .student(.clustering(error)) }
  static func regression(_ error: RegressionError) -> Self { .student(.regression(error)) }
}
