/// The score to be expected of decisions for a class and against it, by the probabilities of the rows.
///
/// Counts are replaced by their expectations: a row that is given the class is a hit with its
/// probability.
struct ExpectedScore: Sendable {
  private let score: DecisionScore
  private let probabilities: [Double]
  /// Expected rows of the class.
  private let support: Double
  /// Rows that are given the class, and the expected hits among them.
  private var predicted = 0.0
  private var hits = 0.0

  /// - Parameters:
  ///   - score: of one class, or the mean over two.
  ///   - probabilities: N values, of the class. No row is given the class at first.
  init(_ score: DecisionScore, probabilities: [Double]) {
    self.score = score
    self.probabilities = probabilities
    support = probabilities.reduce(0, +)
  }

  /// Gives a row the class.
  ///
  /// - Complexity: O(1).
  mutating func enter(_ row: Int) {
    predicted += 1
    hits += probabilities[row]
  }

  /// The expected score.
  ///
  /// - Complexity: O(1).
  var value: Double {
    let own = fScore(hits: hits, support: support, predicted: predicted)
    guard !score.isOfOneClass else { return own }
    let count = Double(probabilities.count)
    let others = count - support
    let rest = fScore(
      hits: others - (predicted - hits), support: others, predicted: count - predicted)
    return (own + rest) / 2
  }

  private func fScore(hits: Double, support: Double, predicted: Double) -> Double {
    let squared = score.beta * score.beta
    let whole = squared * support + predicted
    return whole > 0 ? (1 + squared) * hits / whole : 0
  }
}
