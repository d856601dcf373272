internal import Evaluation
internal import ModelSelection
internal import Records
internal import Rows
internal import Student

/// The students of a front, compared by F of one class.
///
/// The measures that compare candidates are means over groups, and a group without the class has no F. So
/// each student of the front is asked for the rows that it has not seen, each fold decides where the other
/// folds say, and F is taken of all rows. The best wins; one within .001 of it that is smaller goes first.
struct DecisionChoice: Sendable {
  /// The candidate that was chosen.
  let selection: Selection
  /// Where it decides.
  let point: OperatingPoint
  /// F of the chosen one, for comparisons group by group: of folds where there are no groups.
  let score: LinearizedScore?

  /// What a smaller student may lose.
  static let tolerance = 0.001

  /// Compares the front of a table.
  ///
  /// - Parameters:
  ///   - choice: of structures, by a measure.
  ///   - goal: with a score that compares students.
  ///   - budget: the most bytes of the packed student; nil for no limit.
  ///   - share: of the inputs that are kept; nil for all.
  /// - Complexity: that of `Search.outOfFold` for each student of the front.
  init(
    _ choice: Sweep.Choice, by goal: OperatingRequest.Resolved, of search: Search,
    on set: TrainingSet, budget: Int?, keeping share: Double?, parallelism: Parallelism,
    progress: ProgressHandler?
  ) throws(ModelSelectionError) {
    let known = choice.selection.chosen
    let front = choice.table.front(by: choice.selection.score, including: known)
      .filter { $0.byteCount <= budget ?? .max }
    var trials: [Trial] = []
    for (index, candidate) in front.enumerated() {
      let rows = try search.outOfFold(
        of: candidate, on: set, keeping: share, parallelism: parallelism
      ) { done, total in
        progress?(
          ProgressReport(
            "decide", done: index * total + done, total: front.count * total, unit: .cells))
      }
      trials.append(
        Trial(
          candidate: candidate, point: try goal.point(of: rows, groups: set.groups),
          score: goal.heldOutScore(of: rows, groups: set.groups)))
    }
    let best = trials.map(\.value).max() ?? 0
    guard let winner = trials.first(where: { $0.value >= best - Self.tolerance }) else {
      preconditionFailure("a front has its chosen candidate")
    }
    selection = choice.selection.choosing(winner.candidate)
    score = winner.score
    var point = winner.point
    point.rivals = trials.map {
      OperatingPoint.Rival(
        title: $0.candidate.title, bytes: $0.candidate.byteCount, heldOut: $0.value)
    }
    self.point = point
  }

  private struct Trial {
    let candidate: Candidate
    let point: OperatingPoint
    let score: LinearizedScore?

    var value: Double { score?.value ?? 0 }
  }
}

extension OperatingRequest.Resolved {
  /// F of rows whose offsets come from the other folds; nil where no row is of the class.
  fileprivate func heldOutScore(of rows: OutOfFold, groups: [Int]?) -> LinearizedScore? {
    guard let comparison, let positive else { return nil }
    let answers = OperatingOffsets(goal, positive: positive).heldOutAnswers(
      to: rows.outputs, truth: rows.truth, folds: rows.folds.assignment)
    return LinearizedScore(
      beta: comparison.beta, of: positive, truth: rows.truth, answers: answers,
      groups: groups.map { Array($0.prefix(answers.count)) }
        ?? rows.folds.assignment.map { Int($0) })
  }
}
