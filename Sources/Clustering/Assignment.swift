internal import LinearAlgebra

/// Nearest centroids by matrix product: argmin ‖x − c_j‖² = argmax (c_j·x − ‖c_j‖²/2).
struct Assignment {
  /// k × n, relative to the origin of the rows.
  private let centroids: Matrix<Float>
  /// ‖c_j‖²/2 of the single-precision centroids.
  private let halfNorms: [Float]

  /// - Parameters:
  ///   - centroids: k × n.
  ///   - origin: n values, subtracted from the centroids as it was from the rows.
  init(centroids: Matrix<Double>, origin: [Float]) {
    let width = centroids.columnCount
    var shifted = Matrix<Float>(rowCount: centroids.rowCount, columnCount: width)
    var halfNorms: [Float] = []
    for row in 0..<centroids.rowCount {
      var norm = 0.0
      for column in 0..<width {
        let value = Float(centroids[row, column] - Double(origin[column]))
        shifted[row, column] = value
        norm += Double(value) * Double(value)
      }
      halfNorms.append(Float(norm / 2))
    }
    self.centroids = shifted
    self.halfNorms = halfNorms
  }

  /// Calls `body` with the row, its region and its score c·x − ‖c‖²/2, for each row in order.
  ///
  /// - Parameter scores: a buffer that grows to b · k and can be used again.
  /// - Complexity: O(b · k · n).
  @inline(__always)
  func assign(
    rows: Range<Int>, of matrix: Matrix<Float>, scores: inout [Float],
    _ body: (_ row: Int, _ region: Int, _ score: Float) -> Void
  ) {
    let count = centroids.rowCount
    if scores.count < rows.count * count {
      scores = Array(repeating: 0, count: rows.count * count)
    }
    matrix.multiply(rows: rows, byTransposeOf: centroids, into: &scores)
    for row in rows {
      let base = (row - rows.lowerBound) * count
      var best = 0
      var bestScore = scores[base] - halfNorms[0]
      for region in 1..<max(1, count) {
        let score = scores[base + region] - halfNorms[region]
        if score > bestScore {
          best = region
          bestScore = score
        }
      }
      body(row, best, bestScore)
    }
  }
}
