internal import Evaluation
internal import Student

/// The choice of a fit where whole groups were held out.
///
/// Twenty patients do not settle a strength: most fits lie within the noise of the best. So the choice
/// goes to the side on which a student of other patients is safer.
///
/// 1. Maps of groups and weights of classes: the strongest pair of which some fit is within two
///    standard errors of the best fit, in each split of the groups.
/// 2. Corrections and strengths: of the fits of that pair within one standard error of its best, the
///    one with the smallest corrections, then the strongest penalty.
/// 3. Distillation, which has no maps of groups and no weights of classes: only where the chosen closed
///    form is not within two standard errors of it. Both are fitted again in the same folds.
///
/// Structures are compared by the mean of their fits within two standard errors of the best, which
/// does not depend on the luck of one fit. A refined structure adds what distillation gains.
struct GroupedChoice {
  let score: Score

  /// The standard errors that a safer fit may be below the best.
  private static let errors = 2.0

  /// One fit of a structure.
  ///
  /// - Parameter group: the candidates of one structure, at least one.
  /// - Complexity: O(c) for c candidates.
  func representative(of group: [Candidate]) -> Candidate {
    let closed = group.filter { !$0.isDistilled }
    let distilled = group.filter(\.isDistilled)
    guard !closed.isEmpty else { return best(of: distilled, in: \.ownScores) }
    let chosen = strongest(of: closed)
    guard !distilled.isEmpty else { return chosen }
    let other = strongest(of: distilled)
    guard let gain = gain(of: other, over: chosen), gain.mean > Self.errors * gain.standardError
    else { return chosen }
    return other
  }

  /// What distillation gains over a closed form, where the two have the same folds if that was tried.
  private func gain(of distilled: Candidate, over closed: Candidate) -> PairedDifference? {
    guard let reference = closed.refittedScores?[score] ?? closed.scores[score],
      let own = distilled.scores[score], own.count > 1, own.count == reference.count
    else { return nil }
    return PairedDifference(of: own.map(score.utility), from: reference.map(score.utility))
  }

  /// The fit that stands for a structure, and the scores by which the structure is compared with
  /// others.
  ///
  /// - Parameter group: the candidates of one structure, at least one.
  func standing(of group: [Candidate]) -> Standing {
    let chosen = representative(of: group)
    let closed = group.filter { !$0.isDistilled }
    guard !closed.isEmpty else { return Standing(chosen, score: score) }
    var equals = equivalents(of: closed, errors: Self.errors)
    var gained = 0.0
    if chosen.isDistilled {
      let reference = strongest(of: closed)
      guard reference.refittedScores != nil, let gain = gain(of: chosen, over: reference) else {
        return Standing(chosen, score: score)
      }
      equals = [reference]
      gained = score.utility(gain.mean)
    }
    func mean(_ split: KeyPath<Candidate, FoldScores?>) -> Double? {
      let means = equals.compactMap { $0[keyPath: split]?.mean(score) }
      return means.count == equals.count
        ? means.reduce(0, +) / Double(means.count) + gained : nil
    }
    return Standing(
      candidate: chosen, means: [mean(\.ownScores), mean(\.clusterScores)].compactMap(\.self))
  }

  private func strongest(of group: [Candidate]) -> Candidate {
    let possible = equivalents(of: group, errors: Self.errors)
    let pair = possible.map { Robustness($0) }.min() ?? Robustness(group[0])
    let own = group.filter { Robustness($0) == pair }
    return equivalents(of: own, errors: 1)
      .min { ($0.correctionScale ?? 1, -$0.lambda) < ($1.correctionScale ?? 1, -$1.lambda) }
      ?? best(of: own, in: \.ownScores)
  }

  /// The candidates within some standard errors of the best in every split.
  private func equivalents(of group: [Candidate], errors: Double) -> [Candidate] {
    guard !group.isEmpty else { return [] }
    let first = best(of: group, in: \.ownScores)
    let second = best(of: group, in: \.clusterScores)
    return group.filter {
      isWithin(errors, $0, of: first, in: \.ownScores)
        && isWithin(errors, $0, of: second, in: \.clusterScores)
    }
  }

  private func isWithin(
    _ errors: Double, _ candidate: Candidate, of best: Candidate,
    in split: KeyPath<Candidate, FoldScores?>
  ) -> Bool {
    guard let difference = difference(of: candidate, from: best, in: split) else { return true }
    return -difference.mean <= errors * difference.standardError
  }

  /// nil where there are no such scores.
  private func difference(
    of candidate: Candidate, from other: Candidate, in split: KeyPath<Candidate, FoldScores?>
  ) -> PairedDifference? {
    guard let own = candidate[keyPath: split]?[score],
      let reference = other[keyPath: split]?[score], own.count > 1
    else { return nil }
    return PairedDifference(of: own.map(score.utility), from: reference.map(score.utility))
  }

  /// The first candidate of the best mean.
  private func best(
    of group: [Candidate], in split: KeyPath<Candidate, FoldScores?>
  ) -> Candidate {
    func utility(_ candidate: Candidate) -> Double {
      candidate[keyPath: split]?.mean(score).map(score.utility) ?? -.infinity
    }
    return group.dropFirst().reduce(group[0]) { utility($1) > utility($0) ? $1 : $0 }
  }
}

/// How far a fit keeps groups and classes from bending the maps that all rows share: more of it comes
/// first.
private struct Robustness: Comparable {
  private let nuisance: Double
  private let balance: Double

  init(_ candidate: Candidate) {
    nuisance = candidate.nuisance ?? .infinity
    balance = candidate.balance
  }

  static func < (left: Robustness, right: Robustness) -> Bool {
    (left.nuisance, -left.balance) < (right.nuisance, -right.balance)
  }
}

extension Candidate {
  fileprivate var ownScores: FoldScores? { scores }
}
