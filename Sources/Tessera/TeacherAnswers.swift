internal import Evaluation
internal import Foundation
internal import ModelSelection
package import Rows
package import Student

/// The teacher's answers to the rows of a training dump, counted.
package struct TeacherAnswers: Equatable, Exchangeable {
  /// An answer beside the true label.
  private struct Pair: Hashable {
    let label: Int
    let answer: Int
  }

  /// How often each class was answered; C counts.
  private(set) var counts: [Int]
  /// The sum of the probabilities that the teacher gives its answers.
  private var certainty = 0.0
  private var pairs: [Pair: Int] = [:]

  /// The logits of a block.
  private static let blockValueCount = 1 << 18

  /// Reads the rows of the training dump.
  ///
  /// - Returns: nil where the outputs are no logits of classes.
  /// - Throws: `RowReadError` when the logits can no longer be read.
  /// - Complexity: O(N · C).
  package init?(_ set: TrainingSet, parallelism: Parallelism) throws(RowReadError) {
    guard let logits = set.logits, logits.columnCount > 1 else { return nil }
    let height = max(1, Self.blockValueCount / logits.columnCount)
    let tree = ReductionTree(rowCount: set.primaryCount, leafRowCount: height)
    self = try parallelism.reduce(over: tree) { leaf throws(RowReadError) in
      let rows = tree[leaf]
      var answers = TeacherAnswers(classCount: logits.columnCount)
      let values = try logits.matrix(of: rows, as: Double.self)
      for (index, row) in rows.enumerated() {
        answers.add(values[row: index], label: set.labels.map { Int($0[row]) })
      }
      return answers
    } join: {
      $0 += $1
    }
  }

  private init(classCount: Int) { counts = Array(repeating: 0, count: classCount) }

  /// - Parameter label: nil or negative for none.
  private mutating func add(_ logits: ArraySlice<Double>, label: Int?) {
    let answer = argmax(logits)
    counts[answer] += 1
    let largest = logits[logits.startIndex + answer]
    certainty += 1 / logits.reduce(0) { $0 + exp($1 - largest) }
    if let label, label >= 0 { pairs[Pair(label: label, answer: answer), default: 0] += 1 }
  }

  package func write(to message: inout RankMessage) {
    message.append(
      values: counts, certainty, pairs.map(\.key.label), pairs.map(\.key.answer), pairs.map(\.value)
    )
  }

  package init(from message: inout RankMessage) {
    let labels: [Int]
    let answers: [Int]
    let pairCounts: [Int]
    (counts, certainty, labels, answers, pairCounts) = message.values()
    for (index, count) in pairCounts.enumerated() {
      pairs[Pair(label: labels[index], answer: answers[index])] = count
    }
  }

  static func += (left: inout TeacherAnswers, right: TeacherAnswers) {
    for index in left.counts.indices { left.counts[index] += right.counts[index] }
    left.certainty += right.certainty
    left.pairs.merge(right.pairs, uniquingKeysWith: +)
  }

  /// The number of rows.
  var rowCount: Int { counts.reduce(0, +) }
  /// The share of the most frequent answer.
  var largestShare: Double { Double(counts.max() ?? 0) / Double(max(1, rowCount)) }
  /// The mean probability of the answers.
  var meanCertainty: Double { certainty / Double(max(1, rowCount)) }
  /// The rows with a label.
  var labelledCount: Int { pairs.values.reduce(0, +) }
  /// The rows whose answer is the label.
  var hitCount: Int { pairs.reduce(0) { $1.key.label == $1.key.answer ? $0 + $1.value : $0 } }
  /// The rows of the most frequent label.
  var largestLabelCount: Int { labels.values.max() ?? 0 }

  /// What one answer for all rows reaches; nil for a score that is no share of rows.
  func oneAnswer(by score: Score) -> OneAnswer? {
    switch score {
    case .agreement where rowCount > 0: OneAnswer(share: largestShare, rowCount: rowCount)
    case .accuracy where labelledCount > 0:
      OneAnswer(
        share: Double(largestLabelCount) / Double(labelledCount), rowCount: labelledCount)
    default: nil
    }
  }

  /// The share of rows that would be right if answers and labels did not go together.
  var shareByChance: Double {
    var answers: [Int: Int] = [:]
    for (pair, count) in pairs { answers[pair.answer, default: 0] += count }
    let count = Double(max(1, labelledCount))
    // In the order of the labels, for one sum.
    return labels.sorted { $0.key < $1.key }.reduce(0) {
      $0 + Double($1.value) / count * (Double(answers[$1.key] ?? 0) / count)
    }
  }

  /// Rows by label.
  private var labels: [Int: Int] {
    pairs.reduce(into: [:]) { $0[$1.key.label, default: 0] += $1.value }
  }

  /// The answer that each label has most often, where no two have the same, and the rows that it
  /// gets right; nil otherwise. Ties go to the lowest answer.
  var reordered: (answers: [Int: Int], hitCount: Int)? {
    var best: [Int: (answer: Int, count: Int)] = [:]
    for (pair, count) in pairs {
      guard let other = best[pair.label] else {
        best[pair.label] = (pair.answer, count)
        continue
      }
      if (count, -pair.answer) > (other.count, -other.answer) {
        best[pair.label] = (pair.answer, count)
      }
    }
    guard Set(best.values.map(\.answer)).count == best.count else { return nil }
    return (best.mapValues(\.answer), best.values.reduce(0) { $0 + $1.count })
  }
}
