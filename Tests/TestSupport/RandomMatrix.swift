public import Rows

extension SeededGenerator {
  /// A number that is nearly standard normal: the sum of twelve uniform ones, less 6.
  public mutating func normal() -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + uniform() }
  }

  /// A matrix of nearly normal numbers.
  public mutating func matrix(
    _ rowCount: Int, _ columnCount: Int, mean: Double = 0, deviation: Double = 1
  ) -> Matrix<Double> {
    Matrix(
      rowCount: rowCount, columnCount: columnCount,
      elements: (0..<rowCount * columnCount).map { _ in mean + deviation * normal() })
  }

  /// `count` points around each of `centres` (k × n), row i around centre i mod k.
  public mutating func blobs(
    _ count: Int, around centres: Matrix<Double>, deviation: Double
  ) -> Matrix<Float> {
    var points = matrix(count * centres.rowCount, centres.columnCount, deviation: deviation)
    for row in 0..<points.rowCount {
      for column in 0..<points.columnCount {
        points[row, column] += centres[row % centres.rowCount, column]
      }
    }
    return points.converted(to: Float.self)
  }
}
