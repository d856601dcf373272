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
    let plan = GatePlan(partition, scales: scales)
    let rows = plan.rows(scale: plan.finestScale)
    if let bias = rows.biases.first(where: { !(abs($0) <= 0x1p30) }) {
      throw .gateOutOfRange(bias: bias)
    }
    self.init(rows, columnCount: partition.featureCount)
  }

  /// Quantises a partition of vectors that are limited to ±`largest` quanta.
  ///
  /// The rule is the same. Regions that no such vector reaches take no part in it: their scores are
  /// below all others. One of them may lie so far off that the unit of all scores would follow it.
  /// The unit is as coarse as biases and sums of 16 bits need.
  ///
  /// - Parameters:
  ///   - partition: k ≥ 2 regions in d dimensions, seen from the middle of the range.
  ///   - scales: real units per quantum of each component, d values; 0 for one that is always 0.
  ///   - largest: 127 or 32,767.
  /// - Complexity: O(k · d), and again for each region outside the range.
  package init(_ partition: Partition, scales: [Double], largest: Int) {
    precondition(scales.count == partition.featureCount, "a scale for each component")
    let plan = GatePlan(
      partition, scales: scales,
      isReachable: partition.reachableRegions(within: scales.map { $0 * Double(largest) }))
    // Scores of regions that take part are lifted above that of region 0 where it does not.
    let lift = plan.origin > 0 ? Self.lift : 0
    var scale = plan.finestScale
    while true {
      var rows = plan.rows(scale: scale)
      let excess = rows.excess(isWide: largest > 127, lift: lift)
      guard excess > 1 else {
        for row in rows.biases.indices {
          rows.biases[row] = plan.isReachable[row + 1] ? rows.biases[row] + lift : -Self.lift
        }
        self.init(rows, columnCount: partition.featureCount)
        return
      }
      scale *= max(excess, 1 + 0x1p-10)
    }
  }

  /// How far the scores of regions that take part lie above the others.
  private static let lift = 0x1p29

  private init(_ rows: GatePlan.Rows, columnCount: Int) {
    self.init(
      rowCount: rows.biases.count, columnCount: columnCount,
      weights: rows.weights.map { Int8($0) }, biases: rows.biases.map { Int32($0) })
  }
}

/// The differences that the rows of a gate stand for.
private struct GatePlan {
  /// Rows in whole numbers.
  struct Rows {
    /// (k − 1) × d, row after row.
    var weights: [Double] = []
    /// k − 1 values.
    var biases: [Double] = []

    /// How much too large the largest bias, or the largest sum of a row, is; at most 1 for none.
    ///
    /// - Parameter lift: what is added to biases later.
    func excess(isWide: Bool, lift: Double) -> Double {
      let width = biases.isEmpty ? 0 : weights.count / biases.count
      return biases.indices.reduce(0) { excess, row in
        let bias = abs(biases[row])
        let sum = weights[row * width..<(row + 1) * width].reduce(0) { $0 + abs($1) }
        let wide = isWide ? (bias + 32_768 * sum) / (0x1p31 - 2 - lift) : 0
        return max(excess, bias / (0x1p30 - lift), wide)
      }
    }
  }

  /// The region whose centroid the others are compared with, the lowest that takes part.
  let origin: Int
  /// Which regions take part, k values.
  let isReachable: [Bool]
  /// The centroid of `origin`.
  private let centre: [Double]
  /// c_j − the centroid of `origin` for regions 1 ..< k; 0 where a region takes no part.
  private let differences: [[Double]]
  /// The largest of the scales.
  private let unit: Double
  /// The scales over `unit`.
  private let shares: [Double]
  /// The finest S for which all weights fit.
  let finestScale: Double

  init(_ partition: Partition, scales: [Double], isReachable: [Bool]? = nil) {
    let centroids = partition.centroids
    let reachable = isReachable ?? Array(repeating: true, count: partition.regionCount)
    origin = reachable.firstIndex(of: true) ?? 0
    let centre = Array(centroids[row: origin])
    let unit = scales.max() ?? 1
    let shares = scales.map { unit == 0 ? 0 : $0 / unit }
    differences = (1..<partition.regionCount).map { row in
      zip(centroids[row: row], centre).map { reachable[row] ? $0 - $1 : 0 }
    }
    let largest = differences.reduce(0) { largest, difference in
      zip(difference, shares).reduce(largest) { max($0, abs($1.0 * $1.1)) }
    }
    // Below normal numbers a quotient by the scale may exceed 127.
    finestScale = largest >= QuantizedRows.smallestScale ? largest / 127 : 1
    self.isReachable = reachable
    self.centre = centre
    self.unit = unit
    self.shares = shares
  }

  /// The rows when a unit of score is `scale` × the unit of the components.
  func rows(scale: Double) -> Rows {
    var rows = Rows()
    for difference in differences {
      let row = zip(difference, shares).map { ($0 * $1 / scale).rounded() }
      var excess = 0.0
      for (column, share) in shares.enumerated() where share != 0 {
        let step = row[column] * scale / share
        excess += step * (step + 2 * centre[column])
      }
      rows.weights += row
      rows.biases.append(unit == 0 ? 0 : (-excess / 2 / (unit * scale)).rounded())
    }
    return rows
  }
}

extension Partition {
  /// Which regions have points within ±`limits` (d values) of the origin. A region may count although
  /// several others share its part of that box.
  fileprivate func reachableRegions(within limits: [Double]) -> [Bool] {
    let squares = (0..<regionCount).map { centroids[row: $0].reduce(0) { $0 + $1 * $1 } }
    return (0..<regionCount).map { region in
      let own = centroids[row: region]
      // A centroid within the box is nearest to itself.
      guard zip(own, limits).contains(where: { abs($0) > $1 }) else { return true }
      return !(0..<regionCount).contains { other in
        let slope = zip(zip(own, centroids[row: other]), limits).reduce(0) {
          $0 + abs($1.0.0 - $1.0.1) * $1.1
        }
        return slope < (squares[region] - squares[other]) / 2
      }
    }
  }
}
