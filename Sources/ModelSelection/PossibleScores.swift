internal import ActivationFormats
internal import Student

extension Score {
  /// The largest score: sums of its squares over all folds are finite.
  private static let limit = 1e150

  /// Whether rows can have this score.
  func isPossible(_ value: Double) -> Bool {
    switch self {
    case .mse: (0...Self.limit).contains(value)
    // At least 0 but for rounding.
    case .divergence: (-1e-6...Self.limit).contains(value)
    case .agreement, .accuracy, .macroF1, .macroF2: (0...1).contains(value)
    }
  }
}

extension CellScores {
  /// Whether a search over `set` can have found these: they come from a file.
  func arePossible(on set: TrainingSet, withDivergence: Bool) -> Bool {
    let hasLabels = set.logits != nil && set.labels != nil
    // A fold may have no row with a label.
    let isPartlyLabelled = set.labels?.contains(ActivationDump.noLabel) ?? false
    let scores = FoldScores([self])
    return Score.allCases.allSatisfy { score in
      let isExpected =
        switch score {
        case .mse: true
        case .agreement: set.logits != nil
        case .accuracy, .macroF1, .macroF2: hasLabels
        case .divergence: withDivergence
        }
      guard let value = scores[score]?.first else {
        return !isExpected || score.needsLabels && isPartlyLabelled
      }
      return isExpected && score.isPossible(value)
    }
  }
}

extension FoldScores {
  /// Whether these are scores of so many folds, or of the groups in them.
  fileprivate func arePossible(of counts: ClosedRange<Int>) -> Bool {
    Score.allCases.allSatisfy { score in
      guard let values = self[score] else { return true }
      // A fold may have no row with a label.
      let isComplete = counts.contains(values.count)
      let isPart = score.needsLabels && (1..<counts.upperBound).contains(values.count)
      return (isComplete || isPart) && values.allSatisfy(score.isPossible)
    }
  }
}

extension CrossValidationTable {
  /// Whether a search can have made this table: it may come from a file.
  ///
  /// - Complexity: O(candidates × folds).
  package var isPossible: Bool {
    guard (2...KFold.foldLimit).contains(foldCount), let first = candidates.first else {
      return false
    }
    let most = grouped ? max(foldCount, ScoreUnits.limit) : foldCount
    return candidates.allSatisfy {
      $0.scores.arePossible(of: foldCount...most) && $0.scores.mse.count == first.scores.mse.count
        && $0.clusterScores?.arePossible(of: 2...ScoreUnits.limit) ?? true
        && $0.repeatScores?.arePossible(of: 2...RepeatedFolds.limit) ?? true
        && $0.refittedScores?.arePossible(of: foldCount...most) ?? true
    }
  }
}
