internal import Clustering
internal import Regression
internal import Rows
internal import Student

/// Fits and scores the cells of a search over structures.
struct StructureScoring: Sendable {
  let search: StudentSearch
  let set: TrainingSet
  let folds: Folds
  /// The rows of each fold that are scored together.
  let units: ScoreUnits
  let parallelism: Parallelism

  /// The training rows of a fold.
  func rows(of fold: Int) throws(ModelSelectionError) -> FoldRows {
    FoldRows(
      try rethrowing(
        FittingRows(
          set, rows: folds.trainingRows(fold, parents: set.parents),
          componentCount: search.componentCount, parallelism: parallelism),
        as: ModelSelectionError.student))
  }

  /// The scores of every fit of a kind on every unit of the rows that are held out, fit after fit.
  func scores(
    of kind: CellKind, _ rows: inout FoldRows, fold: Int
  ) throws(ModelSelectionError) -> [CellScores] {
    let structure = kind.structure
    let scorer: RowScores
    do throws(StudentError) {
      let fit = try rows.partitioned(
        structure, clustering: search.clustering(of: structure), parallelism: parallelism)
      scorer = RowScores(
        set: set, projection: fit.projection, partition: fit.partition,
        paths: try maps(of: kind, fit, &rows).map(\.regionMaps),
        temperature: search.distillation.temperature)
    } catch {
      throw .student(error)
    }
    return try rethrowing(
      scorer.scores(of: units.rows[fold], parallelism: parallelism),
      as: ModelSelectionError.unreadable)
  }

  /// The maps of every fit of a kind, in the order of `StudentSearch.fits`.
  private func maps(
    of kind: CellKind, _ fit: RegionalFit, _ rows: inout FoldRows
  ) throws(StudentError) -> [CorrectedMaps] {
    let structure = kind.structure
    if let form = kind.refitted {
      let again = try rows.balanced(
        structure, clustering: search.clustering(of: structure), balance: form.balance,
        nuisances: [form.penalties.nuisance].compactMap(\.self), parallelism: parallelism)
      return [try again.maps(form.penalties).scalingCorrections(by: form.correctionScale)]
    }
    let maps =
      kind.isDistilled
      ? try rows.refinedMaps(of: fit, search, nuisance: kind.nuisance, parallelism: parallelism)
      : try closedForms(of: structure, fit, &rows)
    let scales = structure.hasSharedTerm ? search.correctionScales : [1]
    return maps.flatMap { maps in scales.map { maps.scalingCorrections(by: $0) } }
  }

  /// The closed forms of all strengths.
  private func closedForms(
    of structure: StudentStructure, _ fit: RegionalFit, _ rows: inout FoldRows
  ) throws(StudentError) -> [CorrectedMaps] {
    let penalties = search.penalties
    guard let balance = search.balance, balance > 0 else {
      return try parallelism.map(penalties.count) { index throws(StudentError) in
        try fit.maps(penalties[index])
      }
    }
    let balanced = try rows.balanced(
      structure, clustering: search.clustering(of: structure), balance: balance,
      parallelism: parallelism)
    return try parallelism.map(penalties.count) { index throws(StudentError) in
      try balanced.maps(penalties[index])
    }
  }
}
