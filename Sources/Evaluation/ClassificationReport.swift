/// Sensitivity, precision and F scores of one class, or an average of them; each in 0 ... 1.
public struct ClassScores: Sendable, Equatable, Codable {
  /// True positives over all rows of the class: recall.
  public let sensitivity: Double
  /// True positives over all rows predicted as the class.
  public let precision: Double
  /// The harmonic mean of sensitivity and precision.
  public let f1: Double
  /// The weighted harmonic mean in which sensitivity counts β² times as much as precision.
  public let fBeta: Double

  /// The scores as given.
  public init(sensitivity: Double, precision: Double, f1: Double, fBeta: Double) {
    self.sensitivity = sensitivity
    self.precision = precision
    self.f1 = f1
    self.fBeta = fBeta
  }

  enum CodingKeys: String, CodingKey {
    case sensitivity, precision, f1
    case fBeta = "f_beta"
  }
}

/// The scores of a classifier from its confusion matrix, class by class and on average.
///
/// The numbers are those of scikit-learn's `precision_recall_fscore_support` with `labels=range(C)`
/// and `zero_division=0`: a ratio whose denominator is zero is 0. So a class that is in neither
/// truth nor predictions scores 0. It *does* count in the macro averages, which divide by C. (With
/// `labels=None` scikit-learn ignores that class and divides by the number of classes it saw. The
/// weighted averages are the same either way.)
public struct ClassificationReport: Sendable, Equatable, Codable {
  /// The share of rows with the right prediction, in 0 ... 1.
  public let accuracy: Double
  /// The β of every `fBeta` here.
  public let beta: Double
  /// Sensitivity (recall) of each class; C numbers.
  public let sensitivity: [Double]
  /// Precision of each class; C numbers.
  public let precision: [Double]
  /// F1 of each class; C numbers.
  public let f1: [Double]
  /// F-beta of each class; C numbers.
  public let fBeta: [Double]
  /// Rows of each true class; C counts.
  public let support: [Int]
  /// The plain means over all C classes.
  public let macro: ClassScores
  /// The means over classes weighted by support; its sensitivity is the accuracy.
  public let weighted: ClassScores

  /// Scores `confusion`.
  ///
  /// - Parameters:
  ///   - confusion: Counts by true and predicted class.
  ///   - beta: How many times as important sensitivity is as precision in `fBeta`; finite and not
  ///     negative. 0 gives the precision, 1 gives F1.
  /// - Complexity: O(C²).
  public init(_ confusion: ConfusionMatrix, beta: Double = 2) {
    let hits = confusion.hits
    let support = confusion.support
    let sensitivity = zip(hits, support).map { ratio(Double($0), Double($1)) }
    let precision = zip(hits, confusion.predictedCounts).map { ratio(Double($0), Double($1)) }
    let f1 = confusion.fScores(beta: 1)
    let fBeta = confusion.fScores(beta: beta)

    func average(_ weights: [Int]) -> ClassScores {
      ClassScores(
        sensitivity: mean(sensitivity, weights: weights),
        precision: mean(precision, weights: weights),
        f1: mean(f1, weights: weights), fBeta: mean(fBeta, weights: weights))
    }

    self.accuracy = confusion.accuracy
    self.beta = beta
    self.sensitivity = sensitivity
    self.precision = precision
    self.f1 = f1
    self.fBeta = fBeta
    self.support = support
    self.macro = average([Int](repeating: 1, count: confusion.classCount))
    self.weighted = average(support)
  }

  enum CodingKeys: String, CodingKey {
    case accuracy, beta, sensitivity, precision, f1
    case fBeta = "f_beta"
    case support, macro, weighted
  }
}

extension ConfusionMatrix {
  /// F-beta of each class: (1 + β²) hits / (β² support + predicted), and 0 where that is 0 / 0.
  ///
  /// - Parameter beta: How many times as important sensitivity is as precision; finite and not
  ///   negative.
  /// - Returns: C numbers in 0 ... 1.
  /// - Complexity: O(C²).
  public func fScores(beta: Double) -> [Double] {
    precondition(beta >= 0 && beta.isFinite, "beta is \(beta)")
    return classFScores(
      beta: beta, hits: hits, support: support, predictedCounts: predictedCounts)
  }
}

/// F-beta of each class from its counts; C numbers.
///
/// - Parameters:
///   - beta: finite and not negative.
///   - hits: rows of each class that were given it, C counts.
///   - support: rows of each true class, C counts.
///   - predictedCounts: rows that were given each class, C counts.
/// - Complexity: O(C).
package func classFScores(
  beta: Double, hits: [Int], support: [Int], predictedCounts: [Int]
) -> [Double] {
  let squared = beta * beta
  return hits.indices.map { label in
    ratio(
      (1 + squared) * Double(hits[label]),
      squared * Double(support[label]) + Double(predictedCounts[label]))
  }
}

/// `numerator / denominator`, and 0 where the denominator is 0.
private func ratio(_ numerator: Double, _ denominator: Double) -> Double {
  denominator == 0 ? 0 : numerator / denominator
}

/// The mean of `values` with integer weights of positive sum.
private func mean(_ values: [Double], weights: [Int]) -> Double {
  let sum = zip(values, weights).reduce(0.0) { $0 + $1.0 * Double($1.1) }
  return sum / Double(weights.reduce(0, +))
}
