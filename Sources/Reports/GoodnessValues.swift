internal import Evaluation
internal import Records

/// How good a student is, for the template.
struct GoodnessValues {
  let source: String
  let metrics: TableValues
  let studentConfusion: TableValues?
  let teacherConfusion: TableValues?
  var sensitivity: FigureValues?
  let precision: FigureValues?
  let classes: TableValues?
  let groups: FigureValues?
  let groupTable: TableValues?
  let intervals: String
  /// How far inputs may move before a label changes, a sentence each; empty where it is not known.
  let radius: [String]

  /// nil for a student that was never measured.
  init?(_ student: ReportedStudent, charts: StudentCharts, album: Album) {
    guard let test = student.test else { return nil }
    let names = student.classNames
    source =
      "\(NumberText.integer(test.rows)) rows of \(student.testSource)"
      + (student.isTestedOnTraining ? ", which also trained the student" : "")
    metrics = TableValues(metricsOf: student, test: test)
    studentConfusion = test.studentMatrix.map {
      TableValues(confusion: $0, title: "Student (\(student.integers))", names: names)
    }
    teacherConfusion = test.teacherMatrix.map {
      TableValues(confusion: $0, title: "Teacher", names: names)
    }
    sensitivity = album.figure(
      charts.sensitivity, caption: "Sensitivity: the share of each class that is found.")
    precision = album.figure(
      charts.precision, caption: "Precision: the share of each label that is right.")
    classes = TableValues(classesOf: student)
    groups = album.figure(charts.groups, caption: "Accuracy group by group.")
    groupTable = student.groups.count > 1 ? TableValues(groupsOf: student) : nil
    radius = test.radius.map { RadiusText($0).lines } ?? []
    let absent =
      test.studentMatrix.map { $0.support.contains(0) } ?? false
      ? " Classes without rows count 0 in macro F1, as in scikit-learn." : ""
    intervals =
      student.groups.count > 1
      ? "95 % intervals over \(student.groups.count) groups (Wilson, with the effective number of "
        + "rows of Korn and Graubard). " + ShareInterval.uniformNote + absent
      : "95 % intervals over rows (Wilson)." + absent
  }
}

extension TableValues {
  /// Teacher, float student and int8 student side by side.
  init(metricsOf student: ReportedStudent, test: TestReport) {
    let own = test.studentMatrix.map { ClassificationReport($0) }
    let teacher = test.teacherMatrix.map { ClassificationReport($0) }
    func score(_ value: Double?) -> String { value.map { NumberText.fixed($0, 4) } ?? "–" }
    func share(_ value: Double?) -> String { value.map { NumberText.percent($0) } ?? "–" }
    var rows: [(String, [String])] = [
      (
        "size",
        [
          NumberText.bytes(student.inspection.bytes),
          student.record.map { NumberText.bytes($0.student.floatByteCount) } ?? "–",
          student.teacherByteCount.map { NumberText.bytes($0) } ?? "–",
        ]
      ),
      (
        "multiply-accumulates",
        [
          NumberText.integer(student.inspection.macs),
          NumberText.integer(student.inspection.macs),
          student.teacherMACs.map(NumberText.integer) ?? "–",
        ]
      ),
    ]
    if let own {
      rows += [
        (
          "accuracy",
          [
            student.studentScores?.accuracy?.text ?? "–", share(test.float?.accuracy),
            student.teacherScores?.accuracy?.text ?? "–",
          ]
        ),
        ("macro F1", [score(own.macro.f1), score(test.float?.macroF1), score(teacher?.macro.f1)]),
        (
          "weighted F1",
          [score(own.weighted.f1), score(test.float?.weightedF1), score(teacher?.weighted.f1)]
        ),
      ]
    }
    if let agreement = student.agreementShare {
      rows.append(("agreement", [agreement.text, share(test.float?.agreement), share(1)]))
    }
    if let r2 = test.r2 { rows.append(("R²", [score(r2), score(test.float?.r2), "1"])) }
    rows.append(("RMSE of outputs", [score(test.rmse), score(test.float?.rmse), "0"]))
    self.init(
      caption: "Teacher and student on \(student.testSource)", corner: "figure",
      columns: ["\(student.integers) student", "float student", "teacher"], texts: rows)
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
  init?(classesOf student: ReportedStudent) {
    guard let own = student.studentScores, let confusion = student.test?.studentMatrix else {
      return nil
    }
    let names = student.classNames
    let teacher = student.teacherScores
    let support = confusion.support
    let hasGroups = student.groups.count > 1
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

  init(groupsOf student: ReportedStudent) {
    self.init(
      caption: "Group by group, the worst first", corner: "group",
      columns: ["rows", "student", "teacher"],
      texts: student.rankedGroups.map { group in
        (
          "\(group.identifier)",
          [
            NumberText.integer(group.student.total),
            NumberText.percent(group.student.accuracy),
            NumberText.percent(group.teacher.accuracy),
          ]
        )
      })
  }

  /// Several students, one row each.
  init(comparing students: [ReportedStudent]) {
    func score(_ value: Double?) -> String { value.map { NumberText.fixed($0, 4) } ?? "–" }
    func share(_ value: Double?) -> String { value.map { NumberText.percent($0) } ?? "–" }
    self.init(
      caption: "All students of this page", corner: "student",
      columns: ["bytes", "multiply-accumulates", "accuracy", "agreement", "macro F1", "made of"],
      texts: students.map { student in
        let report = student.test?.studentMatrix.map { ClassificationReport($0) }
        return (
          student.name,
          [
            NumberText.integer(student.inspection.bytes),
            NumberText.integer(student.inspection.macs), share(report?.accuracy),
            share(student.test?.agreement), score(report?.macro.f1), student.structure,
          ]
        )
      })
  }
}
