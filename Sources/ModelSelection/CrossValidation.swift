internal import Clustering
internal import Regression
internal import Rows
internal import Student

/// Fits and scores the cells of a sweep.
///
/// The moments of all rows of a fold are sums of parts that were read once. Those of a cell's
/// largest region are that sum less those of the other regions. No λ touches a training row.
struct CrossValidation: Sendable {
  let search: GridSearch
  let set: TrainingSet
  let folds: Folds
  private let origin: [Double]
  /// The moments of the training dump's rows, one for each fold.
  private let parts: [Moments]
  private let parallelism: Parallelism

  init(
    search: GridSearch, set: TrainingSet, folds: Folds, parallelism: Parallelism
  ) throws(ModelSelectionError) {
    self.search = search
    self.set = set
    self.folds = folds
    self.parallelism = parallelism
    let origin = try rethrowing(set.origin(), as: ModelSelectionError.unreadable)
    self.origin = origin
    parts = try rethrowing(
      set.moments(
        of: Array(0..<Int32(set.primaryCount)), regions: folds.assignment.map { Int32($0) },
        regionCount: folds.count, origin: origin, parallelism: parallelism),
      as: ModelSelectionError.unreadable)
  }

  /// The parts that all cells of one fold share.
  struct Fold: Sendable {
    let index: Int
    let training: [Int32]
    let validation: [Int32]
    let rows: CenteredRows
    /// The moments of all training rows.
    let moments: Moments
    /// Ridge regression of all training rows.
    let solver: RidgeSolver
  }

  /// Prepares fold `index`.
  func fold(_ index: Int) throws(ModelSelectionError) -> Fold {
    let training = folds.trainingRows(index, parents: set.parents)
    let rows = try rethrowing(
      CenteredRows(RowSubset(set.inputs, rows: training), parallelism: parallelism),
      as: ModelSelectionError.unreadable)
    var moments = Moments(
      featureCount: set.coordinateCount, targetCount: set.targets.columnCount, origin: origin)
    for part in parts.indices where part != index { moments += parts[part] }
    let transfer = folds.transferRows(index, parents: set.parents)
    moments += try rethrowing(
      set.moments(
        of: transfer, regions: Array(repeating: 0, count: transfer.count), regionCount: 1,
        origin: origin, parallelism: parallelism), as: ModelSelectionError.unreadable)[0]
    return Fold(
      index: index, training: training, validation: folds.validationRows(index), rows: rows,
      moments: moments,
      solver: try rethrowing(RidgeSolver(moments), as: ModelSelectionError.regression))
  }

  /// The scores of one cell, for each λ.
  func scores(of fold: Fold, regionCount: Int) throws(ModelSelectionError) -> [CellScores] {
    let clusters = try rethrowing(
      search.clustering(regionCount: regionCount).fit(fold.rows, parallelism: parallelism),
      as: ModelSelectionError.clustering)
    let paths = try paths(of: fold, clusters.regions, count: regionCount)
    return try rethrowing(
      set.logits == nil
        ? errors(of: paths, clusters.partition, fold)
        : RowScores(set: set, partition: clusters.partition, paths: paths)
          .scores(of: fold.validation, parallelism: parallelism),
      as: ModelSelectionError.unreadable)
  }

  /// The maps of all regions for each λ.
  private func paths(
    of fold: Fold, _ regions: [Int32], count: Int
  ) throws(ModelSelectionError) -> [[AffineMap]] {
    let moments = try rethrowing(
      moments(of: fold.training, regions: regions, count: count, all: fold.moments),
      as: ModelSelectionError.unreadable)
    let ridge = try rethrowing(
      RegionalRidge(
        moments, global: fold.solver, shrinkage: search.shrinkage, parallelism: parallelism),
      as: ModelSelectionError.regression)
    return try rethrowing(
      parallelism.map(search.lambdas.count) { index throws(RegressionError) in
        try ridge.maps(lambda: search.lambdas[index])
      }, as: { ModelSelectionError.student(set.singular($0)) })
  }

  /// The moments of the rows of each region. Those of the largest are `all` less the others, unless
  /// the difference is too small to be exact.
  private func moments(
    of rows: [Int32], regions: [Int32], count: Int, all: Moments
  ) throws(RowReadError) -> [Moments] {
    if count == 1 { return [all] }
    var sizes = [Int](repeating: 0, count: count)
    for region in regions { sizes[Int(region)] += 1 }
    let largest = sizes.indices.reduce(0) { sizes[$1] > sizes[$0] ? $1 : $0 }
    var moments = try set.moments(
      of: rows, regions: regions, regionCount: count, origin: origin, skipping: largest,
      parallelism: parallelism)
    if let rest = all.subtracting(moments) {
      moments[largest] = rest
    } else {
      moments[largest] = try set.moments(
        of: zip(rows, regions).filter { $0.1 == largest }.map(\.0),
        regions: Array(repeating: 0, count: sizes[largest]), regionCount: 1, origin: origin,
        parallelism: parallelism)[0]
    }
    return moments
  }

  /// The scores of students without logits: the squared error alone, from moments.
  private func errors(
    of paths: [[AffineMap]], _ partition: Partition, _ fold: Fold
  ) throws(RowReadError) -> [CellScores] {
    let regions = try regions(of: fold.validation, partition)
    let evaluators = try moments(
      of: fold.validation, regions: regions, count: partition.regionCount, all: parts[fold.index]
    ).map { $0.squaredErrorEvaluator() }
    let cells = Double(fold.validation.count * set.targets.columnCount)
    return parallelism.map(paths.count) { index in
      let error = zip(evaluators, paths[index]).reduce(0) { $0 + $1.0.squaredError(of: $1.1) }
      return CellScores(mse: error / cells)
    }
  }

  private func regions(
    of rows: [Int32], _ partition: Partition
  ) throws(RowReadError) -> [Int32] {
    let height = 1_024
    let blockCount = (rows.count + height - 1) / height
    return try parallelism.mapOverRanks(blockCount) { block throws(RowReadError) in
      let range = block * height..<min((block + 1) * height, rows.count)
      let inputs = try set.inputs.gathering(rows: rows[range].map { Int($0) }, as: Float.self)
      return partition.regions(of: inputs)
    }.flatMap { $0 }
  }
}
