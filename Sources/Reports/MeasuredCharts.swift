internal import Evaluation
internal import Records

extension Chart {
  /// A share of each class for student and teacher, with intervals.
  ///
  /// - Parameter share: which share, of the scores of either.
  static func shares(
    _ name: String, of reported: ReportedStudent, identifier: String,
    share: (ScoredLabels) -> [ShareInterval?]
  ) -> Chart? {
    guard let student = reported.studentScores.map(share) else { return nil }
    let teacher = reported.teacherScores.map(share)
    let labels = reported.classNames.map(shortened)
    func series(_ shares: [ShareInterval?], _ tone: Tone, _ marker: Marker, at offset: Double)
      -> [Series]
    {
      let points = shares.enumerated().compactMap { index, share in
        share.map {
          Point(
            $0.share, Double(shares.count - index) + offset, low: $0.interval.lower,
            high: $0.interval.upper)
        }
      }
      return [
        Series(tone: tone, style: .horizontalBars, points: points),
        Series(tone: tone, style: .points(marker, size: 0.75), points: points),
      ]
    }
    let margin = Double(labels.map(\.count).max() ?? 1) + 4
    return Chart(
      identifier: identifier,
      description: "\(name) of each class for the student and the teacher with 95 % intervals. "
        + "The table below has the figures.",
      height: 90 + 52 * student.count,
      x: Axis(
        label: name, range: -0.01...1.01, ticks: Axis.percents),
      y: Axis(
        label: "", range: 0.4...Double(student.count) + 0.6,
        ticks: labels.enumerated().map {
          Tick(value: Double(labels.count - $0.offset), text: $0.element)
        }, hasGrid: false),
      series: (teacher.map { series($0, .teacher, .box, at: -0.17) } ?? [])
        + series(student, .first, .disc, at: teacher == nil ? 0 : 0.17),
      keys: [Key(title: "packed student", tone: .first, marker: .disc)]
        + (teacher == nil ? [] : [Key(title: "teacher", tone: .teacher, marker: .box)]),
      leftMargin: max(6, margin))
  }

  /// The accuracy in each group for student and teacher.
  static func groups(of reported: ReportedStudent, identifier: String) -> Chart? {
    let groupCount = reported.groups.count
    guard groupCount > 1 else { return nil }
    let ranked = reported.rankedGroups.prefix(60)
    let shown =
      ranked.count < groupCount
      ? "the \(ranked.count) worst of \(groupCount) groups" : "\(ranked.count) groups"
    let student = ranked.enumerated().map {
      Point(Double($0.offset), $0.element.student.accuracy)
    }
    let teacher = ranked.enumerated().map {
      Point(Double($0.offset), $0.element.teacher.accuracy)
    }
    let stride = (ranked.count + 15) / 16
    return Chart(
      identifier: identifier,
      description: "Accuracy in \(shown) for the student and the teacher, "
        + "from the worst for the student to the best.",
      x: Axis(
        label: ranked.count < groupCount
          ? shown + ", the worst first" : "group, from the worst to the best",
        range: -0.7...Double(ranked.count) - 0.3,
        ticks: ranked.enumerated().filter { $0.offset % stride == 0 }.map {
          Tick(value: Double($0.offset), text: "\($0.element.identifier)")
        }, hasGrid: false),
      y: .shares((student + teacher).map(\.y), label: "accuracy", within: 0...1.01),
      series: [
        Series(tone: .teacher, style: .points(.box, size: 0.7), points: teacher),
        Series(tone: .first, style: .points(.disc, size: 0.6), points: student),
      ],
      keys: [
        Key(title: "packed student", tone: .first, marker: .disc),
        Key(title: "teacher", tone: .teacher, marker: .box),
      ])
  }

  /// Accuracy against bytes of several students that were measured on one dump.
  static func measuredFront(of students: [ReportedStudent], identifier: String) -> Chart? {
    let measured = students.compactMap { student in
      student.studentScores?.accuracy.map { (student: student, accuracy: $0) }
    }
    guard measured.count > 1, Set(measured.map(\.student.testSource)).count == 1 else {
      return nil
    }
    let teacher = measured[0].student.teacherScores?.accuracy
    let points = measured.map { student, accuracy in
      Point(
        Double(student.inspection.bytes), accuracy.share, low: accuracy.interval.lower,
        high: accuracy.interval.upper)
    }
    let x = Axis.bytes(
      measured.map(\.student.inspection.bytes), label: "bytes of the packed student")
    let ends = points.flatMap { [$0.low, $0.high].compactMap(\.self) }
    let line = teacher.map {
      [Point(x.range.lowerBound, $0.share), Point(x.range.upperBound, $0.share)]
    }
    return Chart(
      identifier: identifier,
      description:
        "Accuracy of \(measured.count) students on \(measured[0].student.testSource) against "
        + "their bytes, with 95 % intervals and the teacher's accuracy.",
      x: x,
      y: .shares(
        ends + (teacher.map { [$0.share] } ?? []), label: "accuracy", within: 0...1.004),
      series: [
        Series(tone: .teacher, style: .line(.dashed, width: 2), points: line ?? []),
        Series(tone: .first, style: .verticalBars, points: points),
        Series(tone: .first, style: .points(.disc, size: 0.7), points: points),
      ],
      keys: [Key(title: "packed student", tone: .first, marker: .disc)]
        + (teacher.map {
          [
            Key(
              title: "teacher, \(NumberText.percent($0.share))", tone: .teacher, stroke: .dashed)
          ]
        } ?? []))
  }

  /// A name for an axis: long ones are cut in the middle.
  static func shortened(_ name: String) -> String {
    name.count <= 18 ? name : name.prefix(9) + "…" + name.suffix(8)
  }
}
