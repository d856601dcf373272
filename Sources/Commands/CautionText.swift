import Tessera

/// A caution about training rows, in one line.
struct CautionText {
  private let caution: TrainingCaution
  private let classNames: [String]?

  /// - Parameter classNames: nil for numbers.
  init(_ caution: TrainingCaution, classNames: [String]?) {
    (self.caution, self.classNames) = (caution, classNames)
  }

  var text: String {
    switch caution {
    case .fewRows(let count, let lower):
      "\(Format.integer(count)) training rows are so few that figures mean little: even if a student "
        + "had the teacher's answer on all of them, \(percent(lower)) would be possible"
    case .fewRowsForWidth(let count, let features):
      "\(Format.integer(count)) training rows are few for \(Format.integer(features)) inputs: a "
        + "linear map can learn any answers to them by heart; trust held-out rows alone"
    case .teacherByChance(let accuracy, let share, let count):
      "the teacher labels \(percent(accuracy)) of \(Format.integer(count)) rows correctly, and one "
        + "label for all of them would \(percent(share)): look whether labels, logits and inputs are "
        + "in the same order of rows, and the head that of this teacher"
    case .permutedClasses(let answers, let accuracy, let reordered):
      "the classes of labels and logits seem to be in another order: as they are, the teacher is "
        + "right on \(percent(accuracy)) of the rows, and on \(percent(reordered)) where "
        + pairs(answers)
    case .oneAnswer(let index, let count):
      "the teacher answers \(list([index])) for all \(Format.integer(count)) training rows: agreement says "
        + "nothing then; where its outputs are numbers and no classes, give --task regression"
    case .unansweredByTeacher(let classes, let count):
      "the teacher never answers \(list(classes)) in \(Format.integer(count)) training rows: no "
        + "student can learn \(classes.count == 1 ? "it" : "them")"
    case .unansweredByStudent(let classes, let teacherCount, let count):
      "the student never answers \(list(classes)), as the teacher does on "
        + "\(Format.integer(teacherCount)) of \(Format.integer(count)) training rows"
    case .lostTargets(let targets, let worst, let float, let int8):
      "the packed student loses the targets \(list(targets, title: "")): R2 of target \(name(worst)) is "
        + "\(Format.score(int8, 3)), and the float student's \(Format.score(float, 3)); bring the "
        + "targets to one unit"
    }
  }

  /// The most classes that are named.
  private static let longestList = 5

  private func list(_ classes: [Int], title: String = "class ") -> String {
    let more = classes.count - Self.longestList
    return title + classes.prefix(Self.longestList).map(name).joined(separator: ", ")
      + (more > 0 ? " and \(Format.integer(more)) more" : "")
  }

  private func pairs(_ answers: [Int: Int]) -> String {
    let moved = answers.filter { $0.key != $0.value }.sorted { $0.key < $1.key }
    let more = moved.count - Self.longestList
    return moved.prefix(Self.longestList)
      .map { "output \($0.value) is label \($0.key)" }.joined(separator: ", ")
      + (more > 0 ? " and \(Format.integer(more)) more" : "")
  }

  private func name(_ index: Int) -> String {
    guard let classNames, classNames.indices.contains(index) else { return "\(index)" }
    return "\(index) (\(classNames[index]))"
  }

  private func percent(_ share: Double) -> String { Format.percent(share) }
}
