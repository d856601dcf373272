public import Clustering
public import Regression
public import Rows
public import Student

/// A cross-validated sweep over k and λ.
///
/// Everything is fitted again inside each fold. One partition serves all λ of a (fold, k), one
/// eigendecomposition per region the whole λ path.
public struct GridSearch: Sendable, Equatable, Codable {
  /// The values of k, ascending and different.
  public var regionCounts: [Int]
  /// The values of λ, ascending and different.
  public var lambdas: [Double]
  /// How rows are dealt to folds.
  public var folds: KFold
  /// Whether groups are kept whole when the training dump has them.
  public var usesGroups: Bool
  /// The map that regional maps are shrunk towards.
  public var shrinkage: Shrinkage
  /// The starts of each k-means.
  public var restartCount: Int
  /// The seed of each k-means.
  public var seed: UInt64

  // The keys of files that exist.
  private enum CodingKeys: String, CodingKey {
    case regionCounts = "clusterCounts"
    case lambdas = "regularizations"
    case folds, usesGroups, shrinkage, restartCount, seed
  }

  /// The published grid: k in 1 ... 5, λ in 0.01 ... 1000 by decades, 5 folds.
  public init(
    regionCounts: [Int] = Array(1...5),
    lambdas: [Double] = [0.01, 0.1, 1, 10, 100, 1_000],
    folds: KFold = KFold(), usesGroups: Bool = true, shrinkage: Shrinkage = .global,
    restartCount: Int = 1, seed: UInt64 = 0
  ) {
    precondition(!regionCounts.isEmpty && !lambdas.isEmpty, "a grid has a cell")
    precondition(regionCounts.allSatisfy { $0 >= 1 }, "k is at least 1")
    precondition(lambdas.allSatisfy { $0 >= 0 }, "λ is at least 0")
    self.regionCounts = Set(regionCounts).sorted()
    self.lambdas = Set(lambdas).sorted()
    self.folds = folds
    self.usesGroups = usesGroups
    self.shrinkage = shrinkage
    self.restartCount = restartCount
    self.seed = seed
  }

  /// The k-means of `regionCount` regions that this search uses, in folds and for the final fit.
  public func clustering(regionCount: Int) -> KMeans {
    KMeans(regionCount: regionCount, restartCount: restartCount, seed: seed)
  }

  /// Scores every cell of the grid in every fold.
  ///
  /// - Parameters:
  ///   - set: the training rows. A linear head is scored as its folded twin, which has the same
  ///     logits.
  ///   - finishedCells: cells of the same search on the same rows, which are used unchanged. Cells
  ///     with impossible scores are computed again.
  ///   - parallelism: changes the time and nothing else.
  ///   - finished: called with each cell that was computed.
  ///   - progress: called with the cells (fold, k) done and all of them, from any thread.
  /// - Throws: `ModelSelectionError`.
  /// - Complexity: per fold and k, one k-means, O(N · (n + q)²) and O(k · n³).
  public func run(
    on set: TrainingSet, finishedCells: [FinishedCell] = [],
    parallelism: Parallelism, finished: ((FinishedCell) -> Void)? = nil,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(ModelSelectionError) -> CrossValidationTable {
    let folds = try folds.split(set, usesGroups: usesGroups)
    let packed = try regionCounts.map { count throws(ModelSelectionError) in
      try StudentStructure.regional(regionCount: count).packedSize(for: set)
    }
    let scoring = try CrossValidation(
      search: self, set: set.foldingHead, folds: folds, parallelism: parallelism)
    var cells = finishedCells.filter { isComplete($0, of: set) && $0.fold < folds.count }
    try score(by: scoring, known: cells, parallelism: parallelism) { cell in
      cells.append(cell)
      finished?(cell)
      progress?(cells.count, folds.count * regionCounts.count)
    }
    return CrossValidationTable(
      foldCount: folds.count, grouped: folds.grouped,
      candidates: regionCounts.indices.flatMap { k in
        let scores = (0..<folds.count).compactMap {
          cells.scores(
            fold: $0, kind: CellKind(structure: .regional(regionCount: regionCounts[k])))
        }
        return candidates(regionCounts[k], packed[k], scores)
      })
  }

  /// Scores the cells that are not known.
  ///
  /// - Parameter found: called with each, on every rank.
  private func score(
    by scoring: CrossValidation, known: [FinishedCell], parallelism: Parallelism,
    found: (FinishedCell) -> Void
  ) throws(ModelSelectionError) {
    // The largest k first: the others find their seeds among its.
    let kinds = regionCounts.reversed().map { CellKind(structure: .regional(regionCount: $0)) }
    let tasks = CellTask.all(
      (0..<scoring.folds.count).map { fold in
        (fold, kinds.filter { known.scores(fold: fold, kind: $0) == nil })
      }, rankCount: parallelism.cellRankCount)
    let isAlone = parallelism.cellRankCount == 1
    for wave in parallelism.cellWaves(tasks.count) {
      var own: CellTask.Outcome?
      if let task = parallelism.cell(of: wave).map({ tasks[$0] }) {
        let fold = try scoring.fold(task.fold)
        own = CellTask.Outcome()
        for kind in task.kinds {
          let scores = try scoring.scores(of: fold, regionCount: kind.structure.regionCount)
          own?.scores.append(scores)
          // A journal has each cell at once.
          if isAlone { found(FinishedCell(fold: task.fold, kind: kind, scores: scores)) }
        }
      }
      guard !isAlone else { continue }
      for (task, outcome) in zip(tasks[wave], parallelism.gather(own, of: wave)) {
        for case (let kind, let scores?) in zip(task.kinds, outcome.scores) {
          found(FinishedCell(fold: task.fold, kind: kind, scores: scores))
        }
      }
    }
  }

  /// The candidates of one k.
  ///
  /// - Parameter scores: for each fold, those of each λ.
  private func candidates(
    _ regionCount: Int, _ packed: (bytes: Int, macs: Int), _ scores: [[CellScores]]
  ) -> [Candidate] {
    lambdas.indices.map { index in
      Candidate(
        structure: .regional(regionCount: regionCount),
        fit: .ridge(lambda: lambdas[index]),
        byteCount: packed.bytes, multiplyAccumulates: packed.macs,
        scores: FoldScores(scores.map { $0[index] }))
    }
  }

  private func isComplete(_ cell: FinishedCell, of set: TrainingSet) -> Bool {
    cell.scores.count == lambdas.count && !cell.isDistilled
      && cell.scores.allSatisfy { $0.arePossible(on: set, withDivergence: false) }
      && regionCounts.contains { cell.structure == .regional(regionCount: $0) }
  }
}
