/// An F score of a class as a mean over groups.
///
/// F = A / B is a ratio of sums over groups and no mean of theirs: a group without the class has none.
/// Group u of U contributes F + U (a_u − F b_u) / B. The mean of the contributions is F, and their
/// standard error is that of the linearised ratio, so that two classifiers can be compared group by group.
///
/// Source: R. S. Woodruff, "A simple method for approximating the variance of a complicated estimate",
/// Journal of the American Statistical Association 66 (1971), 411-414.
package struct LinearizedScore: Sendable, Equatable {
  /// What each group contributes, by ascending group; not a share of its own.
  package let contributions: [Double]

  /// F-beta, the mean of the contributions.
  package var value: Double { contributions.reduce(0, +) / Double(contributions.count) }

  /// Counts rows.
  ///
  /// - Parameters:
  ///   - beta: how much more sensitivity counts than precision; above 0.
  ///   - label: the class.
  ///   - truth: N true labels, −1 where it is not known. Such rows are left out.
  ///   - answers: N labels that were given.
  ///   - groups: N groups.
  /// - Returns: nil where no row is of the class or was given it.
  /// - Complexity: O(N + U log U) for U groups.
  package init?(beta: Double, of label: Int, truth: [Int], answers: [Int], groups: [Int]) {
    let ratio = CountedRatio.fScore(beta: beta, of: label)
    let parts = CountedUnit.units(truth: truth, answers: answers, groups: groups)
      .map { ratio.parts($0.counts) }
    let whole = parts.reduce(0) { $0 + $1.denominator }
    guard whole > 0 else { return nil }
    let value = parts.reduce(0) { $0 + $1.numerator } / whole
    contributions = parts.map {
      value + Double(parts.count) * ($0.numerator - value * $0.denominator) / whole
    }
  }
}
