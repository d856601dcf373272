internal import Records

/// When a student doubts its answer, for the template.
struct DoubtValues {
  /// A sentence each.
  let sentences: [String]
  /// Agreement and accuracy against coverage; nil without a margin.
  let curve: TableValues?
  /// The sure answers of each class; nil where they were not measured.
  let classes: TableValues?

  /// nil for a student without limits, or without a record of them.
  init?(_ student: ReportedStudent) {
    guard let limits = student.record?.limits else { return nil }
    let test = (student.evaluation?.test ?? student.record?.test)?.verdicts
    sentences = Self.sentences(limits) + (test.map { Self.sentences($0, of: student) } ?? [])
    curve = limits.curve.isEmpty ? nil : TableValues(curve: limits.curve)
    classes = test.flatMap { TableValues($0, classNames: student.classNames) }
  }

  private static func sentences(_ limits: AnswerLimits) -> [String] {
    var sentences: [String] = []
    if let coverage = limits.coverage, let margin = limits.leastMargin {
      let least =
        limits.leastCoverage.map {
          " The group that keeps fewest has \(NumberText.percent($0)) of its answers left."
        } ?? ""
      sentences.append(
        "An answer is doubtful where the best output is less than \(NumberText.fixed(margin, 3)) above "
          + "the second. That leaves \(NumberText.percent(coverage)) of the answers to rows that the "
          + "maps had not seen.\(least)")
    }
    if let foreign = limits.foreign {
      sentences.append(
        "An input is foreign where it is unlike all but \(NumberText.percent(foreign)) of the training "
          + "rows.")
    }
    return sentences + [
      "These shares are no promise for one patient, and none for patients unlike all that were seen."
    ]
  }

  private static func sentences(_ test: VerdictReport, of student: ReportedStudent) -> [String] {
    let accuracy =
      test.accuracy.map { accuracy in
        let interval =
          test.accuracyInterval.map {
            " (95 %: \(NumberText.percent($0[0])) to \(NumberText.percent($0[1])))"
          } ?? ""
        return " Accuracy of the sure ones is \(NumberText.percent(accuracy))\(interval)."
      } ?? ""
    return [
      "On \(student.testSource) \(NumberText.percent(test.coverage)) of the answers are sure, "
        + "\(NumberText.integer(test.doubtful)) doubtful and \(NumberText.integer(test.foreign)) "
        + "foreign.\(accuracy)"
    ]
  }
}

extension TableValues {
  /// Agreement and accuracy of the answers of largest margin.
  fileprivate init(curve: [AnswerLimits.Point]) {
    self.init(
      caption: "Held-out answers of the largest margins", corner: "answered",
      columns: ["agreement", "accuracy"],
      texts: curve.map { point in
        (
          NumberText.percent(point.coverage),
          [point.agreement, point.accuracy].map { $0.map { NumberText.percent($0) } ?? "–" }
        )
      })
  }

  /// The sure answers of each class; nil without labels.
  fileprivate init?(_ test: VerdictReport, classNames: [String]) {
    guard let coverage = test.coverageByClass, let sensitivity = test.sensitivity,
      coverage.count == classNames.count
    else { return nil }
    self.init(
      caption: "Sure answers by true class", corner: "class",
      columns: ["sure", "sensitivity of the sure"],
      texts: classNames.indices.map {
        (
          classNames[$0],
          [NumberText.percent(coverage[$0]), NumberText.percent(sensitivity[$0])]
        )
      })
  }
}
