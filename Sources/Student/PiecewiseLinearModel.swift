public import Clustering
public import Regression
public import Rows

/// The student in real numbers: y = head(B₀ x + b₀ + V_j z + e_j) with z = Uᵀx + u and j the region
/// of z.
///
/// Without a projection z is x, and without a shared map B₀ and b₀ are 0: with neither it is the
/// published student, y = head(B_j x + d_j).
public struct PiecewiseLinearModel: Sendable, Equatable {
  /// z of an input, d × n; nil when z is the input.
  public let projection: AffineMap?
  /// The regions of z, k of them.
  public let partition: Partition
  /// The map of x that is added to the map of every region, q × n; nil for none.
  public let sharedMap: AffineMap?
  /// The map of each region, k maps of q × d, of z.
  public let maps: [AffineMap]
  /// The layer after the maps.
  public let head: StudentHead

  /// - Parameters:
  ///   - projection: d × n; nil when regions and their maps see the inputs.
  ///   - partition: k regions in d dimensions.
  ///   - sharedMap: q × n; nil when the map of a region stands alone.
  ///   - maps: k maps of q × d.
  ///   - head: the layer after the maps.
  /// - Precondition: There is one map per region, all of one shape that fits the partition and the
  ///   head. A projection has the dimensions of the partition, and a shared map has as many outputs
  ///   as the maps.
  public init(
    projection: AffineMap? = nil, partition: Partition, sharedMap: AffineMap? = nil,
    maps: [AffineMap], head: StudentHead
  ) {
    precondition(maps.count == partition.regionCount, "one map per region")
    precondition(
      maps.allSatisfy {
        $0.featureCount == partition.featureCount && $0.outputCount == maps[0].outputCount
      }, "maps of one shape")
    precondition(
      head.layer.map { $0.featureCount == maps[0].outputCount } ?? true,
      "a head that takes what the maps give")
    precondition(
      projection.map { $0.outputCount == partition.featureCount } ?? true,
      "a projection that gives what the partition takes")
    precondition(
      sharedMap.map {
        $0.outputCount == maps[0].outputCount
          && $0.featureCount == projection?.featureCount ?? partition.featureCount
      } ?? true, "a shared map from the inputs to what the maps give")
    self.projection = projection
    self.partition = partition
    self.sharedMap = sharedMap
    self.maps = maps
    self.head = head
  }

  /// The number of features, n.
  public var featureCount: Int { projection?.featureCount ?? partition.featureCount }
  /// The length of z, d: n without a projection.
  public var componentCount: Int { partition.featureCount }
  /// The number of regions, k.
  public var regionCount: Int { maps.count }
  /// The rows of each map, q.
  public var mapOutputCount: Int { maps[0].outputCount }
  /// The number of outputs, C.
  public var outputCount: Int { head.layer?.outputCount ?? mapOutputCount }

  /// The student's answer for each input.
  public struct Prediction: Sendable, Equatable {
    /// N × C.
    public let outputs: Matrix<Double>
    /// N values in 0 ..< k.
    public let regions: [Int]
  }

  /// The outputs and regions of each row of `inputs`, N × n.
  ///
  /// z is computed in double precision; the regions are those of z in single precision.
  ///
  /// - Complexity: O(N · (n · d + d · (k + q) + n · q + q · C)), without the products with n where
  ///   there is no projection or no shared map.
  public func predict(_ inputs: Matrix<Float>) -> Prediction {
    let z = projection.map { _ in components(of: inputs) }
    let regions = partition.regions(of: z?.converted(to: Float.self) ?? inputs).map { Int($0) }
    var members = [[Int]](repeating: [], count: regionCount)
    for (row, region) in regions.enumerated() { members[region].append(row) }
    var outputs = Matrix<Double>(rowCount: inputs.rowCount, columnCount: outputCount)
    for (region, members) in members.enumerated() {
      for start in stride(from: 0, to: members.count, by: blockRowCount) {
        let rows = members[start..<min(start + blockRowCount, members.count)]
        let values = head.apply(to: mapValues(of: rows, in: region, inputs: inputs, z: z))
        for (index, row) in rows.enumerated() {
          for column in 0..<outputCount { outputs[row, column] = values[index, column] }
        }
      }
    }
    return Prediction(outputs: outputs, regions: regions)
  }

  /// Wide rows in smaller blocks, which are held in double precision.
  private var blockRowCount: Int { min(1_024, max(64, (1 << 21) / max(1, featureCount))) }

  /// z of each row of `inputs` (N × n), N × d: the vector that regions and their maps read.
  ///
  /// - Complexity: O(N · n · d).
  public func components(of inputs: Matrix<Float>) -> Matrix<Double> {
    guard let projection else { return inputs.converted(to: Double.self) }
    var z: [Double] = []
    z.reserveCapacity(inputs.rowCount * componentCount)
    for start in stride(from: 0, to: inputs.rowCount, by: blockRowCount) {
      let rows = start..<min(start + blockRowCount, inputs.rowCount)
      z.append(contentsOf: projection.predict(inputs.doubles(of: rows)).elements)
    }
    return Matrix(rowCount: inputs.rowCount, columnCount: componentCount, elements: z)
  }

  /// The values before the head for some rows of one region, `rows.count` × q.
  ///
  /// - Parameter z: of all inputs; nil when z is the input.
  private func mapValues(
    of rows: ArraySlice<Int>, in region: Int, inputs: Matrix<Float>, z: Matrix<Double>?
  ) -> Matrix<Double> {
    let seen = z?.gathering(rows: Array(rows)) ?? inputs.doubles(of: rows)
    var values = maps[region].predict(seen)
    guard let sharedMap else { return values }
    let shared = sharedMap.predict(z == nil ? seen : inputs.doubles(of: rows))
    for index in values.elements.indices { values.elements[index] += shared.elements[index] }
    return values
  }

  /// The same student with the head multiplied into the maps.
  ///
  /// Exact for a linear head; a rectified one cannot be folded and is returned as it is.
  ///
  /// - Complexity: O(C · q · (k · d + n)).
  public var foldingHead: PiecewiseLinearModel {
    guard case .linear(let layer) = head else { return self }
    // Of two maps that are added, one takes the offsets of the head.
    let bare = AffineMap(
      weights: layer.weights, offsets: Array(repeating: 0, count: layer.outputCount))
    let regional = sharedMap == nil ? layer : bare
    return PiecewiseLinearModel(
      projection: projection, partition: partition, sharedMap: sharedMap?.followed(by: layer),
      maps: maps.map { $0.followed(by: regional) }, head: .folded)
  }
}

extension Matrix<Float> {
  /// Some rows in double precision, in their order.
  fileprivate func doubles(of rows: some Collection<Int>) -> Matrix<Double> {
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
  /// - Parameter values: N × q, of the maps.
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
