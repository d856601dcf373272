internal import Evaluation

/// A share with its 95 % interval.
struct ShareInterval: Sendable, Equatable {
  let share: Double
  let interval: WilsonInterval

  /// nil where there are no rows.
  init?(_ successes: Int, of trials: Int) {
    guard trials > 0 else { return nil }
    share = Double(successes) / Double(trials)
    interval = WilsonInterval(successes: successes, trials: trials)
  }

  /// Over groups of rows.
  init?(_ successes: [Int], of trials: [Int]) {
    let all = trials.reduce(0, +)
    guard all > 0 else { return nil }
    share = Double(successes.reduce(0, +)) / Double(all)
    interval = WilsonInterval(successesByGroup: successes, trialsByGroup: trials)
  }

  /// `0.925 [0.911, 0.938]`.
  var text: String { NumberText.fixed(share, 3) + " " + range }

  /// `[0.911, 0.938]`.
  var range: String {
    "[" + NumberText.fixed(interval.lower, 3) + ", " + NumberText.fixed(interval.upper, 3) + "]"
  }
}

/// The scores of one labelling, with intervals: over groups where rows come in groups, else over
/// rows.
struct ScoredLabels: Sendable {
  let accuracy: ShareInterval?
  /// C values; nil for a class without rows.
  let sensitivity: [ShareInterval?]
  /// C values; nil for a class that was never given.
  let precision: [ShareInterval?]

  /// - Parameter groups: the same counts group by group; empty without groups.
  init(_ matrix: ConfusionMatrix, groups: [ConfusionMatrix]) {
    let classes = matrix.counts.indices
    guard groups.count > 1 else {
      accuracy = ShareInterval(matrix.hits.reduce(0, +), of: matrix.total)
      sensitivity = classes.map { ShareInterval(matrix.hits[$0], of: matrix.support[$0]) }
      precision = classes.map { ShareInterval(matrix.hits[$0], of: matrix.predictedCounts[$0]) }
      return
    }
    let hits = groups.map(\.hits)
    let support = groups.map(\.support)
    let predicted = groups.map(\.predictedCounts)
    accuracy = ShareInterval(hits.map { $0.reduce(0, +) }, of: groups.map(\.total))
    sensitivity = classes.map { label in
      ShareInterval(hits.map { $0[label] }, of: support.map { $0[label] })
    }
    precision = classes.map { label in
      ShareInterval(hits.map { $0[label] }, of: predicted.map { $0[label] })
    }
  }
}

extension StudentFacts.Test {
  /// From the worst for the student to the best.
  var rankedGroups: [StudentFacts.Group] {
    groups.sorted {
      ($0.confusion.accuracy, $0.identifier) < ($1.confusion.accuracy, $1.identifier)
    }
  }
  /// The share of rows with the teacher's label; nil where that is not known.
  var agreementShare: ShareInterval? {
    guard groups.count < 2 else {
      return ShareInterval(groups.map(\.agreementCount), of: groups.map(\.confusion.total))
    }
    return agreement.flatMap {
      ShareInterval(Int(($0 * Double(rowCount)).rounded()), of: rowCount)
    }
  }
  /// Of the int8 student; nil without labels.
  var studentScores: ScoredLabels? {
    confusion.map { ScoredLabels($0, groups: groups.map(\.confusion)) }
  }
  /// Of the teacher; nil without labels.
  var teacherScores: ScoredLabels? {
    teacherConfusion.map { ScoredLabels($0, groups: groups.map(\.teacherConfusion)) }
  }
}
