package import HostRuntime
package import Rows

/// When a student doubts its answer, and how that was chosen: from the outputs for rows whose fold
/// did not fit the maps.
///
/// No share is guaranteed for a patient unlike all that were seen. It is what to expect of rows that
/// come from the same patients, or from others like them.
public struct AnswerLimits: Sendable, Equatable, Codable {
  /// The answers of a share of rows, those of the largest margins.
  public struct Point: Sendable, Equatable, Codable {
    /// The share of the rows that are answered, above 0 and at most 1.
    public var coverage: Double
    /// The share of these with the teacher's label.
    public var agreement: Double
    /// The share of these with the true label; nil without labels.
    public var accuracy: Double?
  }

  /// The share of answers that shall be sure; nil without a margin.
  public var coverage: Double?
  /// The share of known inputs that may be called foreign; nil without such limits.
  public var foreign: Double?
  /// The least margin of a sure answer, in units of the outputs; nil without.
  public var leastMargin: Double?
  /// The share of rows of one group that is sure, for the group where it is least; nil without groups.
  public var leastCoverage: Double?
  /// Agreement and accuracy against coverage, by falling coverage; empty without a margin.
  public var curve: [Point]

  /// The shares whose figures are listed.
  static let coverages = [1, 0.99, 0.98, 0.95, 0.9, 0.8, 0.7, 0.5]

  /// Chooses the margin.
  ///
  /// A group counts as one, whatever its rows: the coverage is the mean over groups.
  ///
  /// - Parameters:
  ///   - rates: what was asked for.
  ///   - outputs: N × C, for rows that the maps have not seen; nil without a margin.
  ///   - teacher: N labels of the teacher.
  ///   - truth: N true labels, −1 where they are not known; nil where none is.
  ///   - offsets: what the student adds to its outputs, C values; nil for nothing.
  ///   - groups: of these rows; nil for rows that stand for themselves.
  /// - Complexity: O(N log N + N · C).
  package init(
    _ rates: LimitRates, outputs: Matrix<Double>?, teacher: [Int], truth: [Int]?,
    offsets: [Double]?, groups: [Int]?
  ) {
    coverage = rates.doubtful.map { 1 - $0 }
    foreign = rates.foreign
    curve = []
    guard let outputs, let doubtful = rates.doubtful else { return }
    let answers = Answers(outputs, offsets: offsets)
    let order = answers.margins.indices.sorted {
      (answers.margins[$0], $0) < (answers.margins[$1], $1)
    }
    let groups = groups.map { Array($0.prefix(order.count)) }
    let weights = Self.weights(of: groups ?? Array(order.indices))
    let total = weights.reduce(0, +)
    var (passed, least) = (0.0, 0.0)
    for row in order {
      least = answers.margins[row]
      passed += weights[row]
      // Sums of quotients are right to their last bits alone.
      if passed > doubtful * total * (1 + 1e-9) { break }
    }
    leastMargin = least
    leastCoverage = groups.map { answers.leastCoverage(of: $0, margin: least) }
    curve = Self.coverages.map { coverage in
      let kept = order.suffix(max(1, Int((coverage * Double(order.count)).rounded())))
      return Point(
        coverage: coverage, agreement: answers.share(of: kept, answers: teacher),
        accuracy: truth.map { answers.share(of: kept, answers: $0) })
    }
  }

  /// One over the rows of its group, for each row.
  private static func weights(of groups: [Int]) -> [Double] {
    var counts: [Int: Int] = [:]
    for group in groups { counts[group, default: 0] += 1 }
    return groups.map { 1 / Double(counts[$0] ?? 1) }
  }
}

/// The labels and margins of rows.
private struct Answers {
  var labels: [Int] = []
  var margins: [Double] = []

  init(_ all: Matrix<Double>, offsets: [Double]?) {
    for row in 0..<all.rowCount {
      var outputs = Array(all[row: row])
      for (index, offset) in (offsets ?? []).enumerated() { outputs[index] += offset }
      let label = outputs.indices.reduce(0) { outputs[$1] > outputs[$0] ? $1 : $0 }
      let rival = outputs.indices.filter { $0 != label }.map { outputs[$0] }.max()
      labels.append(label)
      margins.append(rival.map { outputs[label] - $0 } ?? 0)
    }
  }

  /// The least share, over groups, of rows with at least this margin.
  func leastCoverage(of groups: [Int], margin: Double) -> Double {
    var counts: [Int: (all: Int, sure: Int)] = [:]
    for (row, group) in groups.enumerated() {
      counts[group, default: (0, 0)].all += 1
      if margins[row] >= margin { counts[group, default: (0, 0)].sure += 1 }
    }
    return counts.values.map { Double($0.sure) / Double($0.all) }.min() ?? 0
  }

  /// The share of rows with these answers, among those whose answer is known.
  func share(of rows: ArraySlice<Int>, answers: [Int]) -> Double {
    let known = rows.filter { answers[$0] >= 0 }
    return known.isEmpty
      ? 0 : Double(known.count { labels[$0] == answers[$0] }) / Double(known.count)
  }
}
