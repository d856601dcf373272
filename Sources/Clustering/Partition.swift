public import Rows

/// A tiling of the input space by nearest centroid: region j of x is argmin ‖x − c_j‖², the lowest
/// j among equals.
public struct Partition: Sendable, Equatable {
  /// k × n.
  public let centroids: Matrix<Double>

  /// The number of regions, k ≥ 1.
  public var regionCount: Int { centroids.rowCount }
  /// The number of features, n.
  public var featureCount: Int { centroids.columnCount }

  /// - Parameter centroids: k × n with k ≥ 1.
  public init(centroids: Matrix<Double>) {
    precondition(centroids.rowCount >= 1, "a partition has at least one region")
    self.centroids = centroids
  }

  /// The region of each row of `inputs` (N × n): N values in 0 ..< k.
  ///
  /// - Complexity: O(N · k · n).
  public func regions(of inputs: Matrix<Float>) -> [Int32] {
    precondition(inputs.columnCount == featureCount, "inputs of another width")
    guard regionCount > 1 else { return Array(repeating: 0, count: inputs.rowCount) }
    // Seen from the middle of the centroids, single precision loses nothing to a common offset.
    let origin = middle
    var shifted = centroids
    for row in 0..<regionCount {
      for column in 0..<featureCount { shifted[row, column] -= Double(origin[column]) }
    }
    let assignment = Assignment(centroids: shifted)
    var block = RowBlock(columnCount: featureCount)
    var regions: [Int32] = []
    regions.reserveCapacity(inputs.rowCount)
    for start in stride(from: 0, to: inputs.rowCount, by: 256) {
      block.read(start..<min(start + 256, inputs.rowCount), of: inputs, from: origin)
      assignment.assign(&block) { _, nearest, _ in regions.append(Int32(nearest.region)) }
    }
    return regions
  }

  private var middle: [Float] {
    (0..<featureCount).map { column in
      var sum = 0.0
      for row in 0..<regionCount { sum += centroids[row, column] }
      return Float(sum / Double(regionCount))
    }
  }
}
