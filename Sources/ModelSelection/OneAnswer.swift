/// What one answer for all rows reaches: the share of the most frequent one.
///
/// A student that does no better may be that answer. Its score then says nothing of what it learnt.
package struct OneAnswer: Sendable, Equatable {
  /// The share of rows with the most frequent answer, 0 ... 1.
  package let share: Double
  /// The rows that were counted.
  package let rowCount: Int

  /// - Parameters:
  ///   - share: of rows with the most frequent answer, 0 ... 1.
  ///   - rowCount: at least 1.
  package init(share: Double, rowCount: Int) {
    precondition((0...1).contains(share) && rowCount > 0, "a share is of rows")
    self.share = share
    self.rowCount = rowCount
  }

  /// Whether a share of as many rows is above this one by more than one standard error.
  ///
  /// - Parameter mean: a mean score, 0 ... 1.
  package func isBeaten(by mean: Double) -> Bool {
    mean - share > (mean * (1 - mean) / Double(rowCount)).squareRoot()
  }
}
