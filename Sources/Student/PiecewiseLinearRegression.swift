public import Clustering
public import LinearAlgebra
public import Regression

/// Fits the published student: k-means on the inputs, one ridge regression per region.
public struct PiecewiseLinearRegression: Sendable, Equatable {
  /// The partition's parameters, k among them.
  public var clustering: KMeans
  /// λ ≥ 0, in scikit-learn's unit.
  public var regularization: Double
  /// What the regions are shrunk towards.
  public var shrinkage: Shrinkage

  public init(clustering: KMeans, regularization: Double, shrinkage: Shrinkage = .global) {
    precondition(regularization >= 0, "a regularisation is not negative")
    self.clustering = clustering
    self.regularization = regularization
    self.shrinkage = shrinkage
  }

  /// Fits all rows of `set`.
  ///
  /// - Throws: `StudentError.clustering` when the rows have fewer than k distinct values, and
  ///   `.regression` for λ = 0 with dependent features.
  /// - Complexity: O(N · k · n) per k-means iteration, O(N · (n + q)²) and O(k · n³).
  public func fit(
    _ set: TrainingSet, parallelism: Parallelism = Parallelism()
  ) throws(StudentError) -> PiecewiseLinearModel {
    let rows = Array(0..<set.rowCount)
    do {
      let clusters = try clustering.fit(
        set.inputs.gathering(rows: rows, as: Float.self), parallelism: parallelism)
      let moments = set.moments(
        of: rows, regions: clusters.regions, regionCount: clustering.clusterCount,
        origin: set.origin())
      let maps = try RegionalRidge(moments, shrinkage: shrinkage)
        .maps(regularization: regularization)
      return PiecewiseLinearModel(partition: clusters.partition, maps: maps, head: set.head)
    } catch let error as ClusteringError {
      throw .clustering(error)
    } catch let error as RegressionError {
      throw .regression(error)
    } catch {
      preconditionFailure("no other error is thrown above")
    }
  }
}
