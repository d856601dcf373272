internal import LinearAlgebra

/// The weighted least-squares problem of a shared map with regional corrections: its columns are
/// [x, and for each region j: 1_j z, 1_j], less their weighted means.
///
/// All of it comes from the moments of the regions: no row is read.
public struct RegionalDesign: Sendable {
  /// Whether there is a map B₀ of x beside the corrections.
  public let hasSharedMap: Bool
  /// z as a function of x, d × n.
  let projection: AffineMap
  /// The weighted mean of [x y], n + t values.
  package let mean: [Double]
  /// The mean variance of a feature: λ₀ is relative to it.
  let featureScale: Double
  /// The scale of a component of z: λ₁ is relative to it.
  let componentScale: Double
  /// z and 1 as functions of [x − x̄, 1], (d + 1) × (n + 1).
  let extended: Matrix<Double>
  /// For each region Σ w uᵀu with u = [x − x̄, 1, y − ȳ]; the weights of all rows add up to 1.
  let regions: [Matrix<Double>]

  /// The number of features, n.
  var featureCount: Int { projection.featureCount }
  /// The components of z, d.
  var componentCount: Int { projection.outputCount }
  /// The number of targets, t.
  var targetCount: Int { mean.count - featureCount }
  /// The number of regions, k.
  var regionCount: Int { regions.count }
  /// The columns of the shared map: n, or 0 without one.
  var sharedCount: Int { hasSharedMap ? featureCount : 0 }
  /// All columns, without the constant one.
  package var columnCount: Int { sharedCount + regionCount * (componentCount + 1) }

  /// - Parameters:
  ///   - moments: of the rows of each region, about one origin; they have weight together.
  ///   - projection: z as a function of x, d × n; nil takes z = x − x̄.
  ///   - hasSharedMap: whether there is a map of x beside the corrections.
  ///   - inputCount: the inputs that the variance is a mean over, where x are coordinates of more;
  ///     nil for n.
  /// - Complexity: O(k · (n + t)²).
  public init(
    _ moments: [WeightedMoments], projection: AffineMap?, hasSharedMap: Bool,
    inputCount: Int? = nil
  ) {
    precondition(!moments.isEmpty, "there is at least one region")
    let all = moments.dropFirst().reduce(into: moments[0]) { $0 += $1 }
    precondition(all.weight > 0, "rows have weight")
    let n = all.featureCount
    let mean = all.mean
    let covariance = all.featureCovariance
    featureScale = max(
      (0..<n).reduce(0) { $0 + covariance[$1, $1] } / Double(inputCount ?? n), .leastNormalMagnitude)
    componentScale = projection == nil ? featureScale : 1
    let total = all.weight
    self.mean = mean
    self.hasSharedMap = hasSharedMap
    self.projection = projection ?? AffineMap(centering: Array(mean.prefix(n)))
    regions = moments.map { region in
      var matrix = region.augmented(about: mean)
      for index in matrix.elements.indices { matrix.elements[index] /= total }
      return matrix
    }
    let atMean = self.projection.predict(
      Matrix(rowCount: 1, columnCount: n, elements: Array(mean.prefix(n))))
    let d = self.projection.outputCount
    var extended = Matrix<Double>(rowCount: d + 1, columnCount: n + 1)
    for row in 0..<d {
      for column in 0..<n { extended[row, column] = self.projection.weights[row, column] }
      extended[row, n] = atMean[0, row]
    }
    extended[d, n] = 1
    self.extended = extended
  }

  /// Σ w uᵀu of u = [z, 1] over the rows of a region, and its products with [x − x̄, 1].
  func block(of region: Int) -> (own: Matrix<Double>, cross: Matrix<Double>) {
    let n = featureCount
    let features = regions[region].block(rows: 0..<n + 1, columns: 0..<n + 1)
    let cross = extended.multiplied(byTransposeOf: features)
    return (cross.multiplied(byTransposeOf: extended), cross)
  }

  /// The penalties of all columns in their order.
  func penalties(shared: Double, corrections: Double) -> [Double] {
    let region =
      Array(repeating: corrections * componentScale, count: componentCount) + [corrections]
    return Array(repeating: shared * featureScale, count: sharedCount)
      + (0..<regionCount).flatMap { _ in region }
  }

  /// The maps whose coefficients over the columns are the rows of `coefficients`.
  ///
  /// - Parameters:
  ///   - coefficients: t × `columnCount`.
  ///   - constants: the value at the mean of all columns, t values.
  ///   - means: the weighted means of the regions' columns.
  func maps(
    _ coefficients: Matrix<Double>, constants: [Double], means: [Double]
  ) -> CorrectedMaps {
    let (n, d) = (featureCount, componentCount)
    var shared = AffineMap(
      weights: Matrix(rowCount: targetCount, columnCount: n), offsets: constants)
    var excess = [Double](repeating: 0, count: targetCount)
    for target in 0..<targetCount {
      for column in 0..<sharedCount {
        shared.weights[target, column] = coefficients[target, column]
        shared.offsets[target] -= coefficients[target, column] * mean[column]
      }
      for (column, mean) in means.enumerated() {
        excess[target] += coefficients[target, sharedCount + column] * mean
      }
    }
    let corrections = (0..<regionCount).map { region in
      let start = sharedCount + region * (d + 1)
      return AffineMap(
        weights: coefficients.block(rows: 0..<targetCount, columns: start..<start + d),
        offsets: (0..<targetCount).map { coefficients[$0, start + d] - excess[$0] })
    }
    return CorrectedMaps(projection: projection, shared: shared, corrections: corrections)
  }

  /// The weighted mean of the columns of all regions, k · (d + 1) values.
  var correctionMeans: [Double] {
    let n = featureCount
    return regions.flatMap { region in
      let sums = Matrix(
        rowCount: 1, columnCount: n + 1, elements: (0..<n + 1).map { region[n, $0] })
      return sums.multiplied(byTransposeOf: extended).elements
    }
  }
}

extension AffineMap {
  /// x − `mean`.
  fileprivate init(centering mean: [Double]) {
    var identity = Matrix<Double>(rowCount: mean.count, columnCount: mean.count)
    for index in mean.indices { identity[index, index] = 1 }
    self.init(weights: identity, offsets: mean.map { -$0 })
  }
}
