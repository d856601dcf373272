/// How often each true class was predicted as each class.
///
/// As JSON it is an array of C rows of C counts.
public struct ConfusionMatrix: Sendable, Equatable {
  /// C × C counts: `counts[true][predicted]`.
  public let counts: [[Int]]

  /// The matrix of the given counts, `counts[true][predicted]`.
  ///
  /// - Precondition: `counts` is square, none is negative and their sum is positive.
  public init(counts: [[Int]]) {
    if let flaw = Self.flaw(of: counts) { preconditionFailure(flaw) }
    self.counts = counts
  }

  /// Counts `predictions` against `truth`, row by row.
  ///
  /// - Parameters:
  ///   - truth: N true labels, each in 0 ..< `classCount`.
  ///   - predictions: N predicted labels, each in 0 ..< `classCount`.
  ///   - classCount: The number of classes C, seen or not; at least 1.
  /// - Precondition: There is at least one row, and as many labels in both arrays.
  /// - Complexity: O(N + C²).
  public init(truth: [Int], predictions: [Int], classCount: Int) {
    precondition(
      truth.count == predictions.count,
      "\(truth.count) true labels do not pair with \(predictions.count) predictions")
    precondition(!truth.isEmpty, "a confusion matrix needs at least one row")
    precondition(classCount > 0, "a confusion matrix needs at least one class")
    let classes = 0..<classCount
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    for (label, prediction) in zip(truth, predictions) {
      precondition(
        classes.contains(label) && classes.contains(prediction),
        "labels \(label) and \(prediction) are not both in 0 ..< \(classCount)")
      counts[label][prediction] += 1
    }
    self.counts = counts
  }

  /// The number of classes, C.
  public var classCount: Int { counts.count }

  /// The number of rows counted, N.
  public var total: Int { support.reduce(0, +) }

  /// The number of rows of each true class; C counts.
  public var support: [Int] { counts.map { $0.reduce(0, +) } }

  /// The number of rows predicted as each class; C counts.
  public var predictedCounts: [Int] {
    counts.indices.map { column in counts.reduce(0) { $0 + $1[column] } }
  }

  /// The number of rows of each class that were predicted as that class; C counts.
  public var hits: [Int] { counts.indices.map { counts[$0][$0] } }

  /// The share of rows with the right prediction, in 0 ... 1.
  public var accuracy: Double { Double(hits.reduce(0, +)) / Double(total) }

  /// The reason why `counts` is no confusion matrix; nil when it is one.
  private static func flaw(of counts: [[Int]]) -> String? {
    if counts.contains(where: { $0.count != counts.count }) {
      return "a confusion matrix is square"
    }
    if counts.contains(where: { $0.contains { $0 < 0 } }) {
      return "a confusion matrix holds no negative count"
    }
    if !counts.contains(where: { $0.contains { $0 > 0 } }) {
      return "a confusion matrix needs at least one row"
    }
    return nil
  }
}

extension ConfusionMatrix: Codable {
  /// Reads C rows of C counts.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when the rows are not square, a count is negative or
  ///   all are zero.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let counts = try container.decode([[Int]].self)
    if let flaw = Self.flaw(of: counts) {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: flaw)
    }
    self.counts = counts
  }

  /// Writes C rows of C counts.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(counts)
  }
}
