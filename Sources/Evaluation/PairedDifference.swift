/// The mean difference of two candidates over the same folds, with its standard error.
///
/// Folds differ more than candidates do (a hard patient is hard for every student), so candidates
/// are compared fold by fold. The one-standard-error rule uses it: a simpler candidate will do if
/// its mean error is at most one standard error above the best one's. The folds share training
/// rows, so the standard error is a yardstick and not a test.
///
/// Source: L. Breiman, J. Friedman, R. Olshen, C. Stone, "Classification and Regression Trees"
/// (1984), section 3.4.3, here on differences.
public struct PairedDifference: Sendable, Equatable, Codable {
  /// The mean over folds of candidate − reference.
  public let mean: Double
  /// The standard deviation of the differences (ddof 1) over √folds; 0 or more.
  public let standardError: Double

  /// Compares two candidates fold by fold.
  ///
  /// - Parameters:
  ///   - candidate: One score per fold.
  ///   - reference: The other candidate's scores, in the same order of folds.
  /// - Precondition: Both have the same number of folds, at least 2.
  /// - Complexity: O(folds).
  public init(of candidate: [Double], from reference: [Double]) {
    precondition(
      candidate.count == reference.count,
      "\(candidate.count) folds do not pair with \(reference.count)")
    precondition(candidate.count > 1, "a standard error needs at least two folds")
    let folds = Double(candidate.count)
    let differences = zip(candidate, reference).map { $0 - $1 }
    let mean = differences.reduce(0, +) / folds
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    self.standardError = (squares / (folds - 1) / folds).squareRoot()
  }

  enum CodingKeys: String, CodingKey {
    case mean
    case standardError = "standard_error"
  }
}
