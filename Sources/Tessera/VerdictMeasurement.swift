internal import Evaluation
internal import ModelSelection
internal import Records
internal import Rows
internal import Student

extension Verdict {
  /// The verdict on a search, with its reasons; nil where a student follows, and where outputs are no
  /// logits of classes.
  ///
  /// - Parameters:
  ///   - table: every candidate.
  ///   - search: the search that tried them.
  ///   - budget: the most bytes that were allowed; nil for no limit.
  ///   - set: the training rows.
  ///   - answers: the teacher's.
  ///   - parallelism: how many threads.
  /// - Throws: as `Search.fit` does.
  /// - Complexity: O(candidates) where a student follows; one more fit otherwise.
  init?(
    _ table: CrossValidationTable, of search: Search, budget: Int?, on set: TrainingSet,
    answers: TeacherAnswers?, parallelism: Parallelism
  ) throws {
    let affordable = table.candidates.filter { $0.byteCount <= budget ?? .max }
    guard let answers, let best = affordable.best else { return nil }
    self.init(
      best: best, chance: answers.largestShare, rows: set.primaryCount, inputs: set.featureCount)
    let fit = try TrainingFit(best, of: search, on: set, parallelism: parallelism)
    let shift = try ShiftMeasurement(set, parallelism: parallelism)
    // Shifts that come to no more than one answer for all explain nothing.
    let isShifted = shift.map { $0.isMisaligned && $0.shiftedShare > chance } ?? false
    reasons = [
      shift.flatMap { isShifted ? $0.reason(.shift, beside: $0.shiftedShare) : nil },
      fit.interval.lower >= needed
        ? Reason(kind: .rows, share: fit.share, other: agreement, count: set.primaryCount) : nil,
      affordable.bestOfHalf(of: best).map {
        Reason(kind: .bytes, share: $0, other: agreement, count: best.byteCount)
      },
      answers.meanCertainty < needed
        ? Reason(
          kind: .teacher, share: answers.meanCertainty, other: needed, count: answers.rowCount)
        : nil,
    ].compactMap(\.self)
    if lowerAgreement <= chance, let shift, !isShifted, shift.interval.lower <= chance {
      reasons.append(shift.reason(.order, beside: chance))
    }
    if reasons.allSatisfy({ $0.kind == .order }) {
      reasons.append(Reason(kind: .form, share: fit.share, other: needed, count: fit.rowCount))
    }
  }
}

extension ShiftMeasurement {
  fileprivate var shiftedShare: Double { Double(shiftedHitCount) / Double(rowCount) }

  /// Of the rows whose nearest other row has the same answer.
  fileprivate var interval: WilsonInterval {
    WilsonInterval(successes: hitCount, trials: rowCount)
  }

  fileprivate func reason(_ kind: Verdict.Reason.Kind, beside other: Double) -> Verdict.Reason {
    Verdict.Reason(
      kind: kind, share: Double(hitCount) / Double(rowCount), other: other, count: rowCount)
  }
}

/// How a student follows the teacher on rows that trained it.
private struct TrainingFit {
  let rowCount: Int
  let share: Double
  let interval: WilsonInterval

  private static let rowLimit = 1_024

  init(
    _ candidate: Candidate, of search: Search, on set: TrainingSet, parallelism: Parallelism
  ) throws {
    let model = try search.fit(candidate, to: set, parallelism: parallelism)
    rowCount = min(Self.rowLimit, set.primaryCount)
    let rows = (0..<rowCount).map { [rowCount] in $0 * set.primaryCount / rowCount }
    let outputs = model.predict(try set.storedInputs.gathering(rows: rows, as: Float.self)).outputs
    let logits = try set.logits?.gathering(rows: rows, as: Double.self) ?? outputs
    let agreement = Agreement(
      of: argmaxPerRow(outputs.elements, columnCount: outputs.columnCount),
      with: argmaxPerRow(logits.elements, columnCount: logits.columnCount))
    share = agreement.share
    interval = WilsonInterval(
      successes: agreement.count - agreement.disagreements, trials: agreement.count)
  }
}

extension [Candidate] {
  /// The candidate of the highest agreement, the smallest and then the first among equals.
  fileprivate var best: Candidate? {
    var best: (candidate: Candidate, agreement: Double)?
    for candidate in self {
      guard let agreement = candidate.scores.mean(.agreement) else { continue }
      if let best, (agreement, -candidate.byteCount) <= (best.agreement, -best.candidate.byteCount)
      {
        continue
      }
      best = (candidate, agreement)
    }
    return best?.candidate
  }

  /// The agreement of the best candidate of at most half the bytes of `best`; nil where it is as good
  /// within the interval of their paired difference (95 %), or where larger students were tried in
  /// vain.
  fileprivate func bestOfHalf(of best: Candidate) -> Double? {
    let largest = map(\.byteCount).max() ?? 0
    guard 2 * best.byteCount > largest,
      let half = filter({ 2 * $0.byteCount <= best.byteCount }).best,
      let scores = best.scores[.agreement], let others = half.scores[.agreement],
      scores.count == others.count, scores.count > 1
    else { return nil }
    let difference = PairedDifference(of: scores, from: others)
    let quantile = WilsonInterval.studentQuantile(degreesOfFreedom: Double(scores.count - 1))
    return difference.mean > quantile * difference.standardError
      ? half.scores.mean(.agreement) : nil
  }
}
