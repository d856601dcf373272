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

  /// `92.5 % [91.1, 93.8]`.
  var text: String { NumberText.percent(share) + " " + range }

  /// `95 %: 91.1 to 93.8`, in percent.
  var words: String {
    "95\(NumberText.space)%: \(NumberText.fixed(100 * interval.lower, 1)) to "
      + NumberText.fixed(100 * interval.upper, 1)
  }

  /// `[91.1, 93.8]`, in percent.
  var range: String {
    "[" + NumberText.fixed(100 * interval.lower, 1) + ", "
      + NumberText.fixed(100 * interval.upper, 1) + "]"
  }

  /// Why a share of 100 % in groups may have a wider interval than one of 99.8 %.
  static let uniformNote =
    "A share of exactly 100 % or 0 % has a wide interval: no group differs from the others, so nothing "
    + "tells how much they may, and each group counts as one row. Compare the shares there and not "
    + "the intervals."
}

/// The scores of one labelling, with intervals: over groups where rows come in groups, else over
/// rows.
struct ScoredLabels: Sendable {
  let accuracy: ShareInterval?
  /// C values; nil for a class without rows.
  let sensitivity: [ShareInterval?]
  /// C values; nil for a class that was never given.
  let precision: [ShareInterval?]
  /// Groups with rows of each class, C values; empty without groups.
  let groupCounts: [Int]

  /// - Parameter groups: the same counts group by group; empty without groups.
  /// - Complexity: O(C² + classes that occur, group by group).
  init(_ matrix: ConfusionMatrix, groups: [LabelCounts]) {
    let classes = matrix.counts.indices
    guard groups.count > 1 else {
      let (hits, support, predicted) = (matrix.hits, matrix.support, matrix.predictedCounts)
      accuracy = ShareInterval(hits.reduce(0, +), of: matrix.total)
      sensitivity = classes.map { ShareInterval(hits[$0], of: support[$0]) }
      precision = classes.map { ShareInterval(hits[$0], of: predicted[$0]) }
      groupCounts = []
      return
    }
    accuracy = ShareInterval(groups.map(\.hits), of: groups.map(\.total))
    var found = Shares(count: matrix.classCount)
    var given = found
    for group in groups {
      for (label, counts) in group.classes {
        found.add(counts.hits, of: counts.support, to: label)
        given.add(counts.hits, of: counts.predicted, to: label)
      }
    }
    sensitivity = found.intervals
    precision = given.intervals
    groupCounts = found.trials.map(\.count)
  }

  /// Shares of rows of each class, group by group, of the groups that have such rows.
  private struct Shares {
    private var successes: [[Int]]
    private(set) var trials: [[Int]]

    init(count: Int) {
      successes = Array(repeating: [], count: count)
      trials = successes
    }

    mutating func add(_ count: Int, of total: Int, to label: Int) {
      guard total > 0 else { return }
      successes[label].append(count)
      trials[label].append(total)
    }

    var intervals: [ShareInterval?] { zip(successes, trials).map { ShareInterval($0, of: $1) } }
  }
}
