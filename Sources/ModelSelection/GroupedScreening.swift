internal import Clustering
internal import Regression
internal import Rows
internal import Student

/// Scores structures in closed form on folds of whole groups that share one partition.
///
/// Sums over rows are taken once for each structure, and a fold is a difference of sums. So a fold
/// costs as much as it takes to solve its equations, whatever the strengths. The price is that
/// partition, axes and class shares saw the rows of all groups; maps never do. Finalists are fitted
/// again in each fold.
struct GroupedScreening: Sendable {
  private let search: StudentSearch
  private let set: TrainingSet
  private let parallelism: Parallelism
  /// The folds of the search, then those of alike groups.
  private let units: [[[Int32]]]
  private let rows: [(balance: Double, rows: GroupedRows)]
  private var shared: FoldRows

  /// - Parameters:
  ///   - splits: folds of whole groups, those of the search first.
  /// - Throws: `ModelSelectionError.student` and `.unreadable`.
  /// - Complexity: O(N · n · (n + t)) for each split and balance.
  init(
    search: StudentSearch, set: TrainingSet, splits: [Folds], parallelism: Parallelism
  ) throws(ModelSelectionError) {
    let groups = set.groups ?? []
    self.search = search
    self.set = set
    self.parallelism = parallelism
    units = splits.flatMap { ScoreUnits($0, groups: groups).rows }
    let leftOut = splits.flatMap { folds in
      (0..<folds.count).map { fold in
        Set(folds.validationRows(fold).map { groups[Int($0)] }).sorted()
      }
    }
    do throws(StudentError) {
      let all = try FittingRows(
        set, rows: Array(0..<Int32(set.rowCount)), componentCount: search.componentCount,
        parallelism: parallelism)
      shared = FoldRows(all)
      rows = try search.balances(isGrouped: true).map { balance throws(StudentError) in
        (
          balance,
          try GroupedRows(
            all, leavingOut: leftOut, balance: balance, parallelism: parallelism)
        )
      }
    } catch {
      throw .student(error)
    }
  }

  /// The folds of all splits.
  var foldCount: Int { units.count }

  /// The scores of every fit of a structure on every unit of some folds.
  ///
  /// - Parameters:
  ///   - structure: to be fitted.
  ///   - folds: indices into those of all splits.
  ///   - found: called with each fold and its scores.
  /// - Throws: `ModelSelectionError`.
  mutating func score(
    _ structure: StudentStructure, folds: [Int], found: (Int, [CellScores]) -> Void
  ) throws(ModelSelectionError) {
    let fits: [GroupedFit]
    do throws(StudentError) {
      let clusters = try shared.clusters(
        of: structure, clustering: search.clustering(of: structure), parallelism: parallelism)
      fits = try rows.map { _, rows throws(StudentError) in
        try rows.partitioned(
          structure, into: clusters, nuisances: search.grouped?.nuisances ?? [],
          parallelism: parallelism)
      }
    } catch {
      throw .student(error)
    }
    for fold in folds {
      let scorer = try rethrowing(
        scorer(of: structure, fits, leavingOut: fold), as: ModelSelectionError.student)
      found(
        fold,
        try rethrowing(
          scorer.scores(of: units[fold], parallelism: parallelism),
          as: ModelSelectionError.unreadable))
    }
  }

  private func scorer(
    of structure: StudentStructure, _ fits: [GroupedFit], leavingOut fold: Int
  ) throws(StudentError) -> RowScores {
    let strengths = search.penalties(isGrouped: true)
    let scales = structure.hasSharedTerm ? search.correctionScales : [1]
    let maps = try parallelism.map(fits.count * strengths.count) { index throws(StudentError) in
      try fits[index / strengths.count].maps(
        strengths[index % strengths.count], leavingOut: fold)
    }
    return RowScores(
      set: set, projection: fits[0].projection, partition: fits[0].partition,
      paths: maps.flatMap { maps in
        scales.map { maps.scalingCorrections(by: $0).regionMaps }
      }, temperature: search.distillation.temperature)
  }
}

extension StudentSearch {
  /// The splits of whole groups into folds that share a partition.
  ///
  /// The first leaves out one group after another, or deals groups to the folds of the search where
  /// there are too many. The second leaves out groups that are alike.
  ///
  /// - Returns: nil where each fold has a partition of its own: without groups or logits, with nothing
  ///   to try for groups, and where the sums would take too much memory.
  func groupedSplits(
    _ set: TrainingSet, _ folds: Folds, parallelism: Parallelism
  ) throws(ModelSelectionError) -> [Folds]? {
    guard folds.grouped, grouped != nil, let logits = set.logits,
      logits.columnCount <= Self.groupedOutputLimit
    else { return nil }
    let alike = try rethrowing(
      Folds.ofAlikeGroups(set, parallelism: parallelism),
      as: ModelSelectionError.unreadable)
    let order = Double(set.coordinateCount + logits.columnCount + 1)
    let regions = structures.map { $0.componentCount == nil ? $0.regionCount : 1 }.max() ?? 1
    return [Folds.leavingOneGroupOut(set), folds].compactMap(\.self)
      .map { [$0] + (alike.map { [$0] } ?? []) }
      .first { splits in
        let count =
          splits.reduce(0) { $0 + $1.count } * balances(isGrouped: true).count
          * regions
        return 8 * order * order * Double(count) <= Self.groupedByteLimit
      }
  }

  /// Students of more outputs are searched with folds of their own.
  private static var groupedOutputLimit: Int { 32 }
  private static var groupedByteLimit: Double { Double(512 << 20) }
}
