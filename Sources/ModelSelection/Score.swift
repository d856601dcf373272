/// The measure that compares candidates.
public enum Score: String, Sendable, CaseIterable, Codable {
  /// The mean squared error against the teacher's outputs.
  case mse
  /// The share of rows with the teacher's label.
  case agreement
  /// The share of rows with the true label.
  case accuracy
  /// The mean over classes of F1 against the true labels.
  case macroF1 = "macro-f1"
  /// The mean over classes of F2, which counts sensitivity twice as much as precision.
  case macroF2 = "macro-f2"
  /// The divergence of the student's class probabilities from the teacher's: the loss of
  /// distillation.
  case divergence

  /// Whether the true labels decide it.
  var needsLabels: Bool { self == .accuracy || self == .macroF1 || self == .macroF2 }

  /// `value`, or −`value` where less is better, so that a larger utility is better.
  public func utility(_ value: Double) -> Double {
    self == .mse || self == .divergence ? -value : value
  }
}

/// The scores of one candidate, one per fold.
public struct FoldScores: Sendable, Equatable, Codable {
  /// Mean over rows and outputs of (teacher − student)²; of logits, except for the head `none`.
  public var mse: [Double]
  /// Share of validation rows with the teacher's label, where there are logits.
  public var agreement: [Double]?
  /// Share of validation rows with the true label, where there are labels.
  public var accuracy: [Double]?
  /// Mean F1 of the classes, where there are labels.
  public var macroF1: [Double]?
  /// Mean F2 of the classes, where there are labels.
  public var macroF2: [Double]?
  /// Mean Kullback-Leibler divergence of softmax(student/T) from softmax(teacher/T), in searches
  /// over structures.
  public var divergence: [Double]?

  package init(
    mse: [Double], agreement: [Double]? = nil, accuracy: [Double]? = nil,
    macroF1: [Double]? = nil, macroF2: [Double]? = nil, divergence: [Double]? = nil
  ) {
    self.mse = mse
    self.agreement = agreement
    self.accuracy = accuracy
    self.macroF1 = macroF1
    self.macroF2 = macroF2
    self.divergence = divergence
  }

  /// The values of `score`, one per fold, where they exist.
  public subscript(score: Score) -> [Double]? {
    switch score {
    case .mse: mse
    case .agreement: agreement
    case .accuracy: accuracy
    case .macroF1: macroF1
    case .macroF2: macroF2
    case .divergence: divergence
    }
  }

  /// The mean over folds, as scikit-learn takes it: folds count alike.
  ///
  /// - Parameter score: which of the scores.
  /// - Returns: nil where the folds lack it.
  public func mean(_ score: Score) -> Double? {
    self[score].map { $0.reduce(0, +) / Double($0.count) }
  }

  /// The standard error of the mean over folds: the sample deviation over √folds.
  ///
  /// - Parameter score: which of the scores.
  /// - Returns: nil where the folds lack it, and for a single fold.
  public func standardError(_ score: Score) -> Double? {
    guard let values = self[score], let mean = mean(score), values.count > 1 else { return nil }
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
  }
}
