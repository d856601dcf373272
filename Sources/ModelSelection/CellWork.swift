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
  /// One for each deal of the rows to folds, that of the search first.
  private let scorings: [StructureScoring]
  /// The deals that are scored.
  private var repeatCount = 1
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
  ///   - folds: of the search, and those of further deals where rows may be dealt again.
  ///   - splits: folds of whole groups that share a partition; nil where each fold has its own.
  ///   - known: cells that may be of this run; those that cannot be are not used.
  ///   - keptShare: the share of the inputs whose bytes count; nil for all.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - report: called with each computed cell and the number of cells that are done.
  init(
    search: StudentSearch, set: TrainingSet, folds: [Folds], splits: [Folds]?,
    known: [FinishedCell], keptShare: Double?, parallelism: Parallelism,
    report: @escaping (FinishedCell, Int) -> Void
  ) {
    self.search = search
    self.set = set
    self.splits = splits
    self.keptShare = keptShare
    self.parallelism = parallelism
    self.report = report
    scorings = folds.map {
      StructureScoring(
        search: search, set: set, folds: $0, units: ScoreUnits($0, groups: set.groups),
        parallelism: parallelism)
    }
    cells = []
    cells = known.filter { isComplete($0) }
  }

  /// The candidates of some structures in closed form, with the cells that are missing computed.
  ///
  /// - Parameter score: the measure that says how often rows are dealt to folds.
  mutating func screened(
    _ structures: [StudentStructure], score: Score
  ) throws(ModelSelectionError) -> [Candidate] {
    guard let splits else { return try screenedRepeatedly(structures, score: score) }
    let count = unitCounts(sharesPartition: true).count
    let open = structures.filter { !missingFolds($0, count).isEmpty }
    if !open.isEmpty {
      var screening = try GroupedScreening(
        search: search, set: set, splits: splits, parallelism: parallelism)
      for wave in parallelism.cellWaves(open.count) {
        let own = try parallelism.cell(of: wave).map { index throws(ModelSelectionError) in
          try screening.outcome(of: open[index], folds: missingFolds(open[index], count))
        }
        for (structure, outcome) in zip(open[wave], parallelism.gather(own, of: wave)) {
          if outcome.scores.isEmpty { impossible.append(structure) }
          for (fold, scores) in zip(missingFolds(structure, count), outcome.scores) {
            guard let scores else { continue }
            add(FinishedCell(fold: fold, kind: CellKind(structure: structure), scores: scores))
          }
        }
      }
    }
    return try candidates(structures.map { CellKind(structure: $0) })
  }

  /// The same in folds that are fitted each on its own, of one deal after another.
  private mutating func screenedRepeatedly(
    _ structures: [StudentStructure], score: Score
  ) throws(ModelSelectionError) -> [Candidate] {
    let kinds = structures.map { CellKind(structure: $0) }
    var least = Double.infinity
    while true {
      try fill(kinds, of: repeatCount - 1)
      let candidates = try candidates(kinds)
      guard repeatCount < scorings.count,
        let error = RepeatedFolds.standardError(of: candidates, score: score), error < least
      else { return candidates }
      least = error
      repeatCount += 1
    }
  }

  /// The candidates of some kinds in folds that are fitted each on its own.
  mutating func refitted(_ kinds: [CellKind]) throws(ModelSelectionError) -> [Candidate] {
    for deal in 0..<repeatCount { try fill(kinds, of: deal) }
    return try candidates(kinds)
  }

  private func missingFolds(_ structure: StudentStructure, _ count: Int) -> [Int] {
    (0..<count).filter { scores(of: CellKind(structure: structure), fold: $0) == nil }
  }

  private func scores(of kind: CellKind, fold: Int) -> [CellScores]? {
    cells.scores(fold: fold, kind: kind)
  }

  private mutating func add(_ cell: FinishedCell) {
    cells.append(cell)
    report(cell, cells.count)
  }

  /// Computes the cells of one deal that are missing, fold after fold. The folds of all deals are
  /// numbered through.
  private mutating func fill(
    _ kinds: [CellKind], of deal: Int
  ) throws(ModelSelectionError) {
    let foldCount = scorings[deal].folds.count
    let tasks = CellTask.all(
      (0..<foldCount).map { own in
        (own, kinds.filter { scores(of: $0, fold: deal * foldCount + own) == nil })
      }, rankCount: parallelism.cellRankCount)
    for wave in parallelism.cellWaves(tasks.count) {
      var own: CellTask.Outcome?
      if let index = parallelism.cell(of: wave) { own = try outcome(of: tasks[index], deal: deal) }
      for (task, outcome) in zip(tasks[wave], parallelism.gather(own, of: wave)) {
        add(outcome, of: task, fold: deal * foldCount + task.fold)
      }
    }
  }

  /// Computes the cells of one task, and adds them where this process is alone.
  private mutating func outcome(
    of task: CellTask, deal: Int
  ) throws(ModelSelectionError) -> CellTask.Outcome {
    let scoring = scorings[deal]
    let fold = deal * scoring.folds.count + task.fold
    var rows: FoldRows
    if let known = kept.take(fold) { rows = known } else { rows = try scoring.rows(of: task.fold) }
    var outcome = CellTask.Outcome()
    for kind in task.kinds {
      guard !impossible.contains(kind.structure) else {
        outcome.scores.append(nil)
        continue
      }
      do throws(ModelSelectionError) {
        let scores = try scoring.scores(of: kind, &rows, fold: task.fold)
        outcome.scores.append(scores)
        // A journal has each cell at once.
        if parallelism.cellRankCount == 1 {
          add(FinishedCell(fold: fold, kind: kind, scores: scores))
        }
      } catch .student(.clustering(.tooFewDistinctRows)) {
        // A small dump is searched for the structures that it has the rows for. One region is
        // always among them.
        impossible.append(kind.structure)
        outcome.scores.append(nil)
      } catch {
        throw error
      }
    }
    if task.kinds.contains(where: \.sharesPartition) { kept.keep(rows, of: fold) }
    return outcome
  }

  /// Adds what a rank found, this one among them.
  private mutating func add(_ outcome: CellTask.Outcome, of task: CellTask, fold: Int) {
    for (kind, scores) in zip(task.kinds, outcome.scores) {
      if let scores {
        guard parallelism.cellRankCount > 1 else { continue }
        add(FinishedCell(fold: fold, kind: kind, scores: scores))
      } else if !impossible.contains(kind.structure) {
        impossible.append(kind.structure)
      }
    }
  }

  private func candidates(_ kinds: [CellKind]) throws(ModelSelectionError) -> [Candidate] {
    var candidates: [Candidate] = []
    for kind in kinds where !impossible.contains(kind.structure) {
      let structure = kind.structure
      let packed = try structure.packedSize(for: set, keeping: keptShare)
      let fits = search.fits(of: kind, isGrouped: self.splits != nil)
      let scores = scores(
        of: kind, units(sharesPartition: kind.sharesPartition, repeats: repeatCount), fits.count)
      for (index, fit) in fits.enumerated() {
        let found = scores.map { FoldScores($0[index]) }
        let isRepeated = self.splits == nil
        candidates.append(
          Candidate(
            structure: structure, fit: fit, byteCount: packed.bytes,
            multiplyAccumulates: packed.macs,
            scores: isRepeated ? FoldScores(meanOf: found) : found[0],
            clusterScores: !isRepeated && found.count > 1 ? found[1] : nil,
            repeatScores: isRepeated && found.count > 1 ? FoldScores(meansOf: found) : nil))
      }
    }
    return candidates
  }

  /// For each split and fit of a kind the scores of all units, in the order of their groups.
  private func scores(
    of kind: CellKind, _ splits: [ScoreUnits], _ fitCount: Int
  ) -> [[[CellScores]]] {
    var fold = 0
    return splits.map { split in
      let found = split.rows.map { units in
        defer { fold += 1 }
        return (units.count, scores(of: kind, fold: fold) ?? [])
      }
      return (0..<fitCount).map { fit in
        let all = found.flatMap { count, scores in scores[fit * count..<(fit + 1) * count] }
        return split.order.map { all[$0] }
      }
    }
  }

  /// The units of each split that is scored, or of some deals.
  private func units(sharesPartition: Bool, repeats: Int) -> [ScoreUnits] {
    guard sharesPartition, let splits else { return scorings.prefix(repeats).map(\.units) }
    return splits.map { ScoreUnits($0, groups: set.groups) }
  }

  /// The units of each fold that may be scored.
  private func unitCounts(sharesPartition: Bool) -> [Int] {
    units(sharesPartition: sharesPartition, repeats: scorings.count)
      .flatMap { $0.rows.map(\.count) }
  }

  private func isComplete(_ cell: FinishedCell) -> Bool {
    let units = unitCounts(sharesPartition: cell.kind.sharesPartition)
    guard units.indices.contains(cell.fold), search.structures.contains(cell.structure) else {
      return false
    }
    let fits = search.fits(of: cell.kind, isGrouped: splits != nil)
    return cell.scores.count == fits.count * units[cell.fold]
      && cell.scores.allSatisfy { $0.arePossible(on: set, withDivergence: true) }
  }
}
