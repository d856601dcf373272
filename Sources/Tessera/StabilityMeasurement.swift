internal import Evaluation
internal import ModelSelection
internal import Records
internal import Rows
internal import Student

extension Stability {
  /// Runs a search with further seeds, and compares what they choose.
  ///
  /// - Parameters:
  ///   - sweep: states the number of seeds, and how one candidate is chosen.
  ///   - first: the choice of `search`.
  ///   - search: of the first seed, as it was planned for `set`.
  ///   - set: the training rows.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: of all seeds.
  /// - Returns: nil for one seed.
  /// - Throws: as `Search.run` and `Search.fit` do.
  /// - Complexity: for each seed one search and one fit.
  init?(
    of sweep: Sweep, beside first: Sweep.Choice, by search: Search, on set: TrainingSet,
    parallelism: Parallelism, progress: SeedPasses
  ) throws {
    guard sweep.seedCount > 1 else { return nil }
    let rows = try LabelledRows(set)
    var seeds: [Seed] = []
    var labels: [[Int]] = []
    for index in 0..<sweep.seedCount {
      let search = index == 0 ? search : search.seeded(by: search.seed &+ UInt64(index))
      let choice =
        index == 0
        ? first
        : try sweep.choice(
          of: search, on: set, parallelism: parallelism, progress: progress[index])
      let (chosen, score) = (choice.selection.chosen, choice.selection.score)
      seeds.append(
        Seed(
          seed: search.seed,
          selection: SweepRecord.Row(chosen, front: choice.table.front(by: score))))
      if let rows {
        labels.append(
          rows.labels(by: try search.fit(chosen, to: set, parallelism: parallelism)))
      }
    }
    self.init(seeds, sameLabels: SameLabels(labels))
  }
}

extension Stability.SameLabels {
  /// - Parameter labels: of the same rows, by each student; empty where there are no labels.
  fileprivate init?(_ labels: [[Int]]) {
    let shares = labels.indices.flatMap { index in
      labels[..<index].map { Agreement(of: $0, with: labels[index]).share }
    }
    guard let least = shares.min() else { return nil }
    self.init(rows: labels[0].count, share: least)
  }
}

/// Evenly spaced rows of the training dump, for the students of all seeds to label.
private struct LabelledRows {
  private let inputs: Matrix<Float>

  private static let rowLimit = 16_384
  private static let valueLimit = 1 << 24

  /// nil where the outputs are no logits of classes.
  init?(_ set: TrainingSet) throws(RowReadError) {
    guard let logits = set.logits, logits.columnCount > 1 else { return nil }
    let most = min(Self.rowLimit, max(1, Self.valueLimit / max(1, set.featureCount)))
    let count = min(most, set.primaryCount)
    inputs = try set.storedInputs.gathering(
      rows: (0..<count).map { $0 * set.primaryCount / count }, as: Float.self)
  }

  func labels(by model: PiecewiseLinearModel) -> [Int] {
    let outputs = model.predict(inputs).outputs
    return argmaxPerRow(outputs.elements, columnCount: outputs.columnCount)
  }
}
