internal import Student

/// A closed form that is fitted again in each fold, as finalists of distillation are.
///
/// Where whole groups are held out, the closed form is screened in folds of one group each, which
/// share a partition. Distillation has fewer folds, each with a partition of its own. Scores of the two
/// differ by more than the fits do. So what distillation gains is measured in its own folds, against the
/// closed form that stands for the structure.
public struct RefittedForm: Sendable, Hashable, Codable {
  let penalties: Penalties
  let correctionScale: Double
  let balance: Double

  /// nil for a candidate that is refined.
  init?(_ candidate: Candidate) {
    guard case .penalized(let penalties, let scale, let balance) = candidate.fit else { return nil }
    self.penalties = penalties
    correctionScale = scale
    self.balance = balance
  }

  var fit: MapFit { .penalized(penalties, correctionScale: correctionScale, balance: balance) }
}

extension [Candidate] {
  /// The closed forms that stand for some structures, to be fitted again in each fold.
  ///
  /// - Parameter score: the measure that chooses them.
  func refittedKinds(of structures: [StudentStructure], score: Score) -> [CellKind] {
    structures.compactMap { structure in
      let own = filter { $0.structure == structure && !$0.isDistilled }
      guard !own.isEmpty else { return nil }
      let chosen = GroupedChoice(score: score).representative(of: own)
      return RefittedForm(chosen).map { CellKind(structure: structure, refitted: $0) }
    }
  }

  /// The same candidates, those of `refitted` with its scores as scores in refitted folds.
  func attaching(_ refitted: [Candidate]) -> [Candidate] {
    map { candidate in
      let again = refitted.first {
        $0.structure == candidate.structure && $0.fit == candidate.fit
      }
      return again.map { candidate.refitted(with: $0.scores) } ?? candidate
    }
  }
}
