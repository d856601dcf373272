public import LinearAlgebra

/// y = B x + d, with a row of `weights` and an offset per output (scikit-learn's `coef_` and
/// `intercept_`).
public struct AffineMap: Sendable, Equatable {
  /// B, t × n.
  public var weights: Matrix<Double>
  /// d, t values.
  public var offsets: [Double]

  /// The number of features, n.
  public var featureCount: Int { weights.columnCount }
  /// The number of outputs, t.
  public var outputCount: Int { weights.rowCount }

  /// - Precondition: one offset per row of weights.
  public init(weights: Matrix<Double>, offsets: [Double]) {
    precondition(weights.rowCount == offsets.count, "one offset per output")
    self.weights = weights
    self.offsets = offsets
  }

  /// x − `origin`.
  ///
  /// - Parameter origin: n values.
  public static func identity(about origin: [Double]) -> AffineMap {
    var weights = Matrix<Double>(rowCount: origin.count, columnCount: origin.count)
    for index in origin.indices { weights[index, index] = 1 }
    return AffineMap(weights: weights, offsets: origin.map { -$0 })
  }

  /// The same map of x − `origin`.
  ///
  /// - Parameter origin: n values.
  /// - Complexity: O(t · n).
  public func recentred(at origin: [Double]) -> AffineMap {
    var map = self
    for row in 0..<outputCount {
      map.offsets[row] += zip(weights[row: row], origin).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return map
  }

  /// The outputs for each row of `inputs` (N × n): N × t.
  ///
  /// - Complexity: O(N · n · t).
  public func predict(_ inputs: Matrix<Double>) -> Matrix<Double> {
    var outputs = inputs.multiplied(byTransposeOf: weights)
    for row in 0..<outputs.rowCount {
      for column in 0..<outputCount { outputs[row, column] += offsets[column] }
    }
    return outputs
  }

  /// The map that applies this one and then `next`: exact, because both are affine.
  ///
  /// - Parameter next: C × t.
  /// - Returns: C × n.
  /// - Complexity: O(C · t · n).
  public func followed(by next: AffineMap) -> AffineMap {
    precondition(next.featureCount == outputCount, "the maps do not chain")
    let shifted = next.predict(Matrix(rowCount: 1, columnCount: outputCount, elements: offsets))
    return AffineMap(weights: next.weights.multiplied(by: weights), offsets: shifted.elements)
  }
}

extension AffineMap: Exchangeable {
  public func write(to message: inout RankMessage) {
    message.append(values: weights, offsets)
  }

  public init(from message: inout RankMessage) {
    (weights, offsets) = message.values()
  }
}
