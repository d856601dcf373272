internal import Evaluation
internal import Student

extension CrossValidationTable {
  /// One candidate for each structure and way of fitting: the strength by the divergence, which is
  /// what is fitted and says more than counts of labels.
  ///
  /// Of the strengths whose paired difference to the best is within one standard error the
  /// strongest is taken: what serves rows of other groups as well is the more regular student. Of a
  /// grid, and without divergences, all candidates represent themselves.
  ///
  /// - Complexity: O(c²) for c candidates.
  var representatives: [Candidate] {
    guard !isGrid else { return candidates }
    var groups: [[Candidate]] = []
    for candidate in candidates {
      if let index = groups.firstIndex(where: {
        $0[0].structure == candidate.structure && $0[0].isDistilled == candidate.isDistilled
      }) {
        groups[index].append(candidate)
      } else {
        groups.append([candidate])
      }
    }
    return groups.flatMap { group in
      group.contains { $0.scores.divergence == nil } ? group : [strongest(of: group)]
    }
  }

  private func strongest(of group: [Candidate]) -> Candidate {
    let best = lowest(group)
    let equivalent = group.filter { $0.isEquivalent(to: best, score: .divergence) }
    let strength = equivalent.map(\.regularization).max() ?? best.regularization
    return lowest(equivalent.filter { $0.regularization == strength })
  }

  /// The candidate of lowest mean divergence, the first among equals.
  private func lowest(_ group: [Candidate]) -> Candidate {
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
}
