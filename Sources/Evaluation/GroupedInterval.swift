extension WilsonInterval {
  /// The 95 % interval around a share of rows that come in groups: beats of patients, windows of
  /// recordings.
  ///
  /// Rows of one group carry less information than as many independent ones. The variance of the
  /// share is taken over the groups. It becomes the number of independent rows with the same
  /// variance. That number, with a correction for few groups, goes into the interval of Wilson. The
  /// interval is never narrower than the one of independent rows. Where all rows of all groups
  /// agree, there is no variance to see, and each group counts as one row.
  ///
  /// Source: E. L. Korn, B. I. Graubard, "Confidence intervals for proportions with small expected
  /// number of positive counts estimated from survey data", Survey Methodology 24 (1998), 193-201;
  /// N. Dean, M. Pagano, "Evaluating confidence interval methods for binomial proportions in
  /// clustered surveys", Journal of Survey Statistics and Methodology 3 (2015), 484-503.
  ///
  /// - Parameters:
  ///   - successesByGroup: Rows of each group that count; G values.
  ///   - trialsByGroup: All rows of each group; G values that are not all 0. Groups without rows
  ///     are left out.
  /// - Complexity: O(G).
  public init(successesByGroup: [Int], trialsByGroup: [Int]) {
    precondition(successesByGroup.count == trialsByGroup.count, "a count of rows for each group")
    let groups = zip(successesByGroup, trialsByGroup).filter { $0.1 > 0 }
    let successes = groups.reduce(0) { $0 + $1.0 }
    let trials = groups.reduce(0) { $0 + $1.1 }
    precondition(trials > 0, "a proportion needs at least one trial")
    let share = Double(successes) / Double(trials)
    let squares = groups.reduce(0.0) { sum, group in
      let excess = Double(group.0) - share * Double(group.1)
      return sum + excess * excess
    }
    let count = Double(groups.count)
    self.init(
      share: share,
      variance: squares * count / max(1, count - 1) / (Double(trials) * Double(trials)),
      groupCount: groups.count, rowCount: Double(trials))
  }

  /// The 95 % interval around a share whose variance over groups is known, as above.
  ///
  /// - Parameters:
  ///   - share: In 0 ... 1.
  ///   - variance: Of the share, over the groups; at least 0.
  ///   - groupCount: The groups with rows; at least 1. One group has no information about others.
  ///   - rowCount: All rows that the share is of; above 0.
  /// - Complexity: O(1).
  package init(share: Double, variance: Double, groupCount: Int, rowCount: Double) {
    let z = 1.96
    guard groupCount > 1 else {
      self.init(share: share, count: 1, z: z)
      return
    }
    let count = Double(groupCount)
    let effective = variance > 0 ? share * (1 - share) / variance : count
    let few = z / Self.studentQuantile(degreesOfFreedom: count - 1)
    self.init(share: share, count: min(effective * few * few, rowCount), z: z)
  }

  /// The 97.5 % quantile of Student's distribution, to 0.2 % from 3 degrees of freedom on; below,
  /// exact.
  ///
  /// Source: M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions" (1964), 26.7.5.
  package static func studentQuantile(degreesOfFreedom count: Double) -> Double {
    if count == 1 { return 12.7062 }
    if count == 2 { return 4.30265 }
    let x = 1.959_964
    let (x2, x4, x6) = (x * x, x * x * x * x, x * x * x * x * x * x)
    let first = (x2 + 1) / 4
    let second = (5 * x4 + 16 * x2 + 3) / 96
    let third = (3 * x6 + 19 * x4 + 17 * x2 - 15) / 384
    let fourth = (79 * x6 * x2 + 776 * x6 + 1_482 * x4 - 1_920 * x2 - 945) / 92_160
    let inverse = 1 / count
    return x * (1 + inverse * (first + inverse * (second + inverse * (third + inverse * fourth))))
  }
}
