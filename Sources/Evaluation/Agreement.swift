/// How many rows two labellings share: student and teacher, or int8 and float student.
public struct Agreement: Sendable, Equatable, Codable {
  /// The number of rows compared, N; at least 1.
  public let count: Int
  /// The number of rows whose labels differ, in 0 ... N.
  public let disagreements: Int

  /// Compares two labellings of the same rows.
  ///
  /// - Parameters:
  ///   - labels: N labels of one classifier.
  ///   - others: N labels of the other; the order of the two does not matter.
  /// - Precondition: Both have the same number of labels, at least 1.
  /// - Complexity: O(N).
  public init(of labels: [Int], with others: [Int]) {
    precondition(
      labels.count == others.count, "\(labels.count) labels do not pair with \(others.count)")
    precondition(!labels.isEmpty, "agreement needs at least one row")
    count = labels.count
    disagreements = zip(labels, others).reduce(0) { $1.0 == $1.1 ? $0 : $0 + 1 }
  }

  /// The share of rows with equal labels, in 0 ... 1.
  public var share: Double { Double(count - disagreements) / Double(count) }
}
