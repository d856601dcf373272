/// What a classifier reaches where it decides, with 95 % intervals over groups, or over rows without
/// groups.
public struct OperatingFigures: Sendable, Equatable, Codable {
  /// The share of rows with the true label.
  public let accuracy: ShareEstimate
  /// The share of the rows of the positive class that are found; nil without such a class or its rows.
  public let sensitivity: ShareEstimate?
  /// The share of the other rows that are not given the positive class; nil likewise.
  public let specificity: ShareEstimate?
  /// The share of the rows that are given the positive class and are of it; nil likewise.
  public let precision: ShareEstimate?
  /// F1 of the positive class; nil without such a class.
  public let f1: ShareEstimate?
  /// F2 of the positive class, which counts sensitivity twice as much as precision; nil likewise.
  public let f2: ShareEstimate?
  /// The mean of F1 over the classes.
  public let macroF1: ShareEstimate
  /// The mean of F2 over the classes.
  public let macroF2: ShareEstimate

  /// Counts units of rows.
  ///
  /// - Parameters:
  ///   - units: of the rows.
  ///   - classCount: C; classes without rows count 0 in means, as in `ClassificationReport`.
  ///   - positive: the class that is looked for, in 0 ..< C; nil for none.
  /// - Returns: nil without rows.
  /// - Complexity: O(C × units).
  package init?(_ units: [CountedUnit], classCount: Int, positive: Int?) {
    guard
      let accuracy = ShareEstimate(
        meanOf: [CountedRatio { (Double($0.hits), Double($0.total)) }], over: units,
        rows: \.total)
    else { return nil }
    func mean(_ beta: Double, _ classes: Range<Int>) -> ShareEstimate? {
      ShareEstimate(
        meanOf: classes.map { .fScore(beta: beta, of: $0) }, over: units,
        rows: { counts in
          classes.count == 1 ? counts.concerned(with: classes.lowerBound) : counts.total
        })
    }
    guard let macroF1 = mean(1, 0..<classCount), let macroF2 = mean(2, 0..<classCount) else {
      return nil
    }
    self.accuracy = accuracy
    self.macroF1 = macroF1
    self.macroF2 = macroF2
    guard let positive else {
      (sensitivity, specificity, precision, f1, f2) = (nil, nil, nil, nil, nil)
      return
    }
    f1 = mean(1, positive..<positive + 1)
    f2 = mean(2, positive..<positive + 1)
    sensitivity = ShareEstimate(
      meanOf: [CountedRatio { (Double($0[positive].hits), Double($0[positive].support)) }],
      over: units, rows: { $0[positive].support })
    specificity = ShareEstimate(
      meanOf: [
        CountedRatio {
          (Double($0.total - $0.concerned(with: positive)), Double($0.total - $0[positive].support))
        }
      ], over: units, rows: { $0.total - $0[positive].support })
    precision = ShareEstimate(
      meanOf: [CountedRatio { (Double($0[positive].hits), Double($0[positive].predicted)) }],
      over: units, rows: { $0[positive].predicted })
  }

  /// Counts groups; see above.
  package init?(groups: [LabelCounts], classCount: Int, positive: Int?) {
    self.init(CountedUnit.units(of: groups), classCount: classCount, positive: positive)
  }

  /// Counts rows that stand for themselves; see above.
  package init?(_ matrix: ConfusionMatrix, positive: Int?) {
    self.init(
      CountedUnit.units(of: matrix), classCount: matrix.classCount, positive: positive)
  }

  /// Counts rows.
  ///
  /// - Parameters:
  ///   - truth: N true labels, −1 where it is not known. Such rows are left out.
  ///   - answers: N labels that were given.
  ///   - groups: N groups; nil for rows that stand for themselves.
  ///   - classCount: C.
  ///   - positive: the class that is looked for, in 0 ..< C; nil for none.
  /// - Returns: nil without rows whose label is known.
  /// - Complexity: O(N + C × groups).
  public init?(
    truth: [Int], answers: [Int], groups: [Int]?, classCount: Int, positive: Int?
  ) {
    precondition(truth.count == answers.count, "an answer for each row")
    self.init(
      CountedUnit.units(truth: truth, answers: answers, groups: groups), classCount: classCount,
      positive: positive)
  }
}

extension CountedRatio {
  /// F-beta of a class: (1 + β²) hits / (β² support + predicted).
  static func fScore(beta: Double, of label: Int) -> CountedRatio {
    let squared = beta * beta
    return CountedRatio { counts in
      let own = counts[label]
      return (
        (1 + squared) * Double(own.hits), squared * Double(own.support) + Double(own.predicted)
      )
    }
  }
}

extension LabelCounts {
  /// The counts of a class, which may not occur.
  fileprivate subscript(label: Int) -> Class { classes[label] ?? Class() }

  /// Rows that are of a class or were given it.
  fileprivate func concerned(with label: Int) -> Int {
    let own = self[label]
    return own.support + own.predicted - own.hits
  }
}
