public import Clustering
public import LinearAlgebra
public import Regression

/// The student in real numbers: y = head(B_j x + d_j) with j the region of x.
public struct PiecewiseLinearModel: Sendable, Equatable {
  /// The regions, k of them.
  public let partition: Partition
  /// The map of each region, k maps of q × n.
  public let maps: [AffineMap]
  /// What follows the maps.
  public let head: StudentHead

  /// - Precondition: one map per region, all of one shape that fits the partition and the head.
  public init(partition: Partition, maps: [AffineMap], head: StudentHead) {
    precondition(maps.count == partition.clusterCount, "one map per region")
    precondition(
      maps.allSatisfy {
        $0.featureCount == partition.featureCount && $0.outputCount == maps[0].outputCount
      }, "maps of one shape")
    precondition(
      head.layer.map { $0.featureCount == maps[0].outputCount } ?? true,
      "a head that takes what the maps give")
    self.partition = partition
    self.maps = maps
    self.head = head
  }

  /// The number of features, n.
  public var featureCount: Int { partition.featureCount }
  /// The number of regions, k.
  public var clusterCount: Int { maps.count }
  /// The rows of each map, q.
  public var mapOutputCount: Int { maps[0].outputCount }
  /// The number of outputs, C.
  public var outputCount: Int { head.layer?.outputCount ?? mapOutputCount }

  /// What the student says of each input.
  public struct Prediction: Sendable, Equatable {
    /// N × C.
    public let outputs: Matrix<Double>
    /// N values in 0 ..< k.
    public let regions: [Int]
  }

  /// The outputs and regions of each row of `inputs`, N × n.
  ///
  /// - Complexity: O(N · n · (k + q) + N · q · C).
  public func predict(_ inputs: Matrix<Float>) -> Prediction {
    let regions = partition.regions(of: inputs).map { Int($0) }
    var members = [[Int]](repeating: [], count: clusterCount)
    for (row, region) in regions.enumerated() { members[region].append(row) }
    var outputs = Matrix<Double>(rowCount: inputs.rowCount, columnCount: outputCount)
    for (region, members) in members.enumerated() {
      for start in stride(from: 0, to: members.count, by: 1_024) {
        let rows = members[start..<min(start + 1_024, members.count)]
        let values = head.apply(to: maps[region].predict(inputs.doubles(of: rows)))
        for (index, row) in rows.enumerated() {
          for column in 0..<outputCount { outputs[row, column] = values[index, column] }
        }
      }
    }
    return Prediction(outputs: outputs, regions: regions)
  }

  /// The same student with the head multiplied into the maps.
  ///
  /// Exact for a linear head; a rectified one cannot be folded and is returned as it is.
  ///
  /// - Complexity: O(k · C · q · n).
  public var foldingHead: PiecewiseLinearModel {
    guard case .linear(let layer) = head else { return self }
    return PiecewiseLinearModel(
      partition: partition, maps: maps.map { $0.followed(by: layer) }, head: .folded)
  }
}

extension Matrix<Float> {
  /// Some rows in double precision, in their order.
  fileprivate func doubles(of rows: ArraySlice<Int>) -> Matrix<Double> {
    var gathered = Matrix<Double>(rowCount: rows.count, columnCount: columnCount)
    var start = 0
    for row in rows {
      let source = row * columnCount
      for column in 0..<columnCount {
        gathered.elements[start &+ column] = Double(elements[source &+ column])
      }
      start += columnCount
    }
    return gathered
  }
}

extension StudentHead {
  /// The outputs for the values that the maps gave, N × q to N × C.
  ///
  /// - Complexity: O(N · q · C).
  public func apply(to values: Matrix<Double>) -> Matrix<Double> {
    switch self {
    case .folded, .absent:
      return values
    case .linear(let layer):
      return layer.predict(values)
    case .rectified(let layer):
      var rectified = values
      for index in rectified.elements.indices {
        rectified.elements[index] = max(0, rectified.elements[index])
      }
      return layer.predict(rectified)
    }
  }
}
