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
    guard !isGrid, candidates.allSatisfy({ $0.scores.divergence != nil }) else {
      return candidates
    }
    return candidates.grouped { $0.structure }.map { group in
      let strongest = group.grouped { $0.isDistilled }.map { Self.strongest(of: $0, by: score) }
      return Self.lowest(strongest.reversed())
    }
  }

  /// Whether fits were tried with maps of groups, so that groups were scored and not folds.
  var isOfGroups: Bool { grouped && candidates.contains { $0.nuisance != nil } }

  /// One standing for each structure, or for each candidate of a grid.
  ///
  /// - Complexity: O(c²) for c candidates.
  func standings(by score: Score) -> [Standing] {
    guard isOfGroups else {
      return representatives(by: score).map { Standing($0, score: score) }
    }
    let choice = GroupedChoice(score: score)
    return candidates.grouped { $0.structure }.map { choice.standing(of: $0) }
  }

  private static func strongest(of group: [Candidate], by score: Score) -> Candidate {
    let best = lowest(group)
    let equivalent = group.filter {
      $0.isEquivalent(to: best, score: .divergence)
        && (best.scores[score] == nil || $0.isEquivalent(to: best, score: score))
    }
    let strength = equivalent.map(\.lambda).max() ?? best.lambda
    return lowest(equivalent.filter { $0.lambda == strength })
  }

  /// The candidate of lowest mean divergence, the first among equals.
  static func lowest(_ group: [Candidate]) -> Candidate {
    group.dropFirst().reduce(group[0]) { best, other in
      (other.scores.mean(.divergence) ?? .infinity) < (best.scores.mean(.divergence) ?? .infinity)
        ? other : best
    }
  }
}

extension Candidate {
  /// Whether the paired difference of the folds' scores to those of `best` is within one standard
  /// error.
  func isEquivalent(to best: Candidate, score: Score) -> Bool {
    guard let own = scores[score], let reference = best.scores[score] else { return false }
    let difference = PairedDifference(
      of: own.map(score.utility), from: reference.map(score.utility))
    return -difference.mean <= difference.standardError
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
