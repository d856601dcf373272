internal import Evaluation
internal import ModelSelection
internal import Records

/// Where a student decides and what other thresholds reach, for a report.
struct ReportedDecision: Sendable {
  /// Which rows the curve and its mark are of.
  enum Source: Sendable {
    /// The test dump.
    case test
    /// Training rows, each held out.
    case outOfFold
  }

  /// Which class is looked for, in 0 ..< C; nil where the goal is of all classes.
  let positive: Int?
  /// What was asked for; nil where outputs were not moved.
  let text: OperatingText?
  let goal: String?
  /// On the test dump; nil without labels.
  let test: OperatingFigures?
  /// nil without a class that is looked for, and without its rows.
  let curve: DecisionCurve?
  /// Where the student lies on the curve.
  let mark: OperatingFigures?
  let source: Source

  /// - Returns: nil for a student without classes, and for one of several classes that was not moved.
  init?(_ student: ReportedStudent) {
    let point = student.record?.operatingPoint
    guard student.isClassifier else { return nil }
    let positive = point?.positive ?? (student.classNames.count == 2 ? 1 : nil)
    guard point != nil || positive != nil else { return nil }
    self.positive = positive
    text = point.map { OperatingText($0, classNames: student.classNames) }
    goal = point?.goal.text
    test = student.figures(of: positive)
    let measured = student.detail?.decisions?.curve
    source = measured == nil ? .outOfFold : .test
    curve = measured ?? point?.curve
    mark = measured == nil ? point?.after : test
    if point == nil, test == nil { return nil }
  }
}

extension ReportedStudent {
  /// The figures of the packed student on the test dump; nil without labels.
  fileprivate func figures(of positive: Int?) -> OperatingFigures? {
    guard let matrix = test?.studentMatrix else { return nil }
    guard groups.count > 1 else { return OperatingFigures(matrix, positive: positive) }
    return OperatingFigures(
      groups: groups.map(\.student).filter { $0.total > 0 }, classCount: matrix.classCount,
      positive: positive)
  }
}
