public import LinearAlgebra

/// The weighted least-squares problem of a shared map with regional corrections: its columns are
/// [x, and for each region j: 1_j z, 1_j], less their weighted means.
///
/// All of it comes from products of rows: no row is read.
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
  /// z and 1 as functions of [x − x̄, 1], (d + 1) × (n + 1); nil where they are the same.
  private let extended: Matrix<Double>?
  /// The products of all rows with z = x − x̄; the weights add up to 1.
  let total: RegionProducts
  /// The products of each region.
  let regions: [RegionProducts]

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
  /// - Complexity: O(k · (n + t)² · d), or without d where z = x − x̄.
  public init(_ moments: [WeightedMoments], projection: AffineMap?, hasSharedMap: Bool) {
    precondition(!moments.isEmpty, "there is at least one region")
    let all = moments.dropFirst().reduce(into: moments[0]) { $0 += $1 }
    precondition(all.weight > 0, "rows have weight")
    let n = all.featureCount
    let mean = all.mean
    let extended = projection.map { $0.extended(about: Array(mean.prefix(n))) }
    var total = Matrix<Double>(
      rowCount: n + 1 + all.targetCount, columnCount: n + 1 + all.targetCount)
    let regions = moments.map { region in
      var products = region.augmented(about: mean)
      for index in products.elements.indices {
        products.elements[index] /= all.weight
        total.elements[index] += products.elements[index]
      }
      return RegionProducts(products, featureCount: n, extended: extended)
    }
    let covariance = all.featureCovariance
    self.init(
      mean: mean, total: RegionProducts(total, featureCount: n, extended: nil), regions: regions,
      projection: projection, extended: extended, hasSharedMap: hasSharedMap,
      featureScale: (0..<n).reduce(0) { $0 + covariance[$1, $1] } / Double(n))
  }

  /// - Parameters:
  ///   - mean: the weighted mean of [x y], n + t values.
  ///   - total: the products of all rows with z = x − x̄; the weights add up to 1.
  ///   - regions: the products of the rows of each region.
  ///   - projection: z as a function of x, d × n; nil takes z = x − x̄.
  ///   - hasSharedMap: whether there is a map of x beside the corrections.
  ///   - inputCount: the inputs that variances are a mean over; n or, where x are coordinates of
  ///     more, as many.
  /// - Complexity: O(n · d).
  public init(
    mean: [Double], total: RegionProducts, regions: [RegionProducts], projection: AffineMap?,
    hasSharedMap: Bool, inputCount: Int
  ) {
    precondition(!regions.isEmpty, "there is at least one region")
    let n = total.own.rowCount - 1
    self.init(
      mean: mean, total: total, regions: regions, projection: projection,
      extended: projection.map { $0.extended(about: Array(mean.prefix(n))) },
      hasSharedMap: hasSharedMap,
      featureScale: (0..<n).reduce(0) { $0 + total.own[$1, $1] } / Double(inputCount))
  }

  private init(
    mean: [Double], total: RegionProducts, regions: [RegionProducts], projection: AffineMap?,
    extended: Matrix<Double>?, hasSharedMap: Bool, featureScale: Double
  ) {
    self.mean = mean
    self.total = total
    self.regions = regions
    self.projection =
      projection ?? AffineMap(centering: Array(mean.prefix(total.own.rowCount - 1)))
    self.extended = extended
    self.hasSharedMap = hasSharedMap
    self.featureScale = max(featureScale, .leastNormalMagnitude)
    componentScale = projection == nil ? self.featureScale : 1
  }

  /// Maps of [z, 1] as functions of [x − x̄, 1], r × (d + 1) to r × (n + 1).
  func ofInputs(_ maps: Matrix<Double>) -> Matrix<Double> {
    extended.map { maps.multiplied(by: $0) } ?? maps
  }

  /// Products with [x − x̄, 1] as products with [z, 1], r × (n + 1) to r × (d + 1).
  func ofComponents(_ products: Matrix<Double>) -> Matrix<Double> {
    extended.map { products.multiplied(byTransposeOf: $0) } ?? products
  }

  /// The penalties of all columns in their order.
  func penalties(shared: Double, corrections: Double) -> [Double] {
    let region =
      Array(repeating: corrections * componentScale, count: componentCount) + [corrections]
    return Array(repeating: shared * featureScale, count: sharedCount)
      + (0..<regionCount).flatMap { _ in region }
  }

  /// The maps of least penalised error of some equations over these columns.
  ///
  /// - Parameters:
  ///   - equations: of rows of this design, about its mean.
  ///   - complement: what maps of groups explain of them; nil without such maps.
  ///   - sharedPenalty: λ₀ > 0.
  ///   - correctionPenalty: λ₁ > 0.
  /// - Throws: `RegressionError.factorization` when the equations are singular in double precision.
  /// - Complexity: O((n + k d)³).
  public func maps(
    solving equations: RegionalEquations, less complement: RegionalEquations?,
    sharedPenalty: Double, correctionPenalty: Double
  ) throws(RegressionError) -> CorrectedMaps {
    let means = equations.means(from: sharedCount)
    var system = equations
    if let complement { system -= complement }
    let solution = try system.solve(
      penalties: penalties(shared: sharedPenalty, corrections: correctionPenalty))
    var constants = Array(mean.suffix(targetCount))
    for target in 0..<targetCount {
      constants[target] += solution[target, columnCount]
      for (column, mean) in means.enumerated() {
        constants[target] += solution[target, sharedCount + column] * mean
      }
    }
    return maps(
      solution.block(rows: 0..<targetCount, columns: 0..<columnCount), constants: constants,
      means: means)
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
    regions.flatMap { region in
      let sums = Matrix(
        rowCount: 1, columnCount: featureCount + 1,
        elements: Array(region.inputs[row: componentCount]))
      return ofComponents(sums).elements
    }
  }
}

/// The weighted products of the rows of a region that its columns [z, 1] take part in.
public struct RegionProducts: Sendable {
  /// With [z, 1], (d + 1) × (d + 1).
  let own: Matrix<Double>
  /// With [x − x̄, 1], (d + 1) × (n + 1).
  let inputs: Matrix<Double>
  /// Of y − ȳ, t × (d + 1).
  let targets: Matrix<Double>
  /// Σ w.
  var weight: Double { own[own.rowCount - 1, own.rowCount - 1] }

  /// From the products of u = [x − x̄, 1, y − ȳ].
  ///
  /// - Parameter extended: [z, 1] as functions of [x − x̄, 1]; nil where they are the same.
  fileprivate init(_ products: Matrix<Double>, featureCount n: Int, extended: Matrix<Double>?) {
    let features = products.block(rows: 0..<n + 1, columns: 0..<n + 1)
    let targets = products.block(rows: n + 1..<products.rowCount, columns: 0..<n + 1)
    guard let extended else {
      (own, inputs, self.targets) = (features, features, targets)
      return
    }
    inputs = extended.multiplied(byTransposeOf: features)
    own = inputs.multiplied(byTransposeOf: extended)
    self.targets = targets.multiplied(byTransposeOf: extended)
  }

  /// From the products of [z, 1] with [z, 1, x − x̄, y − ȳ], or with [z, 1, y − ȳ] where z = x − x̄.
  ///
  /// - Parameters:
  ///   - products: (d + 1) × (d + 1 + n + t), or (n + 1) × (n + 1 + t).
  ///   - targetCount: t.
  public init(_ products: Matrix<Double>, targetCount: Int) {
    let width = products.rowCount
    let end = products.columnCount - targetCount
    own = products.block(rows: 0..<width, columns: 0..<width)
    targets = products.block(rows: 0..<width, columns: end..<products.columnCount).transposed
    guard end > width else {
      inputs = own
      return
    }
    let n = end - width
    var inputs = Matrix<Double>(rowCount: width, columnCount: n + 1)
    for row in 0..<width {
      for column in 0..<n { inputs[row, column] = products[row, width + column] }
      inputs[row, n] = own[row, width - 1]
    }
    self.inputs = inputs
  }

  /// The covariance of z about its weighted mean, of rows whose weights add up to 1 and whose mean
  /// of z is 0.
  ///
  /// - Complexity: O(d²).
  var covariance: SymmetricMatrix {
    var covariance = SymmetricMatrix(order: own.rowCount - 1)
    for row in 0..<covariance.order {
      for column in 0...row { covariance[row, column] = own[row, column] }
    }
    return covariance
  }
}

extension AffineMap {
  /// x − `mean`.
  fileprivate init(centering mean: [Double]) {
    var identity = Matrix<Double>(rowCount: mean.count, columnCount: mean.count)
    for index in mean.indices { identity[index, index] = 1 }
    self.init(weights: identity, offsets: mean.map { -$0 })
  }

  /// The values of this map, and 1, as functions of [x − `mean`, 1].
  fileprivate func extended(about mean: [Double]) -> Matrix<Double> {
    let (d, n) = (outputCount, featureCount)
    let atMean = predict(Matrix(rowCount: 1, columnCount: n, elements: mean))
    var extended = Matrix<Double>(rowCount: d + 1, columnCount: n + 1)
    for row in 0..<d {
      for column in 0..<n { extended[row, column] = weights[row, column] }
      extended[row, n] = atMean[0, row]
    }
    extended[d, n] = 1
    return extended
  }
}
