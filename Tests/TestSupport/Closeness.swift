public import Rows

/// Whether two numbers are within `tolerance` of each other, relatively above 1.
public func isClose(_ value: Double, _ other: Double, _ tolerance: Double) -> Bool {
  (value - other).magnitude <= tolerance * max(1, other.magnitude)
}

/// Whether the values are pairwise within `tolerance` × the largest magnitude of `others`.
public func areClose(_ values: [Double], _ others: [Double], _ tolerance: Double) -> Bool {
  guard values.count == others.count else { return false }
  let scale = others.reduce(0) { max($0, $1.magnitude) }
  return zip(values, others).allSatisfy { ($0 - $1).magnitude <= tolerance * scale }
}

/// The largest difference of two matrices of one shape, over the largest magnitude of the second.
public func relativeDifference(_ matrix: Matrix<Double>, _ other: Matrix<Double>) -> Double {
  guard matrix.rowCount == other.rowCount, matrix.columnCount == other.columnCount else {
    return .infinity
  }
  let scale = other.elements.reduce(0) { max($0, $1.magnitude) }
  let difference = zip(matrix.elements, other.elements).reduce(0) {
    max($0, ($1.0 - $1.1).magnitude)
  }
  return difference == 0 ? 0 : difference / max(scale, .leastNormalMagnitude)
}
