internal import Evaluation
internal import Records

/// What a reader asks before shipping a student, a few questions with answer and limit each.
///
/// The limits are habits of review and no law; the page prints them beside the answers.
struct Judgement: Sendable, Equatable {
  struct Answer: Sendable, Equatable {
    let question: String
    let answer: String
    /// What would do, in words.
    let limit: String
    let isGood: Bool
  }

  let answers: [Answer]

  /// The points of accuracy that a student may lose.
  static let accuracyLimit = 1.0
  /// The points of sensitivity that it may lose in a class, and of accuracy in a group.
  static let classLimit = 5.0
  static let groupLimit = 10.0
  /// The least rows of a class or a group that is looked at.
  static let rowLimit = 50
  /// The least agreement with the teacher where labels are unknown, in percent.
  static let agreementLimit = 95.0
  /// The least R² of a regression.
  static let determinationLimit = 0.9
  /// The percentage of labels that the integers may change.
  static let integersLimit = 0.5

  init(_ student: ReportedStudent) {
    answers =
      [
        Self.following(student), Self.tested(student), Self.overall(student),
        Self.worstClass(student), Self.worstGroup(student), Self.integers(student),
      ].compactMap(\.self)
  }

  private var failures: Int { answers.count { !$0.isGood } }

  /// Whether every answer keeps to its limit.
  var isGood: Bool { failures == 0 && !answers.isEmpty }

  /// The judgement in a line.
  var title: String {
    if answers.isEmpty { return "Not judged: it was not measured" }
    return isGood
      ? "Fit to ship by these measures"
      : "Not fit as it is: \(failures) of \(answers.count) measures "
        + (failures == 1 ? "falls short" : "fall short")
  }

  private static func following(_ student: ReportedStudent) -> Answer? {
    guard let verdict = student.record?.verdict else { return nil }
    return Answer(
      question: "Does it follow its teacher?",
      answer: "no: the same answer on \(NumberText.percent(verdict.agreement)) of held-out rows",
      limit: "at least \(NumberText.percent(verdict.needed))", isGood: false)
  }

  /// Nil where a dump was measured that trained nothing.
  private static func tested(_ student: ReportedStudent) -> Answer? {
    guard student.test == nil || student.isTestedOnTraining else { return nil }
    return Answer(
      question: "Was it tested?",
      answer: student.test == nil ? "no, on no test dump" : "on rows that also trained it",
      limit: "a dump that trained nothing: --test", isGood: false)
  }

  private static func overall(_ student: ReportedStudent) -> Answer? {
    guard let test = student.test else { return nil }
    if let own = student.studentScores?.accuracy, let teacher = student.teacherScores?.accuracy {
      return Answer(
        question: "As right as its teacher?",
        answer: comparison(own.share, teacher.share), limit: limit(of: accuracyLimit),
        isGood: 100 * (own.share - teacher.share) >= -accuracyLimit)
    }
    if let agreement = test.agreement {
      return Answer(
        question: "Does it answer like its teacher?",
        answer: "on \(NumberText.percent(agreement)) of rows",
        limit: "at least \(NumberText.fixed(agreementLimit, 0))\(NumberText.space)%",
        isGood: 100 * agreement >= agreementLimit)
    }
    return test.r2.map {
      Answer(
        question: "Does it follow its teacher?", answer: "R² \(NumberText.fixed($0, 3))",
        limit: "at least \(NumberText.fixed(determinationLimit, 2))",
        isGood: $0 >= determinationLimit)
    }
  }

  /// The class whose sensitivity falls most.
  private static func worstClass(_ student: ReportedStudent) -> Answer? {
    guard let own = student.studentScores, let teacher = student.teacherScores,
      let support = student.test?.studentMatrix?.support
    else { return nil }
    let falls = support.indices.compactMap { label -> (label: Int, own: Double, teacher: Double)? in
      guard support[label] >= rowLimit, let share = own.sensitivity[label]?.share,
        let other = teacher.sensitivity[label]?.share
      else { return nil }
      return (label, share, other)
    }
    guard let worst = falls.min(by: { $0.own - $0.teacher < $1.own - $1.teacher }) else {
      return nil
    }
    return Answer(
      question: "Every class?",
      answer: "\(Chart.shortened(student.classNames[worst.label])) most: found "
        + comparison(worst.own, worst.teacher),
      limit: limit(of: classLimit), isGood: 100 * (worst.own - worst.teacher) >= -classLimit)
  }

  /// The group whose accuracy falls most.
  private static func worstGroup(_ student: ReportedStudent) -> Answer? {
    let large = student.rankedGroups.filter { $0.student.total >= rowLimit }
    guard large.count > 1,
      let worst = large.min(by: {
        $0.student.accuracy - $0.teacher.accuracy < $1.student.accuracy - $1.teacher.accuracy
      })
    else { return nil }
    let (own, teacher) = (worst.student.accuracy, worst.teacher.accuracy)
    return Answer(
      question: "Every group?",
      answer: "group \(worst.identifier) most: right " + comparison(own, teacher),
      limit: limit(of: groupLimit), isGood: 100 * (own - teacher) >= -groupLimit)
  }

  private static func integers(_ student: ReportedStudent) -> Answer? {
    guard let test = student.test, let changed = test.int8Disagreements else { return nil }
    let share = 100 * Double(changed) / Double(max(1, test.rows))
    return Answer(
      question: "The same in \(student.integers)?",
      answer: changed == 0
        ? "no label changes" : "\(NumberText.fixed(share, 2))\(NumberText.space)% of labels change",
      limit: "at most \(NumberText.fixed(integersLimit, 1))\(NumberText.space)%",
      isGood: share <= integersLimit)
  }

  /// `90.7 %, the teacher 95.0 %`.
  private static func comparison(_ own: Double, _ teacher: Double) -> String {
    "\(NumberText.percent(own)), the teacher \(NumberText.percent(teacher))"
  }

  private static func limit(of points: Double) -> String {
    "at most \(NumberText.rounded(points)) \(points == 1 ? "point" : "points") less"
  }
}
