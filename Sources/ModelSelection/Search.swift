public import Regression
public import Rows
public import Student

/// The candidates of a search: the published grid, or structures of students.
public enum Search: Sendable, Equatable, Codable {
  /// The published search: numbers of regions and ridge strengths.
  case grid(GridSearch)
  /// A search over structures, screened in closed form and refined by distillation.
  case structures(StudentSearch)

  /// Scores every candidate in every fold.
  ///
  /// - Parameters:
  ///   - set: the training rows.
  ///   - score: the measure that chooses finalists; a grid has none.
  ///   - budget: the most bytes of a packed student; a grid tries larger ones, too.
  ///   - keptShare: the share of the inputs that students will be on, whose bytes count then; nil for
  ///     all. A grid takes all.
  ///   - finishedCells: cells of the same search on the same rows, which are used unchanged.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - finished: called with each cell that was computed.
  ///   - progress: called with the cells done and all of them, from any thread.
  /// - Complexity: see `GridSearch.run` and `StudentSearch.run`.
  /// - Throws: `ModelSelectionError`.
  public func run(
    on set: TrainingSet, score: Score, budget: Int? = nil, keptShare: Double? = nil,
    finishedCells: [FinishedCell] = [],
    parallelism: Parallelism, finished: ((FinishedCell) -> Void)? = nil,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(ModelSelectionError) -> CrossValidationTable {
    switch self {
    case .grid(let search):
      try search.run(
        on: set, finishedCells: finishedCells, parallelism: parallelism, finished: finished,
        progress: progress)
    case .structures(let search):
      try search.run(
        on: set, score: score, budget: budget, keptShare: keptShare, finishedCells: finishedCells,
        parallelism: parallelism,
        finished: finished, progress: progress)
    }
  }

  /// Finds out before the work whether the rows fill the folds, and whether a student is within the
  /// budget.
  ///
  /// - Parameters:
  ///   - set: the training rows.
  ///   - budget: the most bytes of a packed student; nil for no limit.
  ///   - keptShare: the share of the inputs that students will be on; nil for all.
  /// - Complexity: O(N log N).
  /// - Throws: `ModelSelectionError.tooFewRows`, `.tooFewGroups`, `.budgetTooSmall` and `.notPackable`,
  ///   as the search does.
  public func check(
    on set: TrainingSet, budget: Int?, keptShare: Double?
  ) throws(ModelSelectionError) {
    switch self {
    case .grid(let search):
      _ = try search.folds.split(set, usesGroups: search.usesGroups)
      let sizes = try search.regionCounts.map { count throws(ModelSelectionError) in
        try StudentStructure.regional(regionCount: count).packedSize(for: set).bytes
      }
      guard let smallest = sizes.min(), let budget, smallest > budget else { return }
      let counts = zip(search.regionCounts, sizes).filter { $0.1 == smallest }.map(\.0)
      throw .budgetTooSmall(
        budget: budget, smallest: smallest,
        structure: StudentStructure.regional(regionCount: counts[0]).title)
    case .structures(let search):
      _ = try search.folds.split(set, usesGroups: search.usesGroups)
      _ = try search.affordable(set, keeping: keptShare, within: budget)
    }
  }

  /// Fits a candidate to all rows. The student reads inputs as they are in the dumps.
  ///
  /// - Parameters:
  ///   - candidate: a student that this search tried.
  ///   - set: the training rows.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the number of passes over the rows that are done, 0 at first, and
  ///     their largest possible number. The last call has one of one. Without distillation there is
  ///     one pass.
  /// - Complexity: one cell of the search, on all rows.
  /// - Throws: `StudentError`, as the folds did.
  public func fit(
    _ candidate: Candidate, to set: TrainingSet, parallelism: Parallelism,
    progress: ((_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(StudentError) -> PiecewiseLinearModel {
    progress?(0, 1)
    defer { progress?(1, 1) }
    switch self {
    case .grid(let search):
      let model = try PiecewiseLinearRegression(
        clustering: search.clustering(regionCount: candidate.regionCount),
        lambda: candidate.lambda, shrinkage: search.shrinkage
      ).fit(set, parallelism: parallelism)
      return set.ofStoredInputs(model)
    case .structures(let search):
      let fit = try search.fit(
        candidate, to: set, rows: Array(0..<Int32(set.rowCount)), parallelism: parallelism,
        progress: progress)
      return set.ofStoredInputs(fit.regional.model(fit.maps))
    }
  }

  /// The parameters that cells (fold, structure) depend on. Two searches that share them have the
  /// same cells.
  ///
  /// - Parameter isGrouped: whether the training rows have groups.
  public func cellIdentity(isGrouped: Bool) -> Search {
    switch self {
    case .grid(var search):
      search.regionCounts = []
      return .grid(search)
    case .structures(var search):
      search.structures = []
      search.finalistCount = 0
      search.repeatLimit = nil
      if !isGrouped || !search.usesGroups { search.grouped = nil }
      return .structures(search)
    }
  }

  /// The map that regional ridge maps are shrunk towards; nil where maps are fitted in another way.
  public var shrinkage: Shrinkage? {
    if case .grid(let search) = self { search.shrinkage } else { nil }
  }

  /// The same search with another seed of folds and of every k-means. Folds that are not shuffled stay.
  ///
  /// - Parameter seed: of both.
  public func seeded(by seed: UInt64) -> Search {
    switch self {
    case .grid(var search):
      (search.seed, search.folds) = (seed, search.folds.seeded(by: seed))
      return .grid(search)
    case .structures(var search):
      (search.seed, search.folds) = (seed, search.folds.seeded(by: seed))
      return .structures(search)
    }
  }

  /// The seed of every k-means.
  public var seed: UInt64 {
    switch self {
    case .grid(let search): search.seed
    case .structures(let search): search.seed
    }
  }
}

extension StudentSearch {
  /// Some rows of a set in their regions, and the maps of a candidate of this search for them.
  func fit(
    _ candidate: Candidate, to set: TrainingSet, rows: [Int32], parallelism: Parallelism,
    progress: ((_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(StudentError) -> (regional: RegionalFit, maps: CorrectedMaps) {
    var fold = FoldRows(
      try FittingRows(set, rows: rows, componentCount: componentCount, parallelism: parallelism))
    let clustering = clustering(of: candidate.structure)
    let regional = try fold.partitioned(
      candidate.structure, clustering: clustering, parallelism: parallelism)
    switch candidate.fit {
    case .ridge:
      preconditionFailure("a candidate of another search")
    case .penalized(let penalties, let scale, let balance):
      guard penalties.nuisance != nil || balance > 0 else {
        return (regional, try regional.maps(penalties).scalingCorrections(by: scale))
      }
      let fit = try fold.balanced(
        candidate.structure, clustering: clustering, balance: balance,
        nuisances: penalties.nuisance.map { [$0] } ?? [], parallelism: parallelism)
      return (regional, try fit.maps(penalties).scalingCorrections(by: scale))
    case .distilled(let penalties, let scale):
      // As in the folds, each strength from the result of the one before it.
      let strengths = distillationPath(nuisance: penalties.nuisance)
      let end = strengths.firstIndex(of: penalties) ?? strengths.count - 1
      let path = try regional.refinedMaps(
        along: Array(strengths[...end]), distillation: distillation,
        parallelism: parallelism, progress: progress)
      return (regional, path[end].maps.scalingCorrections(by: scale))
    }
  }
}
