public import Evaluation
public import ModelSelection

/// Where a student decides: what was asked for, the offsets that it takes, and what they are worth.
///
/// The offsets are in the biases of the student. All other figures of a record are of the moved
/// student, but for the cross-validated scores of candidates, which compare outputs as they were fitted.
public struct OperatingPoint: Sendable, Equatable, Codable {
  /// The labels that count as true.
  public enum Truth: String, Sendable, Codable {
    /// The true labels.
    case labels
    /// The teacher's, because the dump has no true ones.
    case teacher
  }

  /// What was asked for.
  public var goal: OperatingGoal
  /// The class that is looked for; nil where the goal is of all classes and there are more than two.
  public var positive: Int?
  /// Whether the goal was reached by the rows that chose the offsets: a score always is.
  public var isReached: Bool
  /// What is added to the output of each class, C values.
  public var offsets: [Double]
  /// The labels that count as true.
  public var truth: Truth
  /// The rows whose label is known. Each was asked of a student that was fitted without its fold.
  public var rows: Int
  /// The groups that these rows are of, and that intervals are taken over; nil without groups.
  public var groups: Int?
  /// The figures without offsets.
  public var before: OperatingFigures
  /// The figures with the offsets, on the rows that chose them.
  public var after: OperatingFigures
  /// The figures where each fold is decided with offsets that the other folds chose: what to expect.
  public var heldOut: OperatingFigures
  /// The share of all rows that are given the teacher's label, without offsets and with them.
  public var agreement: Agreement
  /// What other thresholds reach for the class that is looked for; nil without such a class.
  public var curve: DecisionCurve?
  /// The students that were compared by the goal, by ascending size; nil where another score chose.
  public var rivals: [Rival]?

  /// A student of the front, by the score that was asked for.
  public struct Rival: Sendable, Equatable, Codable {
    /// Its structure.
    public var title: String
    /// Of the packed student.
    public var bytes: Int
    /// The score on rows whose fold chose neither maps nor offsets, 0 ... 1.
    public var heldOut: Double

    /// A student and its score.
    package init(title: String, bytes: Int, heldOut: Double) {
      self.title = title
      self.bytes = bytes
      self.heldOut = heldOut
    }
  }

  /// Agreement with the teacher, 0 ... 1.
  public struct Agreement: Sendable, Equatable, Codable {
    /// Without offsets.
    public var before: Double
    /// With the offsets.
    public var after: Double
    /// With offsets that the other folds chose.
    public var heldOut: Double
  }

  /// Chooses offsets for outputs and measures them.
  ///
  /// - Parameters:
  ///   - goal: what is asked for.
  ///   - positive: the class that is looked for, in 0 ..< C; nil for none.
  ///   - rows: the outputs that choose.
  ///   - groups: of these rows; nil for rows that stand for themselves.
  /// - Throws: `ModelSelectionError.oneSidedClass`.
  /// - Precondition: a goal of one class has a class.
  /// - Complexity: that of `OperatingOffsets.offsets`, for all rows and for those of each fold.
  package init(
    _ goal: OperatingGoal, positive: Int?, rows: OutOfFold, groups: [Int]?
  ) throws(ModelSelectionError) {
    precondition(!goal.isOfOneClass || positive != nil, "a class that is looked for")
    let (truth, outputs) = (rows.truth, rows.outputs)
    let known = truth.count { $0 >= 0 }
    if let positive {
      let count = truth.count { $0 == positive }
      guard count > 0, count < known else { throw .oneSidedClass(positive) }
    }
    let search = OperatingOffsets(goal, positive: positive ?? 0)
    let offsets = search.offsets(for: outputs, truth: truth)
    let none = [Double](repeating: 0, count: offsets.count)
    let plain = OperatingOffsets.answers(to: outputs, offsets: none)
    let moved = OperatingOffsets.answers(to: outputs, offsets: offsets)
    let held = search.heldOutAnswers(to: outputs, truth: truth, folds: rows.folds.assignment)
    func figures(_ answers: [Int]) -> OperatingFigures? {
      OperatingFigures(
        truth: truth, answers: answers, groups: groups, classCount: rows.classCount,
        positive: positive)
    }
    guard let before = figures(plain), let after = figures(moved), let heldOut = figures(held)
    else {
      throw .oneSidedClass(positive ?? 0)
    }
    self.goal = goal
    self.positive = positive
    self.offsets = offsets
    self.before = before
    self.after = after
    self.heldOut = heldOut
    isReached = search.areReached(by: outputs, truth: truth, offsets: offsets)
    self.truth = rows.isByTeacher ? .teacher : .labels
    self.rows = known
    self.groups = groups.map { groups in
      Set(groups.indices.filter { truth[$0] >= 0 }.map { groups[$0] }).count
    }
    agreement = Agreement(
      before: Evaluation.Agreement(of: plain, with: rows.teacher).share,
      after: Evaluation.Agreement(of: moved, with: rows.teacher).share,
      heldOut: Evaluation.Agreement(of: held, with: rows.teacher).share)
    curve = positive.flatMap { positive in
      let places = truth.indices.filter { truth[$0] >= 0 }
      let margins = OperatingOffsets.margins(of: positive, in: outputs, offsets: none).margins
      return DecisionCurve(
        margins: places.map { margins[$0] }, isPositive: places.map { truth[$0] == positive },
        groups: groups.map { groups in places.map { groups[$0] } }, positive: positive)
    }
  }
}
