/// A candidate that stands for its structure, and the scores of the structure.
struct Standing {
  let candidate: Candidate
  /// The mean scores: in each split of the rows into groups, or of all repeats and of each one.
  let means: [Double]
  /// The scores of each fold, in the mean over the fits that the structure is compared by.
  private let scores: FoldScores

  /// Smaller differences are none: of shares, and of others relative to the better one.
  static let tolerance = 0.001

  init(candidate: Candidate, means: [Double]) {
    self.candidate = candidate
    self.means = means
    scores = candidate.scores
  }

  /// By its own scores.
  init(_ candidate: Candidate, score: Score) {
    self.init(
      candidate: candidate,
      means: [candidate.scores, candidate.clusterScores].compactMap { $0?.mean(score) }
        + (candidate.repeatScores?[score] ?? []))
  }

  /// By the mean over some fits of its structure, which does not depend on the luck of one fit.
  ///
  /// - Parameter equals: fits that are as good as the best, at least one.
  init(_ candidate: Candidate, among equals: [Candidate], score: Score) {
    self.candidate = candidate
    scores = FoldScores(meanOf: equals.map(\.scores))
    let repeats = equals.compactMap(\.repeatScores)
    means =
      [scores.mean(score)].compactMap(\.self)
      + (repeats.count == equals.count ? FoldScores(meanOf: repeats)[score] ?? [] : [])
  }

  /// Whether `best` gains next to nothing over this one.
  ///
  /// That is so where the gain is small in every split or deal. Where groups were split in two ways, one
  /// way that sees a loss counts, too, unless the other sees a larger gain. Where rows were dealt
  /// repeatedly, because they are few, the divergence is asked: it says more than counts of labels. A
  /// gain of the score within one standard error is none where the divergence sees a loss. It does not
  /// compare a refined fit with one in closed form, whose refinement would have another divergence.
  func isNearly(_ best: Standing, score: Score) -> Bool {
    let gains = zip(means, best.means).map { own, other in
      (score.utility(other) - score.utility(own))
        / (score == .mse || score == .divergence ? abs(other) : 1)
    }
    if gains.allSatisfy({ $0 <= Self.tolerance }) { return true }
    guard candidate.repeatScores == nil else {
      return candidate.isDistilled == best.candidate.isDistilled
        && divergesLess(than: best) && scores.areEquivalent(to: best.scores, score: score)
    }
    // Another split of the groups sees a loss for a reason; one of several deals would by luck.
    return gains.contains { $0 < -Self.tolerance }
      && gains.reduce(0, +) <= Self.tolerance * Double(gains.count)
  }

  private func divergesLess(than other: Standing) -> Bool {
    guard let own = scores.mean(.divergence), let reference = other.scores.mean(.divergence) else {
      return false
    }
    return own < reference
  }
}
