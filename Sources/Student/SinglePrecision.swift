internal import Clustering
internal import Regression
internal import Rows

extension PiecewiseLinearModel {
  /// The same student with every number rounded to binary32, the source of int8.
  ///
  /// Kernels of a BLAS sum in different orders. Their results differ by about 10⁻¹² of a number,
  /// and after the rounding, as a rule, not at all. So every computer gives one student where its
  /// maps are a closed form. A distillation runs on from such differences and ends some 10⁻⁵ apart.
  ///
  /// - Complexity: O(parameters).
  public var roundedToSingle: PiecewiseLinearModel {
    let head: StudentHead =
      switch head {
      case .folded: .folded
      case .absent: .absent
      case .linear(let layer): .linear(layer.roundedToSingle)
      case .rectified(let layer): .rectified(layer.roundedToSingle)
      }
    return PiecewiseLinearModel(
      projection: projection?.roundedToSingle,
      partition: Partition(centroids: partition.centroids.roundedToSingle),
      sharedMap: sharedMap?.roundedToSingle, maps: maps.map(\.roundedToSingle), head: head)
  }
}

extension AffineMap {
  fileprivate var roundedToSingle: AffineMap {
    AffineMap(weights: weights.roundedToSingle, offsets: offsets.map { Double(Float($0)) })
  }
}

extension Matrix<Double> {
  fileprivate var roundedToSingle: Matrix<Double> {
    Matrix(
      rowCount: rowCount, columnCount: columnCount,
      elements: elements.map { Double(Float($0)) })
  }
}
