internal import Clustering
internal import Rows
internal import Student

/// The cells of one run of a search over structures.
struct CellWork {
  private let search: StudentSearch
  private let set: TrainingSet
  /// The splits of folds that share a partition, those of the search first; nil where each fold has
  /// its own.
  private let splits: [Folds]?
  private let scoring: StructureScoring
  /// The share of the inputs whose bytes count; nil for all.
  private let keptShare: Double?
  private let parallelism: Parallelism
  private var cells: [FinishedCell]
  /// Structures with more regions than the rows of some fold have values.
  private var impossible: [StudentStructure] = []
  /// The folds of screening that finalists need again.
  private var kept = KeptFolds()
  /// Called with each computed cell and the number of cells that are done.
  private let report: (FinishedCell, Int) -> Void

  /// - Parameters:
  ///   - search: what is tried.
  ///   - set: the training rows.
  ///   - folds: of the search.
  ///   - splits: folds of whole groups that share a partition; nil where each fold has its own.
  ///   - known: cells that may be of this run; those that cannot be are not used.
  ///   - keptShare: the share of the inputs whose bytes count; nil for all.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - report: called with each computed cell and the number of cells that are done.
  init(
    search: StudentSearch, set: TrainingSet, folds: Folds, splits: [Folds]?,
    known: [FinishedCell], keptShare: Double?, parallelism: Parallelism,
    report: @escaping (FinishedCell, Int) -> Void
  ) {
    self.search = search
    self.set = set
    self.splits = splits
    self.keptShare = keptShare
    self.parallelism = parallelism
    self.report = report
    scoring = StructureScoring(
      search: search, set: set, folds: folds, units: ScoreUnits(folds, groups: set.groups),
      parallelism: parallelism)
    cells = []
    cells = known.filter { isComplete($0) }
  }

  /// The candidates of some structures in closed form, with the cells that are missing computed.
  mutating func screened(
    _ structures: [StudentStructure]
  ) throws(ModelSelectionError) -> [Candidate] {
    guard let splits else {
      try fill(structures, isDistilled: false)
      return try candidates(structures, isDistilled: false)
    }
    let count = unitCounts(isDistilled: false).count
    let open = structures.filter { !missingFolds($0, count).isEmpty }
    if !open.isEmpty {
      var screening = try GroupedScreening(
        search: search, set: set, splits: splits, parallelism: parallelism)
      for structure in open {
        do throws(ModelSelectionError) {
          try screening.score(structure, folds: missingFolds(structure, count)) { fold, scores in
            add(FinishedCell(fold: fold, structure: structure, scores: scores))
          }
        } catch .student(.clustering(.tooFewDistinctRows)) {
          impossible.append(structure)
        } catch {
          throw error
        }
      }
    }
    return try candidates(structures, isDistilled: false)
  }

  /// The same of some structures refined by distillation, in folds that are fitted each on its own.
  mutating func distilled(
    _ structures: [StudentStructure]
  ) throws(ModelSelectionError) -> [Candidate] {
    try fill(structures, isDistilled: true)
    return try candidates(structures, isDistilled: true)
  }

  private func missingFolds(_ structure: StudentStructure, _ count: Int) -> [Int] {
    (0..<count).filter { cells.scores(fold: $0, structure: structure) == nil }
  }

  private mutating func add(_ cell: FinishedCell) {
    cells.append(cell)
    report(cell, cells.count)
  }

  private mutating func rows(of fold: Int) throws(ModelSelectionError) -> FoldRows {
    if let known = kept.take(fold) { return known }
    return try scoring.rows(of: fold)
  }

  /// Computes the cells that are missing, fold after fold.
  private mutating func fill(
    _ structures: [StudentStructure], isDistilled: Bool
  ) throws(ModelSelectionError) {
    for fold in 0..<scoring.folds.count {
      let missing = structures.filter {
        cells.scores(fold: fold, structure: $0, isDistilled: isDistilled) == nil
      }
      guard !missing.isEmpty else { continue }
      var rows = try rows(of: fold)
      for structure in missing where !impossible.contains(structure) {
        do throws(ModelSelectionError) {
          add(
            FinishedCell(
              fold: fold, structure: structure, isDistilled: isDistilled,
              scores: try scoring.scores(
                of: structure, &rows, fold: fold, isDistilled: isDistilled)))
        } catch .student(.clustering(.tooFewDistinctRows)) {
          // A small dump is searched for the structures that it has the rows for. One region is
          // always among them.
          impossible.append(structure)
        } catch {
          throw error
        }
      }
      if !isDistilled { kept.keep(rows, of: fold) }
    }
  }

  private func candidates(
    _ structures: [StudentStructure], isDistilled: Bool
  ) throws(ModelSelectionError) -> [Candidate] {
    let splits = units(isDistilled: isDistilled)
    var candidates: [Candidate] = []
    for structure in structures where !impossible.contains(structure) {
      let packed = try structure.packedSize(for: set, keeping: keptShare)
      let fits = search.fits(
        of: structure, isDistilled: isDistilled, isGrouped: self.splits != nil)
      let scores = scores(of: structure, isDistilled: isDistilled, splits, fits.count)
      for (index, fit) in fits.enumerated() {
        candidates.append(
          Candidate(
            structure: structure, fit: fit, byteCount: packed.bytes,
            multiplyAccumulates: packed.macs, scores: FoldScores(scores[0][index]),
            clusterScores: scores.count > 1 ? FoldScores(scores[1][index]) : nil))
      }
    }
    return candidates
  }

  /// For each split and fit of a structure the scores of all units, in the order of their groups.
  private func scores(
    of structure: StudentStructure, isDistilled: Bool, _ splits: [ScoreUnits], _ fitCount: Int
  ) -> [[[CellScores]]] {
    var fold = 0
    return splits.map { split in
      let found = split.rows.map { units in
        defer { fold += 1 }
        return (
          units.count,
          cells.scores(fold: fold, structure: structure, isDistilled: isDistilled) ?? []
        )
      }
      return (0..<fitCount).map { fit in
        let all = found.flatMap { count, scores in scores[fit * count..<(fit + 1) * count] }
        return split.order.map { all[$0] }
      }
    }
  }

  /// The units of each split that is scored.
  private func units(isDistilled: Bool) -> [ScoreUnits] {
    guard !isDistilled, let splits else { return [scoring.units] }
    return splits.map { ScoreUnits($0, groups: set.groups) }
  }

  /// The units of each fold that is scored.
  private func unitCounts(isDistilled: Bool) -> [Int] {
    units(isDistilled: isDistilled).flatMap { $0.rows.map(\.count) }
  }

  private func isComplete(_ cell: FinishedCell) -> Bool {
    let units = unitCounts(isDistilled: cell.isDistilled)
    guard units.indices.contains(cell.fold), search.structures.contains(cell.structure) else {
      return false
    }
    let fits = search.fits(
      of: cell.structure, isDistilled: cell.isDistilled, isGrouped: splits != nil)
    return cell.scores.count == fits.count * units[cell.fold]
      && cell.scores.allSatisfy { $0.arePossible(on: set, withDivergence: true) }
  }
}
