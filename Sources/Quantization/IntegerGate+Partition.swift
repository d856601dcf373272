package import Clustering
package import HostRuntime
internal import Rows

extension IntegerGate {
  /// Quantises a partition. The integer gate is the exact nearest-centroid rule of slightly moved
  /// centroids ĉ_j, because its biases are taken from those: −(‖ĉ_j‖² − ‖c_0‖²)/2.
  ///
  /// A score has one unit for all rows, S × the largest of `scales`, so that scores compare. In
  /// component i a step of a weight is worth S × that scale / `scales[i]`.
  ///
  /// - Parameters:
  ///   - partition: k ≥ 2 regions in d dimensions.
  ///   - scales: real units per quantum of each component of z, d values above 0.
  /// - Throws: `QuantizationError.gateOutOfRange` when a bias exceeds 2³⁰: the centroids lie far
  ///   outside the calibrated range. Within it a bias is at most d × 127².
  /// - Complexity: O(k · d).
  package init(_ partition: Partition, scales: [Double]) throws(QuantizationError) {
    precondition(scales.count == partition.featureCount, "a scale for each component")
    let centroids = partition.centroids
    let origin = Array(centroids[row: 0])
    let unit = scales.max() ?? 1
    let shares = scales.map { $0 / unit }
    let differences = (1..<partition.regionCount).map { row in
      zip(centroids[row: row], origin).map { $0 - $1 }
    }
    let largest = differences.reduce(0) { largest, difference in
      zip(difference, shares).reduce(largest) { max($0, abs($1.0 * $1.1)) }
    }
    // Below normal numbers a quotient by the scale may exceed 127.
    let scale = largest >= QuantizedRows.smallestScale ? largest / 127 : 1
    var weights: [Int8] = []
    var biases: [Int32] = []
    for difference in differences {
      let row = zip(difference, shares).map { ($0 * $1 / scale).rounded() }
      var excess = 0.0
      for (column, share) in shares.enumerated() {
        let step = row[column] * scale / share
        excess += step * (step + 2 * origin[column])
      }
      let bias = (-excess / 2 / (unit * scale)).rounded()
      guard abs(bias) <= 0x1p30 else { throw .gateOutOfRange(bias: bias) }
      weights.append(contentsOf: row.map { Int8($0) })
      biases.append(Int32(bias))
    }
    self.init(
      rowCount: differences.count, columnCount: partition.featureCount, weights: weights,
      biases: biases)
  }
}
