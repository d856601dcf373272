import Tessera
import Testing

@Suite("Cautions about training rows") struct TrainingCautionTests {
  /// The teacher's answer to a row, 0 ..< 3; four inputs each.
  private func cautions(
    answers: [Int], labels: [Int]? = nil, features: Int = 4
  ) throws -> [TrainingCaution] {
    var generator = SeededGenerator(seed: 2)
    let dump = try ActivationDump(
      inputs: Matrix(
        rowCount: answers.count, columnCount: features,
        elements: (0..<features * answers.count).map { _ in Float(generator.uniform()) }),
      logits: Matrix(
        rowCount: answers.count, columnCount: 3,
        elements: answers.flatMap { answer in (0..<3).map { $0 == answer ? 1 : 0 } }),
      labels: labels, parallelism: .serial)
    let set = try TrainingSet(dump)
    return TrainingCaution.all(of: set, try TeacherAnswers(set, parallelism: .serial))
  }

  private let classes = (0..<90).map { $0 % 3 }

  @Test("there are none for a teacher that is often right")
  func none() throws {
    #expect(try cautions(answers: classes).isEmpty)
    #expect(try cautions(answers: classes, labels: classes).isEmpty)
    let labels = classes.enumerated().map { $0.offset % 5 == 0 ? 0 : $0.element }
    #expect(try cautions(answers: classes, labels: labels).isEmpty)
  }

  @Test("labels in another order of rows look like chance")
  func shuffled() throws {
    let labels = (0..<90).map { $0 / 30 }
    guard
      case .teacherByChance(let accuracy, let share, 90)? = try cautions(
        answers: classes, labels: labels
      ).first
    else {
      Issue.record("no caution")
      return
    }
    #expect(abs(accuracy - 1.0 / 3) < 1e-12 && abs(share - 1.0 / 3) < 1e-12)
  }

  @Test("a teacher that finds a rare class is not by chance, and one that guesses it is")
  func rareClass() throws {
    let rare = [1, 1, 2] + Array(repeating: 0, count: 397)
    #expect(try cautions(answers: rare, labels: rare).isEmpty)
    guard
      case .teacherByChance? = try cautions(answers: rare, labels: Array(rare.reversed())).first
    else {
      Issue.record("no caution")
      return
    }
  }

  @Test("three labels show no chance, and one label for all rows does not excuse the teacher")
  func oneLabel() throws {
    let few = classes.enumerated().map { $0.offset < 3 ? $0.element : -1 }
    #expect(try cautions(answers: classes, labels: few).isEmpty)
    guard
      case .teacherByChance(_, 1, 90)? = try cautions(
        answers: classes, labels: classes.map { _ in 0 }
      ).first
    else {
      Issue.record("no caution")
      return
    }
    #expect(
      try cautions(answers: classes.map { _ in 1 }, labels: classes.map { _ in 1 })
        == [.oneAnswer(class: 1, rowCount: 90)])
  }

  @Test("classes in another order are told from rows in another order")
  func permuted() throws {
    let moved = try cautions(answers: classes, labels: classes.map { ($0 + 1) % 3 })
    #expect(
      moved == [.permutedClasses(answers: [1: 0, 2: 1, 0: 2], accuracy: 0, reordered: 1)])
    let swapped = try cautions(answers: classes, labels: classes.map { [1, 0, 2][$0] })
    #expect(
      swapped
        == [.permutedClasses(answers: [0: 1, 1: 0, 2: 2], accuracy: 1.0 / 3, reordered: 1)])
  }

  @Test("a class that is never answered is named, by the teacher and by the student")
  func unanswered() throws {
    let answers = classes.map { min($0, 1) }
    #expect(
      try cautions(answers: answers) == [.unansweredByTeacher(classes: [2], rowCount: 90)])
    #expect(
      TrainingCaution.unanswered(by: [0, 0, 1], teacher: [2, 0, 2])
        == .unansweredByStudent(classes: [2], teacherCount: 2, rowCount: 3))
    #expect(TrainingCaution.unanswered(by: [0, 1, 2], teacher: [0, 0, 0]) == nil)
  }

  @Test("few rows leave much open, or are few for the inputs")
  func fewRows() throws {
    let five = try cautions(answers: Array(classes.prefix(5)))
    guard case .fewRows(5, let lower)? = five.first else {
      Issue.record("no caution")
      return
    }
    // Wilson's lower end of 5 of 5 is 5 / (5 + 1.96²).
    #expect(five.count == 1 && abs(lower - 5 / (5 + 1.96 * 1.96)) < 1e-12)
    #expect(try cautions(answers: Array(classes.prefix(34))).count == 1)
    #expect(try cautions(answers: Array(classes.prefix(35))).isEmpty)
    // 90 rows suffice for 44 inputs and an offset.
    #expect(try cautions(answers: classes, features: 44).isEmpty)
    #expect(
      try cautions(answers: classes, features: 45)
        == [.fewRowsForWidth(count: 90, features: 45)])
  }
}
