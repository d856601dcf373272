internal import Evaluation

/// How good a student is, for the template.
struct GoodnessValues {
  let source: String
  let metrics: TableValues
  let studentConfusion: TableValues?
  let teacherConfusion: TableValues?
  let sensitivity: FigureValues?
  let precision: FigureValues?
  let classes: TableValues?
  let groups: FigureValues?
  let groupTable: TableValues?
  let intervals: String

  init(
    _ test: StudentFacts.Test, of student: StudentFacts, charts: StudentCharts, album: Album
  ) {
    let names = student.classNames
    source =
      "\(NumberText.integer(test.rowCount)) rows of \(test.source)"
      + (test.isTrainingData ? ", which also trained the student" : "")
    metrics = TableValues(metricsOf: student, test: test)
    studentConfusion = test.confusion.map {
      TableValues(confusion: $0, title: "Student (int8)", names: names)
    }
    teacherConfusion = test.teacherConfusion.map {
      TableValues(confusion: $0, title: "Teacher", names: names)
    }
    sensitivity = album.figure(
      charts.sensitivity, caption: "Sensitivity: the share of each class that is found.")
    precision = album.figure(
      charts.precision, caption: "Precision: the share of each label that is right.")
    classes = TableValues(classesOf: test, names: names)
    groups = album.figure(charts.groups, caption: "Accuracy group by group.")
    groupTable = test.groups.count > 1 ? TableValues(groupsOf: test) : nil
    let absent =
      test.confusion.map { $0.support.contains(0) } ?? false
      ? " Classes without rows count 0 in macro F1, as in scikit-learn." : ""
    intervals =
      test.groups.count > 1
      ? "95 % intervals over \(test.groups.count) groups (Wilson, with the effective number of "
        + "rows of Korn and Graubard; where no group differs from the others, as many as there are "
        + "groups with such rows)." + absent
      : "95 % intervals over rows (Wilson)." + absent
  }
}

extension TableValues {
  /// Teacher, float student and int8 student side by side.
  init(metricsOf student: StudentFacts, test: StudentFacts.Test) {
    let own = test.confusion.map { ClassificationReport($0) }
    let teacher = test.teacherConfusion.map { ClassificationReport($0) }
    func score(_ value: Double?) -> String { value.map { NumberText.fixed($0, 4) } ?? "–" }
    var rows: [(String, [String])] = [
      (
        "size",
        [
          NumberText.bytes(student.student.bytes),
          student.student.floatByteCount.map { NumberText.bytes($0) } ?? "–",
          student.teacher.byteCount.map { NumberText.bytes($0) } ?? "–",
        ]
      ),
      (
        "multiply-accumulates",
        [
          NumberText.integer(student.student.multiplyAccumulates),
          NumberText.integer(student.student.multiplyAccumulates),
          student.teacher.multiplyAccumulates.map(NumberText.integer) ?? "–",
        ]
      ),
    ]
    if let own {
      rows += [
        (
          "accuracy",
          [
            test.studentScores?.accuracy?.text ?? "–", score(test.floatAccuracy),
            test.teacherScores?.accuracy?.text ?? "–",
          ]
        ),
        ("macro F1", [score(own.macro.f1), score(test.floatMacroF1), score(teacher?.macro.f1)]),
        (
          "weighted F1",
          [score(own.weighted.f1), score(test.floatWeightedF1), score(teacher?.weighted.f1)]
        ),
      ]
    }
    if let agreement = test.agreementShare {
      rows.append(("agreement", [agreement.text, score(test.floatAgreement), "1"]))
    }
    rows.append(("RMSE of outputs", [score(test.rmse), score(test.floatRMSE), "0"]))
    self.init(
      caption: "Teacher and student on \(test.source)", corner: "figure",
      columns: ["int8 student", "float student", "teacher"], texts: rows)
  }

  /// C × C counts, shaded by the share of their true class.
  init(confusion: ConfusionMatrix, title: String, names: [String]) {
    let support = confusion.support
    self.init(
      caption: title, corner: "true \\ given", columns: names.map { Chart.shortened($0) },
      rows: confusion.counts.enumerated().map { label, counts in
        Row(
          header: Chart.shortened(names[label]),
          cells: counts.enumerated().map { given, count in
            let share = support[label] > 0 ? Double(count) / Double(support[label]) : 0
            return Cell(
              NumberText.integer(count), heat: count > 0 ? max(4, Int((100 * share).rounded())) : 0,
              isHit: given == label)
          })
      })
  }

  /// Scores of each class with intervals; nil without labels.
  init?(classesOf test: StudentFacts.Test, names: [String]) {
    guard let own = test.studentScores, let confusion = test.confusion else { return nil }
    let teacher = test.teacherScores
    let support = confusion.support
    let hasGroups = test.groups.count > 1
    var columns = (hasGroups ? ["rows", "in groups"] : ["rows"]) + ["sensitivity", "precision"]
    if teacher != nil { columns += ["sensitivity of the teacher", "precision of the teacher"] }
    self.init(
      caption: "Class by class, with 95 % intervals", corner: "class", columns: columns,
      texts: names.indices.map { label in
        var shares = [own.sensitivity[label], own.precision[label]]
        if let teacher { shares += [teacher.sensitivity[label], teacher.precision[label]] }
        var counts = [NumberText.integer(support[label])]
        if hasGroups {
          counts.append("\(own.groupCounts[label])")
        }
        return (names[label], counts + shares.map { $0?.text ?? "–" })
      })
  }

  init(groupsOf test: StudentFacts.Test) {
    self.init(
      caption: "Group by group, the worst first", corner: "group",
      columns: ["rows", "student", "teacher"],
      texts: test.rankedGroups.map { group in
        (
          "\(group.identifier)",
          [
            NumberText.integer(group.student.total),
            NumberText.fixed(group.student.accuracy, 4),
            NumberText.fixed(group.teacher.accuracy, 4),
          ]
        )
      })
  }

  /// Several students, one row each.
  init(comparing students: [StudentFacts]) {
    func score(_ value: Double?) -> String { value.map { NumberText.fixed($0, 4) } ?? "–" }
    self.init(
      caption: "All students of this page", corner: "student",
      columns: ["bytes", "multiply-accumulates", "accuracy", "agreement", "macro F1", "made of"],
      texts: students.map { student in
        let report = student.test?.confusion.map { ClassificationReport($0) }
        return (
          student.name,
          [
            NumberText.integer(student.student.bytes),
            NumberText.integer(student.student.multiplyAccumulates), score(report?.accuracy),
            score(student.test?.agreement), score(report?.macro.f1), student.student.structure,
          ]
        )
      })
  }
}
