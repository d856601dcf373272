internal import Evaluation
internal import Student

/// How often rows without groups are dealt to folds.
///
/// One deal of few rows is luck. So they are dealt again, until the standard error of the difference
/// between the best two structures stops shrinking. Many rows are dealt once: there a deal changes
/// little, and takes long.
enum RepeatedFolds {
  /// The most deals.
  static let limit = 5

  /// The most numbers (rows × inputs × outputs) of a set whose rows are dealt again.
  private static let largestSet = 1 << 23

  /// The splits of a search, its own first.
  ///
  /// - Parameters:
  ///   - own: the folds of the search.
  ///   - limit: the most splits.
  /// - Throws: `ModelSelectionError`, as for the first.
  static func splits(
    _ set: TrainingSet, by folds: KFold, own: Folds, limit: Int
  ) throws(ModelSelectionError) -> [Folds] {
    let outputs = set.targets.columnCount
    let numbers = set.rowCount.multipliedReportingOverflow(by: set.coordinateCount * outputs)
    guard !own.grouped, folds.order != .unshuffled, !numbers.overflow,
      numbers.partialValue <= largestSet
    else { return [own] }
    var splits = [own]
    for index in 1..<max(1, min(limit, Self.limit)) {
      splits.append(try folds.split(sampleCount: set.primaryCount, repeated: index))
    }
    return splits
  }

  /// The standard error of the difference between the best two structures.
  ///
  /// - Returns: nil for one structure, and without the score.
  static func standardError(of candidates: [Candidate], score: Score) -> Double? {
    func utility(_ candidate: Candidate) -> Double {
      candidate.scores.mean(score).map(score.utility) ?? -.infinity
    }
    let best = candidates.grouped { $0.structure }.map { group in
      group.dropFirst().reduce(group[0]) { utility($1) > utility($0) ? $1 : $0 }
    }
    let ranked = best.indices.sorted { (-utility(best[$0]), $0) < (-utility(best[$1]), $1) }
    guard ranked.count > 1, let first = best[ranked[0]].scores[score],
      let second = best[ranked[1]].scores[score], first.count > 1
    else { return nil }
    return PairedDifference(of: first, from: second).standardError
  }
}

extension FoldScores {
  /// The mean over repeats, fold by fold. A fold that lacks a score does not count in it.
  init(meanOf repeats: [FoldScores]) {
    func mean(_ score: Score) -> [Double]? {
      let lists = repeats.compactMap { $0[score] }
      guard let longest = lists.map(\.count).max() else { return nil }
      return (0..<longest).map { fold in
        let values = lists.filter { $0.count > fold }.map { $0[fold] }
        return values.reduce(0, +) / Double(values.count)
      }
    }
    self.init(
      mse: mean(.mse) ?? [], agreement: mean(.agreement), accuracy: mean(.accuracy),
      macroF1: mean(.macroF1), macroF2: mean(.macroF2), divergence: mean(.divergence))
  }

  /// The means over the folds of each repeat.
  init(meansOf repeats: [FoldScores]) {
    func means(_ score: Score) -> [Double]? {
      let values = repeats.compactMap { $0.mean(score) }
      return values.isEmpty ? nil : values
    }
    self.init(
      mse: means(.mse) ?? [], agreement: means(.agreement), accuracy: means(.accuracy),
      macroF1: means(.macroF1), macroF2: means(.macroF2), divergence: means(.divergence))
  }
}
