public import Clustering
public import Regression
public import Rows

/// Fits the published student: k-means on the inputs, one ridge regression per region.
public struct PiecewiseLinearRegression: Sendable, Equatable {
  /// The partition's parameters, k among them.
  public var clustering: KMeans
  /// λ ≥ 0, in scikit-learn's unit.
  public var lambda: Double
  /// The map that the regions are shrunk towards.
  public var shrinkage: Shrinkage

  /// A regression of `clustering.regionCount` regions.
  ///
  /// - Precondition: `lambda` is at least 0.
  public init(clustering: KMeans, lambda: Double, shrinkage: Shrinkage = .global) {
    precondition(lambda >= 0, "lambda is not negative")
    self.clustering = clustering
    self.lambda = lambda
    self.shrinkage = shrinkage
  }

  /// Fits rows of `set`.
  ///
  /// - Parameters:
  ///   - set: the training rows, of a training dump and its transfer sets.
  ///   - rows: ascending indices into `set`; nil for all.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.clustering` when the rows have fewer than k distinct values, and
  ///   `.regression` for λ = 0 with dependent features.
  /// - Complexity: O(N · k · n) per k-means iteration, O(N · (n + q)²) and O(k · n³).
  public func fit(
    _ set: TrainingSet, rows: [Int32]? = nil, parallelism: Parallelism
  ) throws(StudentError) -> PiecewiseLinearModel {
    let inputs: any RowSource = rows.map { RowSubset(set.inputs, rows: $0) } ?? set.inputs
    let clusters = try rethrowing(
      clustering.fit(inputs, parallelism: parallelism), as: StudentError.clustering)
    let moments = try rethrowing(
      set.moments(
        of: rows ?? Array(0..<Int32(set.rowCount)), regions: clusters.regions,
        regionCount: clustering.regionCount, origin: set.origin(), parallelism: parallelism),
      as: StudentError.unreadable)
    let maps = try rethrowing(
      RegionalRidge(moments, shrinkage: shrinkage, parallelism: parallelism)
        .maps(lambda: lambda), as: set.singular)
    return PiecewiseLinearModel(partition: clusters.partition, maps: maps, head: set.head)
  }
}
