public import LinearAlgebra

/// Weighted sums and products of rows [x y]: the sufficient statistics of weighted least squares.
///
/// Moments of disjoint sets of rows about one origin add up to the moments of their union.
public struct WeightedMoments: Sendable, Equatable {
  /// The number of features, n.
  public let featureCount: Int
  /// The number of targets, t.
  public let targetCount: Int
  /// Σ w.
  public private(set) var weight: Double
  private let origin: [Double]
  /// Σ w (row − origin), n + t values.
  private var sums: [Double]
  /// Σ w (row − origin)ᵀ (row − origin), order n + t.
  private var products: SymmetricMatrix

  /// The moments of rows that weigh `weight` each.
  ///
  /// - Parameters:
  ///   - moments: of the rows.
  ///   - weight: at least 0.
  public init(_ moments: Moments, weight: Double) {
    precondition(weight >= 0, "a weight is not negative")
    featureCount = moments.featureCount
    targetCount = moments.targetCount
    origin = moments.origin
    self.weight = weight * Double(moments.sampleCount)
    sums = moments.sums.map { $0 * weight }
    products = moments.products
    products.scale(by: weight)
  }

  /// Adds the moments of other rows about the same origin.
  public static func += (left: inout WeightedMoments, right: WeightedMoments) {
    precondition(left.origin == right.origin, "moments about different origins do not add")
    left.weight += right.weight
    for index in left.sums.indices { left.sums[index] += right.sums[index] }
    left.products += right.products
  }

  /// The weighted mean of [x y], n + t values.
  public var mean: [Double] {
    zip(origin, sums).map { $0 + $1 / max(weight, .leastNormalMagnitude) }
  }

  /// The weighted covariance of the features, order n.
  public var featureCovariance: SymmetricMatrix {
    var covariance = products
    let total = max(weight, .leastNormalMagnitude)
    covariance.scale(by: 1 / total)
    covariance.addOuterProduct(of: sums.map { $0 / total }, scale: -1)
    return covariance.principalBlock(0..<featureCount)
  }

  /// Σ w uᵀu for u = [x − point, 1, y − point], order n + 1 + t.
  ///
  /// - Parameter point: n + t values.
  /// - Complexity: O((n + t)²).
  func augmented(about point: [Double]) -> Matrix<Double> {
    precondition(point.count == origin.count, "a point of another width")
    let n = featureCount
    let step = zip(point, origin).map { $0 - $1 }
    var moved = products
    moved.addSymmetricProduct(of: sums, step, scale: -1)
    moved.addOuterProduct(of: step, scale: weight)
    let width = n + 1 + targetCount
    var result = Matrix<Double>(rowCount: width, columnCount: width)
    for row in 0..<origin.count {
      let target = row < n ? row : row + 1
      for column in 0...row {
        let value = moved[row, column]
        result[target, column < n ? column : column + 1] = value
        result[column < n ? column : column + 1, target] = value
      }
      result[target, n] = sums[row] - weight * step[row]
      result[n, target] = result[target, n]
    }
    result[n, n] = weight
    return result
  }

  /// The moments of rows whose inputs change at random.
  ///
  /// - Parameter spread: of n features.
  /// - Complexity: see `InputSpread`.
  public func spread(by spread: InputSpread) -> WeightedMoments {
    let n = featureCount
    let about = augmented(about: origin)
    let changed = spread.applied(
      to: about.block(rows: 0..<n + 1, columns: 0..<about.columnCount),
      about: Array(origin.prefix(n)))
    var result = self
    for row in 0..<n {
      result.sums[row] = changed[row, n]
      for column in 0...row {
        result.products[row, column] = (changed[row, column] + changed[column, row]) / 2
      }
      for target in 0..<targetCount {
        result.products[n + target, row] = changed[row, n + 1 + target]
      }
    }
    return result
  }
}
