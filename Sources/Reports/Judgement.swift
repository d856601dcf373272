internal import Evaluation
internal import Records

/// What a reader asks before shipping a student, a few questions with answer and limit each.
///
/// The limits are habits of review and no law; the page prints them beside the answers.
struct Judgement: Sendable, Equatable {
  /// A measure with its limit.
  struct Answer: Sendable, Equatable {
    let measure: String
    let student: String
    /// Empty where the teacher has no such figure.
    let teacher: String
    /// The student less the teacher, in points; empty where the limit is not of that.
    let points: String
    /// What is allowed, in words.
    let limit: String
    /// How far it is beyond its limit, in units of that limit: above 1 it falls short.
    let excess: Double
    /// Stored, because a template sees only what is.
    let isGood: Bool

    init(
      _ measure: String, student: String, teacher: String = "", points: String = "",
      limit: String, excess: Double
    ) {
      (self.measure, self.student, self.teacher) = (measure, student, teacher)
      (self.points, self.limit, self.excess) = (points, limit, excess)
      isGood = excess <= 1
    }

    /// A share that has a least value.
    init(_ measure: String, student: Double, teacher: Double? = nil, least: Double) {
      self.init(
        measure, student: NumberText.percent(student),
        teacher: teacher.map { NumberText.percent($0) } ?? "",
        limit: "≥\(NumberText.space)\(NumberText.percent(least, 0))",
        excess: 1 + (least - student) / least)
    }

    /// A share that may be so many points below the teacher's.
    init(_ measure: String, student: Double, teacher: Double, allowed: Double) {
      let points = 100 * (student - teacher)
      self.init(
        measure, student: NumberText.percent(student), teacher: NumberText.percent(teacher),
        points: (points < 0 ? "" : "+") + NumberText.fixed(points, 1),
        limit: "-\(NumberText.rounded(allowed))",
        excess: -points / allowed)
    }
  }

  /// What falls short comes first, the farthest from its limit before others.
  let answers: [Answer]
  /// That disturbed signals are not among the measures, and the worst one where they were tried; nil
  /// without a test dump, and for a student without classes.
  let disturbances: String?

  /// The points of accuracy that a student may lose.
  static let accuracyLimit = 1.0
  /// The points of sensitivity that it may lose in a class, and of accuracy in a group.
  static let classLimit = 5.0
  static let groupLimit = 10.0
  /// The least sensitivity of a class, a share.
  static let foundLimit = 0.5
  /// The least rows of a class or a group that is looked at.
  static let rowLimit = 50
  /// The least agreement with the teacher where labels are unknown, a share.
  static let agreementLimit = 0.95
  /// The least R² of a regression.
  static let determinationLimit = 0.9
  /// The share of labels that the integers may change.
  static let integersLimit = 0.005

  init(_ student: ReportedStudent) {
    let all =
      [Self.following(student), Self.tested(student), Self.overall(student)].compactMap(\.self)
      + Self.classes(student)
      + [Self.worstGroup(student), Self.integers(student)].compactMap(\.self)
    let short = all.enumerated().filter { !$0.element.isGood }
      .sorted { ($1.element.excess, $0.offset) < ($0.element.excess, $1.offset) }.map(\.element)
    answers = short + all.filter(\.isGood)
    disturbances = Self.disturbances(student)
  }

  private var failures: Int { answers.count { !$0.isGood } }

  /// Whether every measure keeps to its limit.
  var isGood: Bool { failures == 0 && !answers.isEmpty }

  /// The judgement in a line.
  var title: String {
    if answers.isEmpty { return "Not judged: it was not measured" }
    return isGood
      ? "Fit to ship by these measures"
      : "Not fit as it is: \(failures) of \(answers.count) measures "
        + (failures == 1 ? "falls short" : "fall short")
  }

  private static func disturbances(_ student: ReportedStudent) -> String? {
    guard student.test?.agreement != nil else { return nil }
    guard let weakest = student.robustness?.weakest else {
      return "Disturbed signals are not among these measures."
    }
    return "Disturbed signals are not among these measures; the worst is \(weakest)."
  }

  private static func following(_ student: ReportedStudent) -> Answer? {
    student.record?.verdict.map {
      Answer(
        "answers like the teacher, held out", student: NumberText.percent($0.agreement),
        limit: "≥\(NumberText.space)\(NumberText.percent($0.needed))", excess: .infinity)
    }
  }

  /// Nil where a dump was measured that trained nothing.
  private static func tested(_ student: ReportedStudent) -> Answer? {
    guard student.test == nil || student.isTestedOnTraining else { return nil }
    return Answer(
      "tested on rows that trained nothing", student: "no", limit: "yes (--test DUMP)",
      excess: .infinity)
  }

  private static func overall(_ student: ReportedStudent) -> Answer? {
    guard let test = student.test else { return nil }
    if let own = student.studentScores?.accuracy, let teacher = student.teacherScores?.accuracy {
      return Answer(
        "accuracy", student: own.share, teacher: teacher.share, allowed: accuracyLimit)
    }
    if let agreement = test.agreement {
      return Answer("answers like the teacher", student: agreement, least: agreementLimit)
    }
    return test.r2.map {
      Answer(
        "R² of the teacher's outputs", student: NumberText.fixed($0, 3),
        limit: "≥\(NumberText.space)\(NumberText.fixed(determinationLimit, 2))",
        excess: 1 + (determinationLimit - $0) / determinationLimit)
    }
  }

  /// The class whose sensitivity falls most, and the one that is found least.
  private static func classes(_ student: ReportedStudent) -> [Answer] {
    guard let own = student.studentScores, let teacher = student.teacherScores,
      let support = student.test?.studentMatrix?.support
    else { return [] }
    let found = support.indices.compactMap {
      label -> (name: String, own: Double, teacher: Double)? in
      guard support[label] >= rowLimit, let share = own.sensitivity[label]?.share,
        let other = teacher.sensitivity[label]?.share
      else { return nil }
      return (Chart.shortened(student.classNames[label]), share, other)
    }
    guard let fallen = found.min(by: { $0.own - $0.teacher < $1.own - $1.teacher }),
      let rare = found.min(by: { $0.own < $1.own })
    else { return [] }
    return [
      Answer(
        "worst class against the teacher, \(fallen.name): share found", student: fallen.own,
        teacher: fallen.teacher, allowed: classLimit),
      Answer(
        "least found class, \(rare.name): share found"
          + (rare.teacher < foundLimit ? " (little by the teacher, too)" : ""),
        student: rare.own, teacher: rare.teacher, least: foundLimit),
    ]
  }

  /// The group whose accuracy falls most.
  private static func worstGroup(_ student: ReportedStudent) -> Answer? {
    let large = student.rankedGroups.filter { $0.student.total >= rowLimit }
    guard large.count > 1,
      let worst = large.min(by: {
        $0.student.accuracy - $0.teacher.accuracy < $1.student.accuracy - $1.teacher.accuracy
      })
    else { return nil }
    return Answer(
      "worst group against the teacher, \(worst.identifier): accuracy",
      student: worst.student.accuracy,
      teacher: worst.teacher.accuracy, allowed: groupLimit)
  }

  private static func integers(_ student: ReportedStudent) -> Answer? {
    guard let test = student.test, let changed = test.int8Disagreements else { return nil }
    let share = Double(changed) / Double(max(1, test.rows))
    return Answer(
      "labels that \(student.integersNoun) changes", student: NumberText.percent(share, 2),
      limit: "≤\(NumberText.space)\(NumberText.percent(integersLimit))",
      excess: share / integersLimit)
  }
}
