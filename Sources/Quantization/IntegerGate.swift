internal import Clustering
internal import LinearAlgebra

/// The nearest-centroid rule in integers: k − 1 rows of c_j − c_0 with one scale, and biases.
public struct IntegerGate: Sendable, Equatable {
  /// k − 1.
  public let rowCount: Int
  /// The length of a row.
  public let columnCount: Int
  /// (k − 1) × n, row after row, −127 ... 127.
  public let weights: [Int8]
  /// k − 1 values, −2³⁰ ... 2³⁰.
  public let biases: [Int32]

  init(rowCount: Int, columnCount: Int, weights: [Int8], biases: [Int32]) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.weights = weights
    self.biases = biases
  }

  /// Quantises a partition. The integer gate is the exact nearest-centroid rule of slightly moved
  /// centroids ĉ_j = c_0 + scale × row j, because its biases are taken from those:
  /// −(‖ĉ_j‖² − ‖c_0‖²)/2.
  ///
  /// - Parameters:
  ///   - partition: k ≥ 2 regions.
  ///   - inputScale: real units per quantum of the inputs.
  /// - Throws: `QuantizationError.gateOutOfRange` when a bias exceeds 2³⁰: the centroids lie far
  ///   outside the calibrated range. Within it a bias is at most n × 127².
  /// - Complexity: O(k · n).
  init(_ partition: Partition, inputScale: Double) throws(QuantizationError) {
    let centroids = partition.centroids
    let n = partition.featureCount
    let origin = Array(centroids[row: 0])
    let differences = (1..<partition.clusterCount).map { row in
      zip(centroids[row: row], origin).map { $0 - $1 }
    }
    let largest = differences.joined().reduce(0) { max($0, abs($1)) }
    let scale = largest > 0 ? largest / 127 : 1
    var weights: [Int8] = []
    var biases: [Int32] = []
    for difference in differences {
      let row = difference.map { ($0 / scale).rounded() }
      var excess = 0.0
      for column in 0..<n {
        let step = row[column] * scale
        excess += step * (step + 2 * origin[column])
      }
      let bias = (-excess / 2 / (inputScale * scale)).rounded()
      guard abs(bias) <= 0x1p30 else { throw .gateOutOfRange(bias: bias) }
      weights.append(contentsOf: row.map { Int8($0) })
      biases.append(Int32(bias))
    }
    self.init(
      rowCount: differences.count, columnCount: n, weights: weights, biases: biases)
  }
}
