public import LinearAlgebra

/// The rows that are to be clustered, moved so that their mean is the origin.
///
/// Restarts and all the k of a sweep share one copy. Centring keeps single-precision distances
/// exact to rounding when the data lie far from zero.
public struct CenteredRows: Sendable {
  /// N × n, each column of mean 0.
  let rows: Matrix<Float>
  /// The mean that was subtracted, n values.
  let origin: [Float]
  /// ‖row‖² of each centred row, N values.
  let squaredNorms: [Double]
  /// The mean of the variances of the columns: the scale of the convergence tolerance.
  let meanVariance: Double

  /// The number of rows, N.
  public var sampleCount: Int { rows.rowCount }
  /// The number of columns, n.
  public var featureCount: Int { rows.columnCount }

  /// Centres `inputs`, N × n.
  ///
  /// - Complexity: O(N · n).
  public init(_ inputs: consuming Matrix<Float>) {
    let count = inputs.rowCount
    let width = inputs.columnCount
    var sums = [Double](repeating: 0, count: width)
    for row in 0..<count {
      for column in 0..<width { sums[column] += Double(inputs.elements[row * width + column]) }
    }
    let origin = sums.map { Float(count == 0 ? 0 : $0 / Double(count)) }
    var norms: [Double] = []
    norms.reserveCapacity(count)
    for row in 0..<count {
      var norm = 0.0
      for column in 0..<width {
        let centred = inputs.elements[row * width + column] - origin[column]
        inputs.elements[row * width + column] = centred
        norm += Double(centred) * Double(centred)
      }
      norms.append(norm)
    }
    self.rows = inputs
    self.origin = origin
    squaredNorms = norms
    let cells = Double(max(1, count * width))
    meanVariance = norms.reduce(0, +) / cells
  }

  /// The rows in pieces that stay in a core's cache; the pieces do not depend on the thread count.
  var blocks: [Range<Int>] {
    stride(from: 0, to: sampleCount, by: Self.blockRowCount).map {
      $0..<min($0 + Self.blockRowCount, sampleCount)
    }
  }

  private static let blockRowCount = 1_024
}
