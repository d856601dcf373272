internal import Evaluation
internal import Student

extension CrossValidationTable {
  /// One candidate for each structure. The divergence decides its strength and way of fitting,
  /// because it is fitted and has more information than counts of labels.
  ///
  /// The strongest strength wins that is within one standard error of the lowest divergence: the more
  /// regular student serves rows of other groups, too. The paired difference to the fit of lowest
  /// divergence counts in the divergence and in the score. Of the closed form and distillation the one
  /// of lower divergence wins. In a grid, and without divergences, all candidates represent
  /// themselves. Where whole groups share a partition, see `GroupedChoice`.
  ///
  /// - Parameter score: the measure in which a stronger fit may not lose, and that compares fits over
  ///   groups.
  /// - Complexity: O(c²) for c candidates.
  package func representatives(by score: Score) -> [Candidate] {
    if isOfGroups {
      let choice = GroupedChoice(score: score)
      return candidates.grouped { $0.structure }.map { choice.representative(of: $0) }
    }
    guard representsStructures else { return candidates }
    return candidates.grouped { $0.structure }.map { group in
      let strongest = group.grouped { $0.isDistilled }.map { Self.strongest(of: $0, by: score) }
      return Self.lowest(strongest.reversed())
    }
  }

  /// Whether fits were tried with maps of groups, so that groups were scored and not folds.
  var isOfGroups: Bool { grouped && candidates.contains { $0.nuisance != nil } }

  /// One standing for each structure, or for each candidate of a grid.
  ///
  /// A structure is compared by the mean of its fits that are as good as the best, and of the kind that
  /// represents it: closed form or distillation. So it does not pay for the stronger fit that stands for
  /// it.
  ///
  /// - Complexity: O(c²) for c candidates.
  func standings(by score: Score) -> [Standing] {
    if isOfGroups {
      let choice = GroupedChoice(score: score)
      return candidates.grouped { $0.structure }.map { choice.standing(of: $0) }
    }
    let chosen = representatives(by: score)
    guard representsStructures, !grouped else { return chosen.map { Standing($0, score: score) } }
    return chosen.map { candidate in
      let alike = candidates.filter {
        $0.structure == candidate.structure && $0.isDistilled == candidate.isDistilled
      }
      return Standing(candidate, among: Self.equivalents(of: alike, by: score), score: score)
    }
  }

  /// Whether one candidate stands for a structure, by its divergence.
  private var representsStructures: Bool {
    !isGrid && candidates.allSatisfy { $0.scores.divergence != nil }
  }

  private static func strongest(of group: [Candidate], by score: Score) -> Candidate {
    let equals = equivalents(of: group, by: score)
    let strength = equals.map(\.lambda).max()
    return lowest(equals.filter { $0.lambda == strength })
  }

  /// The fits within one standard error of the lowest divergence, in the divergence and in the score: that
  /// one at least.
  private static func equivalents(of group: [Candidate], by score: Score) -> [Candidate] {
    let best = lowest(group)
    return group.filter {
      $0.isEquivalent(to: best, score: .divergence)
        && (best.scores[score] == nil || $0.isEquivalent(to: best, score: score))
    }
  }

  /// The candidate of lowest mean divergence, the first among equals.
  static func lowest(_ group: [Candidate]) -> Candidate {
    group.dropFirst().reduce(group[0]) { best, other in
      (other.scores.mean(.divergence) ?? .infinity) < (best.scores.mean(.divergence) ?? .infinity)
        ? other : best
    }
  }
}

extension FoldScores {
  /// Whether the paired difference to `best` is within one standard error.
  ///
  /// Scores that do not pair are compared by their means: where a fold has no row with a label, and where
  /// all labels are in one fold.
  func areEquivalent(to best: FoldScores, score: Score) -> Bool {
    guard let own = self[score], let reference = best[score] else { return false }
    guard own.count == reference.count, own.count > 1 else {
      return score.utility(mean(score) ?? 0) >= score.utility(best.mean(score) ?? 0)
    }
    let difference = PairedDifference(
      of: own.map(score.utility), from: reference.map(score.utility))
    return -difference.mean <= difference.standardError
  }
}

extension Candidate {
  /// Whether the paired difference of the folds' scores to those of `best` is within one standard
  /// error.
  func isEquivalent(to best: Candidate, score: Score) -> Bool {
    scores.areEquivalent(to: best.scores, score: score)
  }

  /// Whether this is as good as `best` by the score, and by the divergence where that is known.
  func isAsGood(as best: Candidate, score: Score) -> Bool {
    isEquivalent(to: best, score: score)
      && (scores.divergence == nil || isEquivalent(to: best, score: .divergence))
  }
}

extension [Candidate] {
  /// The candidates with equal keys together, in the order of the first of each.
  func grouped<Key: Equatable>(by key: (Candidate) -> Key) -> [[Candidate]] {
    var groups: [[Candidate]] = []
    for candidate in self {
      let own = key(candidate)
      if let index = groups.firstIndex(where: { key($0[0]) == own }) {
        groups[index].append(candidate)
      } else {
        groups.append([candidate])
      }
    }
    return groups
  }
}
