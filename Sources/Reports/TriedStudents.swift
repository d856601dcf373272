internal import ModelSelection
internal import Records

/// A student that the search tried.
struct TriedStudent {
  let candidate: Candidate
  /// The mean over the folds of the measure that compares candidates.
  let score: Double
  /// Its standard error over the folds.
  let standardError: Double?
  let isOnFront: Bool
  let isChosen: Bool

  /// nil where the folds lack the score.
  fileprivate init?(
    _ candidate: Candidate, by score: Score, isOnFront: Bool = false, isChosen: Bool = false
  ) {
    guard let mean = candidate.scores.mean(score) else { return nil }
    self.candidate = candidate
    self.score = mean
    standardError = candidate.scores.standardError(score)
    self.isOnFront = isOnFront
    self.isChosen = isChosen
  }

  var low: Double { score - (standardError ?? 0) }
  var high: Double { score + (standardError ?? 0) }
}

/// The score of one structure over the strength of its regularisation.
struct StrengthCurve {
  let structure: String
  /// Ascending in λ.
  let points: [TriedStudent]
  let isChosen: Bool
}

extension RunRecord {
  /// The most curves over λ that a chart takes.
  private static let curveLimit = 6

  /// Every structure and way of fitting, at the strength that stands for it, and the chosen one.
  ///
  /// - Complexity: O(c²) for c candidates.
  var tried: [TriedStudent] {
    let (score, chosen) = (selection.score, chosen)
    let front = table.front(by: score)
    var shown = table.representatives(by: score)
    if let chosen, !shown.contains(chosen) { shown.append(chosen) }
    return shown.compactMap {
      TriedStudent($0, by: score, isOnFront: front.contains($0), isChosen: $0 == chosen)
    }
  }

  /// Curves over λ of the structures on the front and the chosen one, or of every k of a grid.
  ///
  /// - Complexity: O(c²) for c candidates.
  var strengthCurves: [StrengthCurve] {
    let (score, chosen) = (selection.score, chosen)
    var shown =
      table.isGrid
      ? table.curves(by: score).map { $0.candidates[$0.best] } : table.front(by: score)
    if let chosen {
      if let place = shown.firstIndex(where: { $0.title == chosen.title }) {
        shown[place] = chosen
      } else {
        shown.append(chosen)
      }
    }
    // The chosen one stays when there are too many.
    while shown.count > Self.curveLimit {
      shown.remove(at: shown.firstIndex { $0 != chosen } ?? 0)
    }
    return shown.map { candidate in
      let members = table.candidates.filter {
        $0.title == candidate.title && $0.correctionScale == candidate.correctionScale
          && $0.nuisance == candidate.nuisance && $0.balance == candidate.balance
      }
      let strengths = Set(members.map(\.lambda)).sorted()
      return StrengthCurve(
        structure: candidate.title,
        points: strengths.compactMap { strength in
          strength == candidate.lambda
            ? TriedStudent(candidate, by: score)
            : Self.best(of: members.filter { $0.lambda == strength }, by: score)
        }, isChosen: candidate == chosen)
    }
  }

  /// The best of candidates of one structure and strength, which differ in other strengths.
  private static func best(of members: [Candidate], by score: Score) -> TriedStudent? {
    members.compactMap { TriedStudent($0, by: score) }
      .max { score.utility($0.score) < score.utility($1.score) }
  }
}

extension RunRecord.Selection {
  /// Where its score can be: 0 ... 1 where larger ones are better.
  var scoreRange: ClosedRange<Double>? { score.utility(1) > 0 ? 0...1.004 : nil }

  /// The choice of the rule, in a few words.
  package var ruleTitle: String {
    switch rule {
    case .best: "the best \(score.words)"
    case .nearBest: "the fewest bytes near the best \(score.words)"
    case .oneStandardError:
      "within one standard error of the best \(score.words), the answers nearest to the teacher's"
    }
  }

  /// The choice of the rule, in a sentence.
  var ruleWords: String {
    switch rule {
    case .best: "the best \(score.words)"
    case .nearBest:
      "the fewest bytes within 0.001 of the best \(score.words) in every split of the rows, or where "
        + "the best loses more than that in some split; where rows are few and in no groups, also where "
        + "the best gains within one standard error and diverges more; where no student beats one answer "
        + "for all rows, the fewest bytes within one standard error or 0.001 of the lowest divergence"
    case .oneStandardError:
      "of each form the fewest bytes within one standard error of its best, by \(score.words) and by "
        + "divergence from the teacher's probabilities; of the forms that are then within one "
        + "standard error of the best \(score.words), the one of lowest divergence"
    }
  }

  /// The text after the name of the chosen student.
  var mark: String { isFrontPoint ?? false ? " (this one)" : " (chosen)" }
}

extension Score {
  /// Its name in a sentence.
  var words: String {
    switch self {
    case .mse: "mean squared error"
    case .agreement: "agreement"
    case .accuracy: "accuracy"
    case .macroF1: "macro F1"
    case .macroF2: "macro F2"
    case .divergence: "divergence from the teacher"
    }
  }
}
