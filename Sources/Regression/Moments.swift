public import LinearAlgebra

/// The sufficient statistics of a linear regression: counts, sums and products of rows [x y].
///
/// Moments of disjoint sets of rows add up to the moments of their union. So the training moments
/// of a fold are sums of parts, and a regularisation path never touches a row.
///
/// Rows are taken relative to a fixed `origin` near their mean: that keeps the centred products
/// free of cancellation. Moments add only when their origins are equal.
public struct Moments: Sendable, Equatable {
  /// The number of features, n.
  public let featureCount: Int
  /// The number of targets, t.
  public let targetCount: Int
  /// The number of rows.
  public private(set) var sampleCount: Int = 0
  /// n + t values that are subtracted from each row [x y] before anything else.
  let origin: [Double]
  /// Σ of the rows, n + t values.
  private(set) var sums: [Double]
  /// Σ of rowᵀ row, order n + t.
  private(set) var products: SymmetricMatrix

  /// The moments of no rows.
  ///
  /// - Parameters:
  ///   - featureCount: n.
  ///   - targetCount: t.
  ///   - origin: n + t values near the mean of the rows to come.
  public init(featureCount: Int, targetCount: Int, origin: [Double]) {
    precondition(origin.count == featureCount + targetCount, "one origin per feature and target")
    self.featureCount = featureCount
    self.targetCount = targetCount
    self.origin = origin
    sums = Array(repeating: 0, count: origin.count)
    products = SymmetricMatrix(order: origin.count)
  }

  /// The moments of the rows of `inputs` (N × n) and `targets` (N × t), about their mean.
  ///
  /// - Complexity: O(N · (n + t)²).
  public init(inputs: Matrix<Double>, targets: Matrix<Double>) {
    precondition(inputs.rowCount == targets.rowCount, "one target row per input row")
    let count = Double(max(1, inputs.rowCount))
    self.init(
      featureCount: inputs.columnCount, targetCount: targets.columnCount,
      origin: (inputs.columnSums + targets.columnSums).map { $0 / count })
    var rows = JoinedRows(origin: origin)
    for row in 0..<inputs.rowCount {
      if rows.isFull { add(&rows) }
      rows.append(inputs.elements, targets.elements, row: row, featureCount: featureCount)
    }
    add(&rows)
  }

  /// Adds the rows of a buffer, which is empty afterwards.
  ///
  /// - Precondition: the buffer has the origin of these moments.
  /// - Complexity: O(`rows.rowCount` · (n + t)²).
  public mutating func add(_ rows: inout JoinedRows) {
    precondition(rows.origin == origin, "rows from another origin")
    rows.addSums(to: &sums)
    products.addGram(of: rows)
    sampleCount += rows.rowCount
    rows.removeAll()
  }

  /// These moments without those of some of their rows; nil where the difference would lose more
  /// than six of 53 bits to cancellation.
  ///
  /// - Parameter parts: the moments, about the same origin, of disjoint subsets of the rows.
  public func subtracting(_ parts: [Moments]) -> Moments? {
    var rest = self
    for part in parts {
      precondition(part.origin == origin, "moments about different origins do not subtract")
      for index in sums.indices { rest.sums[index] -= part.sums[index] }
      rest.products -= part.products
      rest.sampleCount -= part.sampleCount
    }
    for index in 0..<products.order where rest.products[index, index] < products[index, index] / 64
    {
      return nil
    }
    return rest
  }

  /// Adds the moments of other rows about the same origin.
  public static func += (left: inout Moments, right: Moments) {
    precondition(left.origin == right.origin, "moments about different origins do not add")
    guard right.sampleCount > 0 else { return }
    for index in left.sums.indices { left.sums[index] += right.sums[index] }
    left.products += right.products
    left.sampleCount += right.sampleCount
  }

  /// The mean of the features, n values.
  public var featureMean: [Double] { mean(0..<featureCount) }
  /// The mean of the targets, t values.
  public var targetMean: [Double] { mean(featureCount..<featureCount + targetCount) }

  private func mean(_ columns: Range<Int>) -> [Double] {
    let count = Double(max(1, sampleCount))
    return columns.map { origin[$0] + sums[$0] / count }
  }

  /// Σ (row − mean)ᵀ (row − mean), order n + t.
  var scatter: SymmetricMatrix {
    guard sampleCount > 0 else { return products }
    var scatter = products
    scatter.addOuterProduct(of: sums, scale: -1 / Double(sampleCount))
    return scatter
  }

  /// Σ over all rows and targets of (y − map(x))².
  ///
  /// - Parameter map: t × n.
  /// - Complexity: O(t · n²), for any number of rows.
  public func squaredError(of map: AffineMap) -> Double {
    squaredErrorEvaluator().squaredError(of: map)
  }

  /// Prepares the evaluation of many maps on the same rows.
  public func squaredErrorEvaluator() -> SquaredErrorEvaluator { SquaredErrorEvaluator(self) }
}

/// The squared error of affine maps on a fixed set of rows, from their moments:
/// Σ‖y − Bx − d‖² = tr(S_yy − 2 B S_xy + B S_xx Bᵀ) + N ‖ȳ − Bx̄ − d‖² with scatters S.
public struct SquaredErrorEvaluator: Sendable {
  private let sampleCount: Double
  private let featureMean: [Double]
  private let targetMean: [Double]
  private let features: Matrix<Double>
  private let cross: Matrix<Double>
  private let targetScatter: [Double]

  init(_ moments: Moments) {
    let n = moments.featureCount
    let all = n + moments.targetCount
    let scatter = moments.scatter
    sampleCount = Double(moments.sampleCount)
    featureMean = moments.featureMean
    targetMean = moments.targetMean
    features = scatter.block(rows: 0..<n, columns: 0..<n)
    cross = scatter.block(rows: n..<all, columns: 0..<n)
    targetScatter = (n..<all).map { scatter[$0, $0] }
  }

  /// Σ (y − map(x))² over all rows and targets; at least 0.
  ///
  /// - Parameter map: t × n.
  /// - Complexity: O(t · n²).
  public func squaredError(of map: AffineMap) -> Double {
    guard sampleCount > 0 else { return 0 }
    let weighted = map.weights.multiplied(byTransposeOf: features)
    var total = 0.0
    for target in 0..<map.outputCount {
      var error = targetScatter[target]
      var meanError = targetMean[target] - map.offsets[target]
      for feature in 0..<map.featureCount {
        let weight = map.weights[target, feature]
        error += weight * (weighted[target, feature] - 2 * cross[target, feature])
        meanError -= weight * featureMean[feature]
      }
      total += max(0, error) + sampleCount * meanError * meanError
    }
    return total
  }
}

extension Moments: Exchangeable {
  public func write(to message: inout RankMessage) {
    message.append(values: featureCount, targetCount, sampleCount, origin, sums, products)
  }

  public init(from message: inout RankMessage) {
    (featureCount, targetCount, sampleCount, origin, sums, products) = message.values()
  }
}
