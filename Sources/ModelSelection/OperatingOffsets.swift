internal import Evaluation
public import Rows

/// Chooses the offsets of outputs that let a student decide elsewhere.
///
/// A goal of one class, and any goal of two classes, has one threshold. For a score it is that of the best
/// *expected* score, by probabilities that are calibrated on the rows: a threshold that counts these rows
/// follows their accidents, and this one has only two numbers to do so. Source: O. Koyejo et al.,
/// Consistent binary classification with generalized performance metrics, 2014. For a share every
/// threshold is counted. For a mean over more classes the offsets are found by counting, one class after
/// the other, in their order, again and again while that gains, `roundLimit` times at most.
public struct OperatingOffsets: Sendable, Equatable {
  /// What is wanted.
  public let goal: OperatingGoal
  /// The class that a goal of one class is for.
  public let positive: Int

  /// The most rounds over all classes.
  static let roundLimit = 8
  /// A score within .002 of the best is as good, so that the middle of such a range is taken. A share
  /// that was asked for has no such range: there it is the whole range of equal values.
  static let tolerance = 0.002

  /// - Parameters:
  ///   - goal: what is wanted.
  ///   - positive: the class that it is for; 0 or more. A mean over classes needs none.
  public init(_ goal: OperatingGoal, positive: Int = 1) {
    self.goal = goal
    self.positive = positive
  }

  /// The offsets that are best for some rows. Where rows are counted they are 0 if nothing is better than
  /// the outputs as they are. They are 0, too, where a larger margin does not make a class more probable.
  ///
  /// - Parameters:
  ///   - outputs: N × C, of rows that the student was not fitted to.
  ///   - truth: N labels in 0 ..< C, −1 where it is not known. Such rows are left out.
  /// - Returns: C values, at least one of them 0.
  /// - Precondition: C is at least 2, and `positive` is one of C classes.
  /// - Complexity: O(N (C + log N)) for one threshold; O(rounds · C · N (C + log N)) for several.
  public func offsets(for outputs: Matrix<Double>, truth: [Int]) -> [Double] {
    let count = outputs.columnCount
    precondition(count >= 2 && positive < count, "a class of two or more")
    precondition(outputs.rowCount == truth.count, "a label for each row")
    let known = truth.indices.filter { truth[$0] >= 0 }
    var offsets = [Double](repeating: 0, count: count)
    guard !known.isEmpty else { return offsets }
    let rows = known.count == truth.count ? outputs : outputs.gathering(rows: known)
    let labels = known.map { truth[$0] }
    if goal.isOfOneClass || count == 2 {
      let moved = goal.isOfOneClass ? positive : 1
      if case .best(let score) = goal {
        offsets[moved] = Self.expected(score, of: moved, for: rows, labels)
      } else {
        improve(&offsets, of: moved, for: rows, labels)
      }
      return offsets
    }
    for _ in 0..<Self.roundLimit {
      var gained = false
      for moved in 1..<count where improve(&offsets, of: moved, for: rows, labels) {
        gained = true
      }
      if !gained { break }
    }
    return offsets
  }

  /// The offset of one output with the best expected score.
  private static func expected(
    _ score: DecisionScore, of moved: Int, for outputs: Matrix<Double>, _ truth: [Int]
  ) -> Double {
    let none = [Double](repeating: 0, count: outputs.columnCount)
    let margins = margins(of: moved, in: outputs, offsets: none).margins
    let calibration = LogisticCalibration(
      margins: margins, isMember: truth.map { $0 == moved })
    guard calibration.slope > 0 else { return 0 }
    var expected = ExpectedScore(
      score, probabilities: margins.map { calibration.probability(at: $0) })
    let line = OffsetLine(tolerance: 0)
    return line.best(margins) {
      expected.enter($0)
    } value: {
      expected.value
    }.offset
  }

  /// Moves one output where that is better.
  ///
  /// - Returns: whether it was moved.
  @discardableResult private func improve(
    _ offsets: inout [Double], of moved: Int, for outputs: Matrix<Double>, _ truth: [Int]
  ) -> Bool {
    let known = counts(outputs, truth, offsets: offsets).utility
    let (margins, rivals) = Self.margins(of: moved, in: outputs, offsets: offsets)
    var counts = DecisionCounts(
      truth: truth, answers: rivals, classCount: outputs.columnCount, goal: goal,
      positive: positive)
    let line = OffsetLine(tolerance: tolerance)
    let choice = line.best(margins) { row in
      counts.move(truth: truth[row], from: rivals[row], to: moved)
    } value: {
      counts.utility
    }
    guard choice.best > known else { return false }
    var candidate = offsets
    candidate[moved] = choice.offset
    // The middle of a range may be worth less than the best of it.
    guard self.counts(outputs, truth, offsets: candidate).utility > known else { return false }
    offsets = candidate
    return true
  }

  private var tolerance: Double {
    if case .best = goal { Self.tolerance } else { 0 }
  }

  private func counts(
    _ outputs: Matrix<Double>, _ truth: [Int], offsets: [Double]
  ) -> DecisionCounts {
    DecisionCounts(
      truth: truth, answers: Self.answers(to: outputs, offsets: offsets),
      classCount: outputs.columnCount, goal: goal, positive: positive)
  }

  /// Whether the outputs reach the share that is asked for; true where a score is.
  ///
  /// - Parameters:
  ///   - outputs: N × C.
  ///   - truth: N labels, −1 where it is not known.
  ///   - offsets: C values.
  /// - Complexity: O(N · C).
  public func areReached(by outputs: Matrix<Double>, truth: [Int], offsets: [Double]) -> Bool {
    let known = truth.indices.filter { truth[$0] >= 0 }
    return counts(outputs.gathering(rows: known), known.map { truth[$0] }, offsets: offsets)
      .reachesGoal
  }

  /// The labels of moved outputs; the lowest class among equal ones.
  ///
  /// - Parameters:
  ///   - outputs: N × C.
  ///   - offsets: C values.
  /// - Complexity: O(N · C).
  public static func answers(to outputs: Matrix<Double>, offsets: [Double]) -> [Int] {
    (0..<outputs.rowCount).map { row in
      argmax(zip(outputs[row: row], offsets).map { $0 + $1 })
    }
  }

  /// By how much a class leads the best of the others, whose outputs are moved, and which that is: the
  /// lowest among equal ones.
  ///
  /// - Parameters:
  ///   - label: in 0 ..< C.
  ///   - outputs: N × C.
  ///   - offsets: C values, of which that of the class does not count.
  /// - Complexity: O(N · C).
  public static func margins(
    of label: Int, in outputs: Matrix<Double>, offsets: [Double]
  ) -> (margins: [Double], rivals: [Int]) {
    var margins: [Double] = []
    var rivals: [Int] = []
    for row in 0..<outputs.rowCount {
      let values = zip(outputs[row: row], offsets).map { $0 + $1 }
      let others = values.indices.filter { $0 != label }
      let rival = others.dropFirst().reduce(others[0]) { values[$1] > values[$0] ? $1 : $0 }
      margins.append(outputs[row, label] - values[rival])
      rivals.append(rival)
    }
    return (margins, rivals)
  }

  /// The answers to rows whose offsets were chosen without them: those of each fold from the rows of
  /// the other folds.
  ///
  /// - Parameters:
  ///   - outputs: N × C.
  ///   - truth: N labels, −1 where it is not known.
  ///   - folds: the fold of each row.
  /// - Returns: N labels.
  /// - Complexity: that of `offsets` for each fold.
  public func heldOutAnswers(
    to outputs: Matrix<Double>, truth: [Int], folds: [UInt8]
  ) -> [Int] {
    var answers = [Int](repeating: 0, count: truth.count)
    for fold in Set(folds).sorted() {
      let own = folds.indices.filter { folds[$0] == fold }
      let others = folds.indices.filter { folds[$0] != fold }
      let offsets = offsets(
        for: outputs.gathering(rows: others), truth: others.map { truth[$0] })
      let found = Self.answers(to: outputs.gathering(rows: own), offsets: offsets)
      for (row, answer) in zip(own, found) { answers[row] = answer }
    }
    return answers
  }
}
