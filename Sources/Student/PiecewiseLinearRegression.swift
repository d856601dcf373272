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
  /// - Throws: `StudentError.unreadableRows`, `.clustering` when the rows have fewer than k distinct values, and
  ///   `.regression` for λ = 0 with dependent features.
  /// - Complexity: O(N · k · n) per k-means iteration, O(N · (n + q)²) and O(k · n³).
  public func fit(
    _ set: TrainingSet, parallelism: Parallelism = Parallelism()
  ) throws(StudentError) -> PiecewiseLinearModel {
    let rows = Array(0..<set.rowCount)
    let clusters = try partition(set, rows: rows, parallelism: parallelism)
    let moments: [Moments]
    do throws(RowReadError) {
      moments = try set.moments(
        of: rows, regions: clusters.regions, regionCount: clustering.clusterCount,
        origin: set.origin())
    } catch {
      throw .unreadableRows(error)
    }
    do throws(RegressionError) {
      let maps = try RegionalRidge(moments, shrinkage: shrinkage)
        .maps(regularization: regularization)
      return PiecewiseLinearModel(partition: clusters.partition, maps: maps, head: set.head)
    } catch {
      throw .regression(error)
    }
  }
  private func partition(
    _ set: TrainingSet, rows: [Int], parallelism: Parallelism
  ) throws(StudentError) -> KMeansResult {
    let inputs: Matrix<Float>
    do throws(RowReadError) {
      inputs = try set.inputs.gathering(rows: rows, as: Float.self)
    } catch {
      throw .unreadableRows(error)
    }
    do throws(ClusteringError) {
      return try clustering.fit(inputs, parallelism: parallelism)
    } catch {
      throw .clustering(error)
    }
  }
}
