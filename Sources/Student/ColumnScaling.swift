internal import Clustering
internal import Regression
internal import Rows

/// A common scale for inputs of different units: x̃_i = (x_i − centre_i) × factor_i.
///
/// k-means, components and penalties see all features on one scale. Where the units differ, a
/// student is fitted to x̃ and then written as one of x. The factors are powers of two.
public struct ColumnScaling: Sendable, Equatable {
  /// n values, binary32 numbers in the units of the features.
  public let centres: [Double]
  /// n powers of two; 1 for a constant feature.
  public let factors: [Double]

  /// Features whose deviations differ by more than this factor have different units.
  static let largestRatio = 64.0
  /// The most rows that are looked at, evenly spaced.
  private static let rowLimit = 16_384

  /// The scaling of inputs of different units; nil where one scale suits them.
  ///
  /// - Parameters:
  ///   - inputs: N × n, finite.
  ///   - isForced: whether features of like deviations are scaled, too.
  /// - Throws: `RowReadError` when the inputs can no longer be read.
  /// - Complexity: O(N · n), for at most 16,384 rows.
  init?(of inputs: StackedRows, isForced: Bool = false) throws(RowReadError) {
    let step = max(1, (inputs.rowCount + Self.rowLimit - 1) / Self.rowLimit)
    let rows = try inputs.gathering(
      rows: Array(stride(from: 0, to: inputs.rowCount, by: step)), as: Double.self)
    let moments = (0..<rows.columnCount).map { Self.moments(of: $0, in: rows) }
    let deviations = moments.map(\.deviation).filter { $0 > 0 }
    guard let least = deviations.min(), let largest = deviations.max(),
      isForced || largest > Self.largestRatio * least
    else { return nil }
    centres = moments.map { Double(Float($0.mean)) }
    factors = moments.map {
      $0.deviation > 0 ? Double(sign: .plus, exponent: -$0.deviation.exponent, significand: 1) : 1
    }
  }

  private init(centres: [Double], factors: [Double]) {
    self.centres = centres
    self.factors = factors
  }

  /// The scaling of some of the features.
  func keeping(features: [Int]) -> ColumnScaling {
    ColumnScaling(centres: features.map { centres[$0] }, factors: features.map { factors[$0] })
  }

  private static func moments(
    of column: Int, in rows: Matrix<Double>
  ) -> (mean: Double, deviation: Double) {
    let count = Double(max(1, rows.rowCount))
    var sum = 0.0
    for row in 0..<rows.rowCount { sum += rows[row, column] }
    let mean = sum / count
    var squares = 0.0
    for row in 0..<rows.rowCount {
      let distance = rows[row, column] - mean
      squares += distance * distance
    }
    return (mean, (squares / count).squareRoot())
  }
}

extension PiecewiseLinearModel {
  /// The same student of the inputs as they are in the dump.
  ///
  /// - Parameter scaling: of the inputs that this student sees; nil for none.
  /// - Precondition: The regions are of components, or there is one: a common scale changes which
  ///   centroid of inputs is nearest.
  public func inUnits(of scaling: ColumnScaling?) -> PiecewiseLinearModel {
    guard let scaling else { return self }
    let unscaled = sharedMap.map { $0.inUnits(of: scaling) }
    if let projection {
      return PiecewiseLinearModel(
        projection: projection.inUnits(of: scaling), partition: partition, sharedMap: unscaled,
        maps: maps, head: head)
    }
    precondition(regionCount == 1, "regions of scaled inputs")
    let centroid = partition.centroids
    return PiecewiseLinearModel(
      partition: Partition(
        centroids: Matrix(
          rowCount: 1, columnCount: centroid.columnCount,
          elements: centroid.elements.indices.map {
            centroid.elements[$0] / scaling.factors[$0] + scaling.centres[$0]
          })),
      sharedMap: unscaled, maps: maps.map { $0.inUnits(of: scaling) }, head: head)
  }
}

extension AffineMap {
  /// The same map of the inputs as they are in the dump.
  fileprivate func inUnits(of scaling: ColumnScaling) -> AffineMap {
    var map = self
    for row in 0..<outputCount {
      for column in 0..<featureCount { map.weights[row, column] *= scaling.factors[column] }
    }
    return map.recentred(at: scaling.centres.map { -$0 })
  }
}
