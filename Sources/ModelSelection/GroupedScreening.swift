internal import Clustering
internal import Regression
internal import Rows
public import Student

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
  /// One for each balance.
  private let rows: [GroupedRows]
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
        try GroupedRows(all, leavingOut: leftOut, balance: balance, parallelism: parallelism)
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
  /// - Returns: the scores of each of the folds; none where the rows have too few values for the
  ///   regions.
  /// - Throws: `ModelSelectionError`.
  mutating func outcome(
    of structure: StudentStructure, folds: [Int]
  ) throws(ModelSelectionError) -> CellTask.Outcome {
    do throws(ModelSelectionError) {
      return try scores(of: structure, folds: folds)
    } catch .student(.clustering(.tooFewDistinctRows)) {
      return CellTask.Outcome()
    } catch {
      throw error
    }
  }

  private mutating func scores(
    of structure: StudentStructure, folds: [Int]
  ) throws(ModelSelectionError) -> CellTask.Outcome {
    let clusters: KMeansResult
    do throws(StudentError) {
      clusters = try shared.clusters(
        of: structure, clustering: search.clustering(of: structure), parallelism: parallelism)
    } catch {
      throw .student(error)
    }
    var scores = [[CellScores]](repeating: [], count: folds.count)
    // The equations of one balance after another, because they take memory.
    for rows in rows {
      let fit = try rethrowing(
        rows.partitioned(
          structure, into: clusters, nuisances: search.grouped?.nuisances ?? [],
          parallelism: parallelism), as: ModelSelectionError.student)
      for (index, fold) in folds.enumerated() {
        let scorer = try rethrowing(
          scorer(of: structure, fit, leavingOut: fold), as: ModelSelectionError.student)
        scores[index] += try rethrowing(
          scorer.scores(of: units[fold], parallelism: parallelism),
          as: ModelSelectionError.unreadable)
      }
    }
    return CellTask.Outcome(scores)
  }

  private func scorer(
    of structure: StudentStructure, _ fit: GroupedFit, leavingOut fold: Int
  ) throws(StudentError) -> RowScores {
    let strengths = search.penalties(isGrouped: true)
    let scales = structure.hasSharedTerm ? search.correctionScales : [1]
    let maps = try parallelism.map(strengths.count) { index throws(StudentError) in
      try fit.maps(strengths[index], leavingOut: fold)
    }
    return RowScores(
      set: set, projection: fit.projection, partition: fit.partition,
      paths: maps.flatMap { maps in
        scales.map { maps.scalingCorrections(by: $0).regionMaps }
      }, temperature: search.distillation.temperature)
  }
}

extension StudentSearch {
  /// The splits of whole groups into folds that share a partition.
  ///
  /// The first leaves out one group after another. It deals groups to the folds of the search where
  /// there are too many groups, or where their equations take too much memory. The second leaves out
  /// groups that are alike.
  ///
  /// - Returns: nil where each fold has a partition of its own: without groups or logits, and with
  ///   nothing to try for groups.
  func groupedSplits(
    _ set: TrainingSet, _ folds: Folds, parallelism: Parallelism
  ) throws(ModelSelectionError) -> [Folds]? {
    guard folds.grouped, sharesPartition(of: set) else { return nil }
    let alike = try rethrowing(
      Folds.ofAlikeGroups(set, parallelism: parallelism),
      as: ModelSelectionError.unreadable)
    let order =
      structures.map { Double($0.columnCount(inputs: set.coordinateCount) + 1) }.max() ?? 0
    func fits(_ single: Folds) -> Bool {
      let count = systemCount(foldCount: single.count + (alike?.count ?? 0))
      return 8 * order * order * Double(count) <= Double(Self.groupedByteLimit)
    }
    let single = Folds.leavingOneGroupOut(set).flatMap { fits($0) ? $0 : nil }
    return [single ?? folds] + [alike].compactMap(\.self)
  }

  /// The fewest systems of equations that folds of whole groups hold at once for a structure, of its
  /// `columnCount` + 1 unknowns each; 0 where each fold is fitted on its own.
  ///
  /// - Parameter set: the training rows.
  public func systemCount(on set: TrainingSet) -> Int {
    guard usesGroups, set.groups != nil, sharesPartition(of: set) else { return 0 }
    return systemCount(foldCount: folds.foldCount + Folds.alikeLimit)
  }

  /// Of all rows and of those that each fold leaves out: their own, and what the maps of groups explain
  /// for each penalty.
  private func systemCount(foldCount: Int) -> Int {
    (1 + (grouped?.nuisances.count ?? 0)) * (foldCount + 1)
  }

  private func sharesPartition(of set: TrainingSet) -> Bool {
    grouped != nil && set.logits.map { $0.columnCount <= Self.groupedOutputLimit } ?? false
  }

  /// Students of more outputs are searched with folds of their own.
  private static var groupedOutputLimit: Int { 32 }
  private static var groupedByteLimit: Int { 512 << 20 }
}
