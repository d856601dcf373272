internal import Clustering
internal import Regression
public import Rows
public import Student

/// A search for the inputs that a student can do without.
///
/// The inputs are left out in the order of backward elimination (`BackwardElimination`). The same
/// structure is fitted again to the kept inputs, with the same strengths.
public struct FeaturePruning: Sendable, Equatable {
  /// The shares of the inputs that are tried, each above 0 and below 1; all of them always are.
  public var shares: [Double]

  /// Tries these shares of the inputs, and all of them.
  ///
  /// - Precondition: each share is above 0 and below 1.
  public init(shares: [Double] = [0.75, 0.5, 0.35, 0.25]) {
    precondition(shares.allSatisfy { $0 > 0 && $0 < 1 }, "shares lie between 0 and 1")
    self.shares = shares
  }

  /// A student on some of the inputs.
  public struct Point: Sendable, Equatable {
    /// The inputs that it reads.
    public let featureCount: Int
    /// Its scores in the folds; the bytes of its packed form, with the list of kept inputs; its
    /// multiply-accumulates.
    public let candidate: Candidate
  }

  /// The tried points, all inputs first, and the chosen one. Numbers of inputs that do not separate
  /// the rows of all regions are left out.
  public struct Result: Sendable, Equatable {
    /// The tried points, by descending number of inputs.
    public let points: [Point]
    /// The point of fewest bytes whose paired difference to the best is within one standard error,
    /// in the score and in the divergence.
    public let chosen: Point
  }

  /// The numbers of inputs that are tried, descending: never fewer than the structure's components.
  func featureCounts(of structure: StudentStructure, in set: TrainingSet) -> [Int] {
    let all = set.featureCount
    let least = structure.componentCount ?? 1
    let some = shares.map { max(least, Int(($0 * Double(all)).rounded())) }
    return [all] + Set(some).filter { $0 < all }.sorted(by: >)
  }

  /// The least number of inputs that is tried.
  ///
  /// - Parameters:
  ///   - candidate: a student that a search tried.
  ///   - set: the training rows.
  public func leastFeatureCount(of candidate: Candidate, in set: TrainingSet) -> Int {
    featureCounts(of: candidate.structure, in: set).last ?? set.featureCount
  }

  /// Scores `candidate` of `search` on fewer and fewer inputs in every fold.
  ///
  /// The order in which inputs are left out is found again in each fold, from its training rows.
  ///
  /// - Parameters:
  ///   - candidate: a student that the search tried.
  ///   - search: the search, with its folds.
  ///   - set: the training rows, with logits.
  ///   - score: the measure that compares the numbers of inputs.
  ///   - parallelism: how many threads; changes the time and never the result.
  ///   - progress: called with the fits done and all of them.
  /// - Throws: `ModelSelectionError`.
  /// - Complexity: as many fits as there are folds and numbers of inputs; O(n³) in each fold.
  public func run(
    _ candidate: Candidate, of search: StudentSearch, on set: TrainingSet, score: Score,
    parallelism: Parallelism,
    progress: ((_ done: Int, _ total: Int) -> Void)? = nil
  ) throws(ModelSelectionError) -> Result {
    let folds = try search.folds.split(set, usesGroups: search.usesGroups)
    var counts = featureCounts(of: candidate.structure, in: set)
    let total = counts.count * folds.count
    var cells = [[CellScores]](repeating: [], count: counts.count)
    var done = 0
    for fold in 0..<folds.count {
      let rows = folds.trainingRows(fold, parents: set.parents)
      let validation = folds.validationRows(fold)
      var order: [Int] = []
      for (index, count) in counts.enumerated() {
        do throws(StudentError) {
          let part =
            index == 0
            ? set
            : try set.keeping(order.suffix(count).sorted(), parallelism: parallelism)
          let fit = try search.fit(candidate, to: part, rows: rows, parallelism: parallelism)
          cells[index].append(
            try scores(of: fit, search, part, validation, parallelism: parallelism))
          if index == 0 { order = try fit.regional.eliminationOrder(candidate, fit.maps) }
        } catch {
          guard index > 0, error.isForFewerValues else { throw .student(error) }
          // So few inputs do not separate the rows of all regions.
          counts.removeSubrange(index...)
          break
        }
        done += 1
        progress?(done, total)
      }
    }
    return try result(candidate, counts: counts, cells: cells, set: set, score: score)
  }

  private func scores(
    of fit: (regional: RegionalFit, maps: CorrectedMaps), _ search: StudentSearch,
    _ set: TrainingSet, _ rows: [Int32], parallelism: Parallelism
  ) throws(StudentError) -> CellScores {
    let scorer = RowScores(
      set: set, projection: fit.regional.projection, partition: fit.regional.partition,
      paths: [fit.maps.regionMaps], temperature: search.distillation.temperature)
    return try rethrowing(
      scorer.scores(of: rows, parallelism: parallelism), as: StudentError.unreadable)[0]
  }

  private func result(
    _ candidate: Candidate, counts: [Int], cells: [[CellScores]], set: TrainingSet, score: Score
  ) throws(ModelSelectionError) -> Result {
    let points = try zip(counts, cells).map { count, cells throws(ModelSelectionError) in
      let size = try candidate.structure.packedSize(for: set, featureCount: count)
      return Point(
        featureCount: count,
        candidate: Candidate(
          structure: candidate.structure, fit: candidate.fit,
          byteCount: size.bytes, multiplyAccumulates: size.macs, scores: FoldScores(cells)))
    }
    let frugal = try SelectionRule.frugal(points.map(\.candidate), score: score)
    let chosen = points.first { $0.candidate == frugal } ?? points[0]
    return Result(points: points, chosen: chosen)
  }

  /// Fits a candidate to rows, and again to the `count` inputs that it needs most.
  ///
  /// - Parameters:
  ///   - candidate: a student that the search tried.
  ///   - search: the search.
  ///   - set: the training rows, with logits.
  ///   - rows: ascending indices into `set`; nil for all.
  ///   - count: the inputs that are kept, 1 ... n.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Returns: the student on all inputs, the one on some, and the inputs of the latter,
  ///   ascending. For all inputs both students are one.
  /// - Throws: `StudentError`, as the folds did.
  public func fit(
    _ candidate: Candidate, of search: StudentSearch, to set: TrainingSet, rows: [Int32]? = nil,
    keeping count: Int, parallelism: Parallelism
  ) throws(StudentError) -> (
    full: PiecewiseLinearModel, pruned: PiecewiseLinearModel, features: [Int]
  ) {
    let rows = rows ?? Array(0..<Int32(set.rowCount))
    let full = try search.fit(candidate, to: set, rows: rows, parallelism: parallelism)
    let model = set.ofStoredInputs(full.regional.model(full.maps))
    guard count < set.featureCount else { return (model, model, Array(0..<set.featureCount)) }
    let features = try full.regional.eliminationOrder(candidate, full.maps).suffix(count).sorted()
    let part = try set.keeping(features, parallelism: parallelism)
    let pruned = try search.fit(candidate, to: part, rows: rows, parallelism: parallelism)
    return (model, part.ofStoredInputs(pruned.regional.model(pruned.maps)), features)
  }
}

extension RegionalFit {
  fileprivate func eliminationOrder(
    _ candidate: Candidate, _ maps: CorrectedMaps
  ) throws(StudentError) -> [Int] {
    guard let penalties = candidate.penalties else {
      preconditionFailure("a candidate of a search over structures")
    }
    return try eliminationOrder(of: maps, penalties: penalties)
  }
}

extension TrainingSet {
  /// The same rows with some of their features, in their span where they are wide.
  fileprivate func keeping(
    _ features: [Int], parallelism: Parallelism
  ) throws(StudentError) -> TrainingSet {
    let part = keeping(features: features)
    return try part.spanned(parallelism: parallelism) ?? part
  }
}

extension StudentError {
  /// Whether inputs of fewer distinct values than regions need are the reason.
  fileprivate var isForFewerValues: Bool {
    switch self {
    case .clustering(.tooFewDistinctRows), .regression(.constantFeatures): true
    default: false
    }
  }
}
