package import Clustering
internal import Regression
package import Rows
package import Student

/// The training rows of a fold, with the parts that its structures share. Each part is made once,
/// when the first structure needs it. Regions beyond `KeptFolds.byteLimit` are made for each
/// structure.
package struct FoldRows: Sendable {
  /// The parameters of k-means.
  private struct Gate: Hashable {
    let componentCount: Int?
    let regionCount: Int
  }

  let rows: FittingRows
  /// The last rows for k-means. Structures of as many components follow one another.
  private var points: (componentCount: Int?, rows: CenteredRows)?
  private var clusters: [Gate: KMeansResult] = [:]
  private var lessons: Lessons?
  /// The last rows weighed by class. Structures of one fold mostly share them.
  private var grouped: (balance: Double, rows: GroupedRows)?

  package init(_ rows: FittingRows) {
    self.rows = rows
  }

  /// The rows in the regions of a structure.
  ///
  /// - Parameter clustering: k-means of the search; the same in each call.
  package mutating func partitioned(
    _ structure: StudentStructure, clustering: KMeans, parallelism: Parallelism
  ) throws(StudentError) -> RegionalFit {
    let found = try clusters(of: structure, clustering: clustering, parallelism: parallelism)
    return try rows.partitioned(structure, into: found, parallelism: parallelism)
  }

  /// The rows in the regions of a structure, weighed by class, with maps of their groups.
  ///
  /// - Parameters:
  ///   - clustering: k-means of the search; the same in each call.
  ///   - balance: the exponent of the weights of classes.
  ///   - nuisances: the penalties of groups' maps that will be asked for.
  mutating func balanced(
    _ structure: StudentStructure, clustering: KMeans, balance: Double, nuisances: [Double] = [],
    parallelism: Parallelism
  ) throws(StudentError) -> GroupedFit {
    let found = try clusters(of: structure, clustering: clustering, parallelism: parallelism)
    return try grouped(balance, parallelism)
      .partitioned(structure, into: found, nuisances: nuisances, parallelism: parallelism)
  }

  private mutating func grouped(
    _ balance: Double, _ parallelism: Parallelism
  ) throws(StudentError) -> GroupedRows {
    if let grouped, grouped.balance == balance { return grouped.rows }
    let made = try GroupedRows(rows, balance: balance, parallelism: parallelism)
    grouped = (balance, made)
    return made
  }

  /// The regions of a structure.
  mutating func clusters(
    of structure: StudentStructure, clustering: KMeans, parallelism: Parallelism
  ) throws(StudentError) -> KMeansResult {
    try regions(
      Gate(componentCount: structure.componentCount, regionCount: structure.regionCount),
      clustering, parallelism)
  }

  private mutating func regions(
    _ gate: Gate, _ clustering: KMeans, _ parallelism: Parallelism
  ) throws(StudentError) -> KMeansResult {
    if let known = clusters[gate] { return known }
    let seen = try points(gate.componentCount, parallelism)
    let found = try rethrowing(
      clustering.fit(seen, parallelism: parallelism), as: StudentError.clustering)
    if byteCount + bytesPerPartition <= KeptFolds.byteLimit { clusters[gate] = found }
    return found
  }

  private mutating func points(
    _ componentCount: Int?, _ parallelism: Parallelism
  ) throws(StudentError) -> CenteredRows {
    if let points, points.componentCount == componentCount { return points.rows }
    points = nil
    let seen = try rows.points(componentCount: componentCount, parallelism: parallelism)
    points = (componentCount, seen)
    return seen
  }

  /// Refined maps of a fit of these rows.
  ///
  /// - Parameter nuisance: ν of the groups' maps; nil for none.
  mutating func refinedMaps(
    of fit: RegionalFit, _ search: StudentSearch, nuisance: Double?, parallelism: Parallelism
  ) throws(StudentError) -> [CorrectedMaps] {
    let lessons = try lessons(search, parallelism)
    return try fit.refinedMaps(
      along: search.distillationPath(nuisance: nuisance), lessons: lessons, parallelism: parallelism
    ).map(\.maps)
  }

  private mutating func lessons(
    _ search: StudentSearch, _ parallelism: Parallelism
  ) throws(StudentError) -> Lessons {
    if let lessons { return lessons }
    let made = try Lessons(rows, distillation: search.distillation, parallelism: parallelism)
    lessons = made
    return made
  }

  /// The bytes that are held beside the training set, without those that `forgettingPoints` drops.
  package var byteCount: Int {
    rows.byteCount + clusters.count * bytesPerPartition
  }

  private var bytesPerPartition: Int { MemoryLayout<Int32>.stride * rows.rows.count }

  /// The same fold without the rows for k-means, which finds no regions twice.
  var forgettingPoints: FoldRows {
    var rest = self
    rest.points = nil
    rest.grouped = nil
    return rest
  }
}

/// The folds that screening is through with, for the finalists: rows, axes, components and regions.
///
/// A fold is kept while all kept folds fit into `byteLimit`. Other folds are found again, to the
/// same bits. The moments of several regions are not kept. They take 8 (n + q)² bytes for each
/// region, and one pass over the rows.
package struct KeptFolds {
  /// The most bytes of all folds, and of any one while it is worked on.
  package static let byteLimit = 32 << 20

  private let byteLimit: Int
  private var folds: [Int: FoldRows] = [:]

  package init(byteLimit: Int = KeptFolds.byteLimit) {
    self.byteLimit = byteLimit
  }

  /// The bytes of all folds that are kept.
  package var byteCount: Int { folds.values.reduce(0) { $0 + $1.byteCount } }

  package mutating func keep(_ rows: FoldRows, of fold: Int) {
    if byteCount + rows.byteCount <= byteLimit { folds[fold] = rows.forgettingPoints }
  }

  /// Takes a fold out; nil when it is not kept.
  package mutating func take(_ fold: Int) -> FoldRows? { folds.removeValue(forKey: fold) }
}
