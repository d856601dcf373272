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
  public var clusterCounts: [Int]
  /// The values of λ, ascending and different.
  public var regularizations: [Double]
  /// How rows are dealt to folds.
  public var folds: KFold
  /// Whether groups are kept whole when the training dump has them.
  public var usesGroups: Bool
  /// What regional maps are shrunk towards.
  public var shrinkage: Shrinkage
  /// The starts of each k-means.
  public var restartCount: Int
  /// The seed of each k-means.
  public var seed: UInt64

  /// The published grid: k in 1 ... 5, λ in 0.01 ... 1000 by decades, 5 folds.
  public init(
    clusterCounts: [Int] = Array(1...5),
    regularizations: [Double] = [0.01, 0.1, 1, 10, 100, 1_000],
    folds: KFold = KFold(), usesGroups: Bool = true, shrinkage: Shrinkage = .global,
    restartCount: Int = 1, seed: UInt64 = 0
  ) {
    precondition(!clusterCounts.isEmpty && !regularizations.isEmpty, "a grid has a cell")
    precondition(clusterCounts.allSatisfy { $0 >= 1 }, "k is at least 1")
    precondition(regularizations.allSatisfy { $0 >= 0 }, "λ is at least 0")
    self.clusterCounts = Set(clusterCounts).sorted()
    self.regularizations = Set(regularizations).sorted()
    self.folds = folds
    self.usesGroups = usesGroups
    self.shrinkage = shrinkage
    self.restartCount = restartCount
    self.seed = seed
  }

  /// The k-means of `clusterCount` regions that this search uses, in folds and for the final fit.
  public func clustering(clusterCount: Int) -> KMeans {
    KMeans(clusterCount: clusterCount, restartCount: restartCount, seed: seed)
  }

  /// Scores every cell of the grid in every fold.
  ///
  /// - Parameters:
  ///   - set: the training rows; a linear head is scored as its folded twin, which has the same
  ///     logits.
  ///   - finishedCells: cells of the same search on the same rows, which are taken as they are; those
  ///     with scores that no rows give are computed again.
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
    let packed = try clusterCounts.map { count throws(ModelSelectionError) in
      try StudentStructure.regional(clusterCount: count).packedSize(for: set)
    }
    let scoring = try CrossValidation(
      search: self, set: set.foldingHead, folds: folds, parallelism: parallelism)
    var cells = finishedCells.filter { isComplete($0, of: set) && $0.fold < folds.count }
    for index in 0..<folds.count {
      let missing = clusterCounts.filter {
        cells.scores(fold: index, structure: .regional(clusterCount: $0)) == nil
      }
      guard !missing.isEmpty else { continue }
      let fold = try scoring.fold(index)
      // The largest k first: the others find their seeds among its.
      for clusterCount in missing.reversed() {
        let cell = FinishedCell(
          fold: index, structure: .regional(clusterCount: clusterCount),
          scores: try scoring.scores(of: fold, clusterCount: clusterCount))
        cells.append(cell)
        finished?(cell)
        progress?(cells.count, folds.count * clusterCounts.count)
      }
    }
    return CrossValidationTable(
      foldCount: folds.count, grouped: folds.grouped,
      candidates: clusterCounts.indices.flatMap { k in
        let scores = (0..<folds.count).compactMap {
          cells.scores(fold: $0, structure: .regional(clusterCount: clusterCounts[k]))
        }
        return candidates(clusterCounts[k], packed[k], scores)
      })
  }

  /// The candidates of one k.
  ///
  /// - Parameter scores: for each fold, those of each λ.
  private func candidates(
    _ clusterCount: Int, _ packed: (bytes: Int, macs: Int), _ scores: [[CellScores]]
  ) -> [Candidate] {
    regularizations.indices.map { index in
      Candidate(
        structure: .regional(clusterCount: clusterCount),
        fit: .ridge(regularization: regularizations[index]),
        byteCount: packed.bytes, multiplyAccumulates: packed.macs,
        scores: FoldScores(scores.map { $0[index] }))
    }
  }

  private func isComplete(_ cell: FinishedCell, of set: TrainingSet) -> Bool {
    cell.scores.count == regularizations.count && !cell.isDistilled
      && cell.scores.allSatisfy { $0.arePossible(on: set, withDivergence: false) }
      && clusterCounts.contains { cell.structure == .regional(clusterCount: $0) }
  }
}
