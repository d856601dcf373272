internal import LinearAlgebra

/// Nearest centroids by matrix product, argmin ‖x − c_j‖² = argmax (c_j·x − ‖c_j‖²/2), with proof.
///
/// Products are in single precision. Where their rounding could have chosen wrongly, a row is
/// decided again in double precision. So the answer is that of double precision for every
/// processor, block and order of summation.
struct Assignment: Sendable {
  /// k × n, relative to the origin of the rows.
  private let centroids: Matrix<Double>
  private let rounded: Matrix<Float>
  /// ‖c_j‖²/2 of the rounded centroids.
  private let halfNorms: [Float]
  /// The error of a product of length n is at most this share of ‖x‖² + ‖c‖², with room for the
  /// other roundings (Higham 2002, Accuracy and Stability of Numerical Algorithms, section 3.1).
  private let roundoff: Float

  /// - Parameter centroids: k × n.
  init(centroids: Matrix<Double>) {
    self.centroids = centroids
    rounded = centroids.converted(to: Float.self)
    halfNorms = (0..<centroids.rowCount).map { row in
      centroids[row: row].reduce(Float(0)) { $0 + Float($1) * Float($1) } / 2
    }
    roundoff = Float(2 * centroids.columnCount + 16) * 0x1p-24
  }

  /// The known facts about a row's distances.
  struct Nearest {
    /// The nearest centroid, the lowest among equals.
    var region: Int
    /// At least the distance to it.
    var upper: Float
    /// At most the distance to any other.
    var lower: Float
  }

  /// Calls `body` with each row of the block and its nearest centroid.
  ///
  /// - Complexity: O(b · k · n).
  @inline(__always)
  func assign(_ block: inout RowBlock, _ body: (_ row: Int, Nearest, RowBlock) -> Void) {
    block.multiply(byTransposeOf: rounded)
    let products = block.products
    let halfNorms = halfNorms
    for row in 0..<block.rowCount {
      let norm = block.squaredNorm(of: row)
      let nearest = nearest(
        products[row * halfNorms.count..<(row + 1) * halfNorms.count], halfNorms, norm: norm)
      body(row, nearest ?? nearestExactly(row, in: block), block)
    }
  }

  /// The nearest centroid of a row with the given products with the centroids and squared norm; nil
  /// when rounding leaves it open.
  @inline(__always)
  private func nearest(
    _ products: ArraySlice<Float>, _ halfNorms: [Float], norm: Float
  ) -> Nearest? {
    let base = products.startIndex
    var best = 0
    var bestScore = products[base] - halfNorms[0]
    // The best score that another centroid could have, were all roundings in its favour.
    var other = -Float.infinity
    let optimism = 2 * roundoff
    for region in 1..<max(1, halfNorms.count) {
      let score = products[base + region] - halfNorms[region]
      if score > bestScore {
        other = max(other, bestScore + optimism * halfNorms[best])
        best = region
        bestScore = score
      } else {
        other = max(other, score + optimism * halfNorms[region])
      }
    }
    let upper = norm * (1 + optimism) - 2 * (bestScore - optimism * halfNorms[best])
    let lower = norm * (1 - optimism) - 2 * other
    guard upper < lower || halfNorms.count == 1 else { return nil }
    return Nearest(
      region: best, upper: max(0, upper).squareRoot() * Self.up,
      lower: max(0, lower).squareRoot() * Self.down)
  }

  /// The nearest centroid by differences in double precision.
  private func nearestExactly(_ row: Int, in block: RowBlock) -> Nearest {
    var best = (region: 0, distance: Double.infinity)
    var other = Double.infinity
    for region in 0..<centroids.rowCount {
      let distance = block.squaredDistance(
        of: row, to: centroids.elements, at: region * centroids.columnCount)
      if distance < best.distance {
        other = best.distance
        best = (region, distance)
      } else {
        other = min(other, distance)
      }
    }
    return Nearest(
      region: best.region, upper: Float(best.distance.squareRoot()) * Self.up,
      lower: Float(other.squareRoot()) * Self.down)
  }

  /// Factors that keep a bound a bound after a rounding or two.
  static let up: Float = 1 + 0x1p-21
  static let down: Float = 1 - 0x1p-21
}
