/// How often each class was true, given and both, over some rows. Shares need only these counts of
/// a confusion matrix. They take memory for the classes that occur.
package struct LabelCounts: Sendable, Equatable {
  /// The counts of one class.
  package struct Class: Sendable, Equatable {
    /// Rows that are of the class.
    package var support: Int
    /// Rows that were given it.
    package var predicted: Int
    /// Rows that are of it and were given it.
    package var hits: Int

    package init(support: Int = 0, predicted: Int = 0, hits: Int = 0) {
      self.support = support
      self.predicted = predicted
      self.hits = hits
    }
  }

  /// The counts of each class that occurs.
  package private(set) var classes: [Int: Class] = [:]
  /// The number of rows counted.
  package private(set) var total = 0
  /// Rows with the right prediction.
  package private(set) var hits = 0

  /// No rows.
  package init() {}

  /// The counts of a matrix.
  package init(_ matrix: ConfusionMatrix) {
    for (truth, counts) in matrix.counts.enumerated() {
      for (prediction, count) in counts.enumerated() where count > 0 {
        add(truth: truth, prediction: prediction, count: count)
      }
    }
  }

  /// Counts rows of one true class that were predicted alike.
  ///
  /// - Complexity: O(1).
  package mutating func add(truth: Int, prediction: Int, count: Int = 1) {
    total += count
    classes[truth, default: Class()].support += count
    classes[prediction, default: Class()].predicted += count
    guard truth == prediction else { return }
    hits += count
    classes[truth, default: Class()].hits += count
  }

  /// The share of rows with the right prediction, in 0 ... 1; NaN without rows.
  package var accuracy: Double { Double(hits) / Double(total) }
}
