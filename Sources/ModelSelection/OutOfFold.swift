internal import Evaluation
public import Rows
public import Student

/// The outputs of one candidate for rows that its maps have not seen, and what these rows are.
public struct OutOfFold: Sendable {
  /// N × C: the outputs for the rows of the training dump, each by the student of the fold that holds
  /// it out. A student of one output that decides between two classes has a column of zeros before it.
  public let outputs: Matrix<Double>
  /// N labels in 0 ..< C: the true ones, −1 where they are not known; the teacher's where none is known.
  public let truth: [Int]
  /// N labels of the teacher.
  public let teacher: [Int]
  /// Whether the labels are the teacher's, because no true one is known.
  public let isByTeacher: Bool
  /// The fold that holds each row out.
  public let folds: Folds

  /// The number of classes, C.
  public var classCount: Int { outputs.columnCount }
}

extension Search {
  /// Fits a candidate again in each fold of this search, and asks it for the rows that are held out.
  ///
  /// The folds are those of the search: of whole groups where there are groups, and of the first deal
  /// where rows are dealt repeatedly. Transfer rows are used as the search uses them: never where a
  /// parent is held out. No transfer row is asked.
  ///
  /// - Parameters:
  ///   - candidate: a student that this search tried.
  ///   - set: the training rows, with logits.
  ///   - share: of the inputs that are kept, found again in each fold; nil for all.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the folds done and all of them.
  /// - Throws: `ModelSelectionError`, as the search does.
  /// - Precondition: the set has logits, and a share goes with a search over structures.
  /// - Complexity: a fit for each fold, and O(N · n · C).
  public func outOfFold(
    of candidate: Candidate, on set: TrainingSet, keeping share: Double? = nil,
    parallelism: Parallelism, progress: ((_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(ModelSelectionError) -> OutOfFold {
    guard let logits = set.logits else { preconditionFailure("a student of classes") }
    let folds = try split(set)
    let isBinary = logits.columnCount == 1
    var outputs = Matrix<Double>(
      rowCount: set.primaryCount, columnCount: isBinary ? 2 : logits.columnCount)
    progress?(0, folds.count)
    for fold in 0..<folds.count {
      let held = folds.validationRows(fold)
      let (model, inputs) = try heldOutModel(
        of: candidate, on: set, rows: folds.trainingRows(fold, parents: set.parents),
        keeping: share, parallelism: parallelism)
      let answers = try rethrowing(
        Self.outputs(of: model, for: RowSubset(inputs, rows: held), parallelism: parallelism),
        as: ModelSelectionError.unreadable)
      for (index, row) in held.enumerated() {
        for (column, value) in answers[row: index].enumerated() {
          outputs[Int(row), isBinary ? 1 : column] = value
        }
      }
      progress?(fold + 1, folds.count)
    }
    let teacher = try rethrowing(
      Self.labels(of: logits, count: set.primaryCount), as: ModelSelectionError.unreadable)
    let known = (0..<set.primaryCount).map { set.label(ofRow: $0) ?? -1 }
    let isByTeacher = !known.contains { $0 >= 0 }
    return OutOfFold(
      outputs: outputs, truth: isByTeacher ? teacher : known, teacher: teacher,
      isByTeacher: isByTeacher, folds: folds)
  }

  private func split(_ set: TrainingSet) throws(ModelSelectionError) -> Folds {
    switch self {
    case .grid(let search): try search.folds.split(set, usesGroups: search.usesGroups)
    case .structures(let search): try search.folds.split(set, usesGroups: search.usesGroups)
    }
  }

  /// A student of some rows, and the inputs that it reads, of all rows.
  private func heldOutModel(
    of candidate: Candidate, on set: TrainingSet, rows: [Int32], keeping share: Double?,
    parallelism: Parallelism
  ) throws(ModelSelectionError) -> (PiecewiseLinearModel, any RowSource) {
    do throws(StudentError) {
      switch self {
      case .grid(let search):
        precondition(share == nil, "a grid keeps all inputs")
        let regression = PiecewiseLinearRegression(
          clustering: search.clustering(regionCount: candidate.regionCount),
          lambda: candidate.lambda, shrinkage: search.shrinkage)
        return (try regression.fit(set, rows: rows, parallelism: parallelism), set.inputs)
      case .structures(let search):
        guard let share, share < 1 else {
          let fit = try search.fit(candidate, to: set, rows: rows, parallelism: parallelism)
          return (fit.regional.model(fit.maps), set.inputs)
        }
        let pruning = FeaturePruning(shares: [share])
        let models = try pruning.fit(
          candidate, of: search, to: set, rows: rows,
          keeping: pruning.leastFeatureCount(of: candidate, in: set), parallelism: parallelism)
        return (models.pruned, ColumnSubset(set.storedInputs, columns: models.features))
      }
    } catch {
      throw .student(error)
    }
  }

  private static func outputs(
    of model: PiecewiseLinearModel, for inputs: RowSubset, parallelism: Parallelism
  ) throws(RowReadError) -> Matrix<Double> {
    var elements: [Double] = []
    let blocks = RowBlocks(rowCount: inputs.rowCount, width: inputs.columnCount)
    try parallelism.forEachBlockOverRanks(of: blocks) { rows throws(RowReadError) in
      model.predict(try inputs.matrix(of: rows, as: Float.self)).outputs
    } take: { (_: Range<Int>, part: Matrix<Double>) throws(RowReadError) in
      elements += part.elements
    }
    return Matrix(
      rowCount: inputs.rowCount, columnCount: model.outputCount, elements: elements)
  }

  private static func labels(
    of logits: StackedRows, count: Int
  ) throws(RowReadError) -> [Int] {
    var labels: [Int] = []
    let blocks = RowBlocks(rowCount: count, width: logits.columnCount)
    for block in 0..<blocks.count {
      labels += try logits.matrix(of: blocks[block], as: Double.self)
        .labels(isBinary: logits.columnCount == 1)
    }
    return labels
  }
}
