internal import Evaluation
package import Student

/// Something about the training rows that a person should know before they trust the figures.
public enum TrainingCaution: Sendable, Equatable {
  /// So few rows that even a perfect score leaves an agreement of 0.9 open; `lower` is the lower end
  /// of its 95 % interval.
  case fewRows(count: Int, lower: Double)
  /// Fewer rows than twice the weights of one output: a linear map is likely to give them any two
  /// labels (T. M. Cover, "Geometrical and statistical properties of systems of linear inequalities",
  /// IEEE Transactions on Electronic Computers EC-14 (1965), 326-334).
  case fewRowsForWidth(count: Int, features: Int)
  /// The teacher labels no more rows correctly than one label for all would: `accuracy` and `share`.
  case teacherByChance(accuracy: Double, share: Double, rowCount: Int)
  /// Other names for the teacher's answers fit the labels much better: with class `answers[l]` taken
  /// for label l, `reordered` of the rows are right, and `accuracy` as they are.
  case permutedClasses(answers: [Int: Int], accuracy: Double, reordered: Double)
  /// Classes that the teacher never answers, ascending.
  case unansweredByTeacher(classes: [Int], rowCount: Int)
  /// The teacher answers one class for all rows.
  case oneAnswer(class: Int, rowCount: Int)
  /// Classes that the student never answers, ascending, and the rows to which the teacher does.
  case unansweredByStudent(classes: [Int], teacherCount: Int, rowCount: Int)
  /// Targets that the integers follow less well than the float student, ascending, and R² of both
  /// for the one that loses most.
  case lostTargets([Int], worst: Int, float: Double, int8: Double)

  /// The least agreement that a perfect score has to rule out.
  private static let leastAgreement = 0.9
  /// The fewest labels that can show chance.
  private static let leastLabelledCount = 20

  /// What the rows of a training set give reason for.
  ///
  /// - Parameters:
  ///   - set: the training rows.
  ///   - answers: the teacher's; nil where outputs are no logits of classes.
  /// - Complexity: O(C²) at most.
  package static func all(of set: TrainingSet, _ answers: TeacherAnswers?) -> [TrainingCaution] {
    let count = set.primaryCount
    let perfect = WilsonInterval(successes: count, trials: max(1, count))
    guard perfect.lower >= leastAgreement else {
      return [.fewRows(count: count, lower: perfect.lower)]
    }
    var cautions: [TrainingCaution] = []
    if set.rowCount < 2 * (set.featureCount + 1) {
      cautions.append(.fewRowsForWidth(count: set.rowCount, features: set.featureCount))
    }
    guard let answers else { return cautions }
    if let caution = labels(answers) { cautions.append(caution) }
    let unanswered = answers.counts.indices.filter { answers.counts[$0] == 0 }
    if unanswered.count + 1 == answers.counts.count {
      cautions.append(
        .oneAnswer(
          class: answers.counts.indices.first { answers.counts[$0] > 0 } ?? 0,
          rowCount: answers.rowCount))
    } else if !unanswered.isEmpty {
      cautions.append(.unansweredByTeacher(classes: unanswered, rowCount: answers.rowCount))
    }
    return cautions
  }

  /// How the teacher's answers and the labels go together.
  private static func labels(_ answers: TeacherAnswers) -> TrainingCaution? {
    let count = answers.labelledCount
    guard count > 0 else { return nil }
    let accuracy = Double(answers.hitCount) / Double(count)
    let interval = WilsonInterval(successes: answers.hitCount, trials: count)
    let share = Double(answers.largestLabelCount) / Double(count)
    if let other = answers.reordered {
      let lower = WilsonInterval(successes: other.hitCount, trials: count).lower
      if lower > interval.upper, lower > share {
        return .permutedClasses(
          answers: other.answers, accuracy: accuracy,
          reordered: Double(other.hitCount) / Double(count))
      }
    }
    // A few labels say nothing, and one label for all rows only where the teacher disagrees. Where one
    // class is rare, a teacher that finds it is hardly above one label for all, and above chance.
    let isByChance = accuracy <= share || interval.lower <= answers.shareByChance
    let isDoubtful =
      share < 1 ? interval.lower <= share && isByChance : interval.upper < leastAgreement
    return isDoubtful && count >= leastLabelledCount
      ? .teacherByChance(accuracy: accuracy, share: share, rowCount: count) : nil
  }

  /// Classes that a student never answers though the teacher does; nil where there are none.
  ///
  /// - Parameters:
  ///   - student: its labels, N values.
  ///   - teacher: the teacher's for the same rows.
  /// - Complexity: O(N).
  package static func unanswered(by student: [Int], teacher: [Int]) -> TrainingCaution? {
    let known = Set(student)
    let missed = teacher.filter { !known.contains($0) }
    guard !missed.isEmpty else { return nil }
    return .unansweredByStudent(
      classes: Set(missed).sorted(), teacherCount: missed.count, rowCount: teacher.count)
  }
}
