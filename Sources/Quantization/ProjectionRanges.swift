internal import Clustering
internal import LinearAlgebra
internal import Regression
internal import Student

/// The values that each component of z takes on the calibration rows.
struct ProjectionRanges {
  /// d columns, each ascending.
  private let columns: [[Double]]

  /// - Parameter z: N × d.
  /// - Complexity: O(N · d · log N).
  init(_ z: Matrix<Double>) {
    columns = (0..<z.columnCount).map { column in
      (0..<z.rowCount).map { z[$0, column] }.sorted()
    }
  }

  /// The values of each component that `calibration` does not clip, d ranges: all of them, or all
  /// but as many at each end as leave the percentile.
  func intervals(_ calibration: Calibration) -> [ClosedRange<Double>] {
    columns.map { column in
      guard let least = column.first, let most = column.last, least <= most else { return 0...0 }
      guard case .percentile(let percent) = calibration else { return least...most }
      // A little more, so that what is rounded in the product leaves a whole number whole.
      let beyond = Int((100 - percent) / 200 * Double(column.count) * (1 + 0x1p-40))
      let cut = min(beyond, (column.count - 1) / 2)
      let (low, high) = (column[cut], column[column.count - 1 - cut])
      // A range of one value would clip everything.
      return low < high ? low...high : least...most
    }
  }

  /// The share of values outside `intervals`.
  func share(outside intervals: [ClosedRange<Double>]) -> Double {
    var count = 0
    for (column, interval) in zip(columns, intervals) {
      count += column.count(where: { !interval.contains($0) })
    }
    return Double(count) / Double(max(1, columns.reduce(0) { $0 + $1.count }))
  }
}

/// A student as it is quantised: z has its zero in the middle of its range, because int8 has.
struct CenteredStudent {
  /// A student of the same outputs.
  let model: PiecewiseLinearModel
  /// The largest magnitude of each component of z that is not clipped, d values; nil where z is the
  /// input.
  let limits: [Double]?
  /// How they were chosen; nil likewise.
  let method: Calibration?
  /// The share of values of z that are clipped on the calibration rows; nil likewise.
  let clippedShare: Double?

  /// The same student for each way to choose the range of z; one where z is the input.
  ///
  /// - Parameter inputs: calibration rows, N × n.
  /// - Complexity: O(N · d · (n + log N)).
  static func alternatives(
    _ model: PiecewiseLinearModel, _ methods: [Calibration], on inputs: Matrix<Float>
  ) -> [CenteredStudent] {
    guard model.projection != nil else {
      return [CenteredStudent(model: model, limits: nil, method: nil, clippedShare: nil)]
    }
    let ranges = ProjectionRanges(model.gateInputs(inputs))
    return methods.map { method in
      let intervals = ranges.intervals(method)
      return CenteredStudent(
        model: model.moving(origin: intervals.map { $0.lowerBound / 2 + $0.upperBound / 2 }),
        limits: intervals.map { $0.upperBound / 2 - $0.lowerBound / 2 }, method: method,
        clippedShare: ranges.share(outside: intervals))
    }
  }
}

extension PiecewiseLinearModel {
  /// The student of the same outputs whose z is less by `origin`, d values.
  ///
  /// - Precondition: there is a projection: z of its own.
  /// - Complexity: O(d · k · q).
  func moving(origin: [Double]) -> PiecewiseLinearModel {
    guard let projection else { preconditionFailure("z is the input, which stays where it is") }
    var centroids = partition.centroids
    for region in 0..<clusterCount {
      for column in 0..<gateCount { centroids[region, column] -= origin[column] }
    }
    let point = Matrix(rowCount: 1, columnCount: gateCount, elements: origin)
    return PiecewiseLinearModel(
      projection: AffineMap(
        weights: projection.weights, offsets: zip(projection.offsets, origin).map { $0 - $1 }),
      partition: Partition(centroids: centroids), sharedMap: sharedMap,
      maps: maps.map { AffineMap(weights: $0.weights, offsets: $0.predict(point).elements) },
      head: head)
  }
}
