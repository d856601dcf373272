public import Clustering
internal import Foundation
internal import Regression
public import Rows

/// Rows to fit students of any structure to. The structures share their weights, moments and
/// principal components.
///
/// The rows of the training dump and those of the transfer sets weigh half each, whatever their
/// numbers.
public struct FittingRows: Sendable {
  /// Where the rows come from.
  public let set: TrainingSet
  /// Ascending indices into `set`.
  public let rows: [Int32]
  /// The rows before this one are of the training dump, or copies of them.
  let ownCount: Int
  /// How much each row weighs, in places of `rows`.
  private let shares: RowShares
  private let origin: [Double]
  /// Those of all rows, which are those of one region; nil without components, and where products
  /// take their place.
  private let moments: WeightedMoments?
  /// The products of all rows, where only products are found (`usesProducts`).
  private let products: (mean: [Double], total: RegionProducts)?
  /// z as a function of x for the largest requested number of components; nil for none.
  private let axes: AffineMap?
  /// The components of all rows, N × d.
  private let components: Matrix<Float>?

  /// - Parameters:
  ///   - set: the training rows.
  ///   - rows: ascending indices into `set`.
  ///   - componentCount: the most components that a structure will ask for.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.regression` when the inputs do not vary, and `.unreadable`.
  /// - Complexity: O(N · n · (n + d)) and O(n³); holds 4 · d bytes for each row.
  public init(
    _ set: TrainingSet, rows: [Int32], componentCount: Int,
    parallelism: Parallelism
  ) throws(StudentError) {
    self.set = set
    self.rows = rows
    let ownCount = rows.firstIndex { Int($0) >= set.ownCount } ?? rows.count
    self.ownCount = ownCount
    let shares = RowShares(
      primary: rows.firstIndex { Int($0) >= set.primaryCount } ?? rows.count, own: ownCount,
      all: rows.count, copies: set.changes?.withstanding.share ?? 0)
    self.shares = shares
    let origin = try rethrowing(set.origin(), as: StudentError.unreadable)
    self.origin = origin
    let usesProducts = Self.usesProducts(set)
    let products =
      try usesProducts
      ? rethrowing(
        set.products(
          of: rows, weights: shares.weights, parallelism: parallelism),
        as: StudentError.unreadable) : nil
    self.products = products
    let count = min(componentCount, set.coordinateCount)
    let moments =
      try usesProducts || count <= 0
      ? nil
      : rethrowing(
        Self.moments(
          of: set, rows, shares: shares, origin: origin, parallelism: parallelism),
        as: StudentError.unreadable)
    self.moments = moments
    let axes = try rethrowing(
      Self.axes(count, products: products, moments: moments, of: set),
      as: StudentError.regression)
    self.axes = axes
    components = try axes.map { axes throws(StudentError) in
      try rethrowing(
        RowSubset(set.inputs, rows: rows).applying(axes, parallelism: parallelism),
        as: StudentError.unreadable)
    }
  }

  /// The first principal axes, of products or of moments; nil for none.
  private static func axes(
    _ count: Int, products: (mean: [Double], total: RegionProducts)?, moments: WeightedMoments?,
    of set: TrainingSet
  ) throws(RegressionError) -> AffineMap? {
    guard count > 0 else { return nil }
    if let products {
      return try PrincipalAxes.fit(
        products.total, mean: Array(products.mean.prefix(set.coordinateCount)), count: count)
    }
    guard let moments else { return nil }
    return try PrincipalAxes.fit(moments, count: count)
  }

  /// Whether each region needs only few of its moments: in the coordinates of a span, with
  /// thousands of inputs, and with many outputs, of which no product with one another is needed.
  private static func usesProducts(_ set: TrainingSet) -> Bool {
    set.span != nil || set.targets.columnCount > 100
      || set.coordinateCount > TrainingSet.largestSpan
  }

  /// The weights of all rows by class as well, in proportion to (share of the class)^−balance within
  /// each half.
  ///
  /// - Parameter balance: 0 ... 1; 0 weighs all classes alike by row.
  /// - Complexity: O(N · C).
  func weights(balance: Double) throws(RowReadError) -> [Double] {
    var weights = shares.weights
    guard balance > 0, let logits = set.logits else { return weights }
    let classes = try classes(logits)
    for half in [0..<ownCount, ownCount..<rows.count] where !half.isEmpty {
      var sums = [Double](repeating: 0, count: logits.columnCount)
      for row in half { sums[classes[row]] += weights[row] }
      let total = half.reduce(0.0) { $0 + weights[$1] }
      let factors = sums.map { $0 > 0 ? pow($0 / total, -balance) : 1 }
      let balanced = half.reduce(0.0) { $0 + weights[$1] * factors[classes[$1]] }
      for row in half { weights[row] *= factors[classes[row]] * total / balanced }
    }
    return weights
  }

  /// The true class of each row, and the teacher's where it is not known.
  private func classes(_ logits: StackedRows) throws(RowReadError) -> [Int] {
    var classes: [Int] = []
    classes.reserveCapacity(rows.count)
    let blocks = RowBlocks(rowCount: rows.count, width: logits.columnCount)
    for block in 0..<blocks.count {
      let part = try logits.gathering(
        rows: rows[blocks[block]].map { Int($0) }, as: Double.self)
      for (index, place) in blocks[block].enumerated() {
        let known = place < ownCount ? set.label(ofRow: Int(rows[place])) : nil
        classes.append(known ?? argmax(part[row: index]))
      }
    }
    return classes
  }

  /// The most components that a structure may ask for.
  var componentCount: Int { axes?.outputCount ?? 0 }

  /// z as a function of x for the first `count` components.
  func axes(_ count: Int?) -> AffineMap? {
    guard let count, let axes else { return nil }
    return AffineMap(
      weights: axes.weights.block(rows: 0..<count, columns: 0..<axes.featureCount),
      offsets: Array(axes.offsets.prefix(count)))
  }

  /// The weighted moments of all rows, with those of changed rows over all changes, and not over copies.
  private static func moments(
    of set: TrainingSet, _ rows: [Int32], shares: RowShares, origin: [Double],
    parallelism: Parallelism
  ) throws(RowReadError) -> WeightedMoments {
    guard let changes = set.changes, let own = shares.parts.first, shares.parts.count > 2 else {
      return try moments(
        of: set, rows, regions: Array(repeating: 0, count: rows.count), regionCount: 1,
        shares: shares, origin: origin, parallelism: parallelism)[0]
    }
    let transferred = shares.parts[2]
    let plain = RowShares(
      primary: own.count, own: own.count, all: own.count + transferred.count, copies: 0)
    let parts = try set.moments(
      of: Array(rows[own]) + rows[transferred],
      regions: Array(repeating: 0, count: own.count)
        + Array(repeating: 1, count: transferred.count),
      regionCount: 2, origin: origin, parallelism: parallelism)
    var sum = WeightedMoments(parts[0], weight: plain.weightOfPart[0]).spread(by: changes.spread)
    sum += WeightedMoments(parts[1], weight: plain.weightOfPart[1])
    return sum
  }

  /// The weighted moments of each region.
  private static func moments(
    of set: TrainingSet, _ rows: [Int32], regions: [Int32], regionCount: Int, shares: RowShares,
    origin: [Double], parallelism: Parallelism
  ) throws(RowReadError) -> [WeightedMoments] {
    // The regions of each part of the rows in turn.
    let parts = shares.parts.enumerated().flatMap { part, range in
      regions[range].map { $0 + Int32(part * regionCount) }
    }
    let moments = try set.moments(
      of: rows, regions: parts, regionCount: shares.parts.count * regionCount, origin: origin,
      parallelism: parallelism)
    return (0..<regionCount).map { region in
      var sum = WeightedMoments(moments[region], weight: shares.weightOfPart[0])
      for part in shares.parts.indices.dropFirst() {
        sum += WeightedMoments(
          moments[part * regionCount + region], weight: shares.weightOfPart[part])
      }
      return sum
    }
  }

  /// The rows for k-means: the inputs, or their first components.
  ///
  /// - Parameters:
  ///   - componentCount: at most as many as these rows were prepared for; nil for the inputs.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.unreadable`.
  /// - Complexity: O(N · n) or O(N · d), two passes.
  public func points(
    componentCount: Int?, parallelism: Parallelism
  ) throws(StudentError) -> CenteredRows {
    func unreadable(_ error: RowReadError) -> StudentError { .clustering(.unreadable(error)) }
    guard let components, let componentCount else {
      return try rethrowing(
        CenteredRows(RowSubset(set.inputs, rows: rows), parallelism: parallelism), as: unreadable)
    }
    return try rethrowing(
      CenteredRows(components.leadingColumns(componentCount), parallelism: parallelism),
      as: unreadable)
  }

  /// Partitions the rows and finds the moments of the regions.
  ///
  /// - Parameters:
  ///   - structure: at most as many components as these rows were prepared for.
  ///   - clustering: k-means of `structure.regionCount` regions.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.clustering` for fewer distinct rows than regions, and `.unreadable`.
  /// - Complexity: one k-means in n or d dimensions, and O(N · (n + q)²).
  public func partitioned(
    _ structure: StudentStructure, clustering: KMeans, parallelism: Parallelism
  ) throws(StudentError) -> RegionalFit {
    let points = try points(componentCount: structure.componentCount, parallelism: parallelism)
    let clusters = try rethrowing(
      clustering.fit(points, parallelism: parallelism), as: StudentError.clustering)
    return try partitioned(structure, into: clusters, parallelism: parallelism)
  }

  /// Finds the moments of regions that are known.
  ///
  /// - Parameters:
  ///   - structure: at most as many components as these rows were prepared for.
  ///   - clusters: the structure's regions of these rows.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `StudentError.unreadable`.
  /// - Complexity: O(N · (n + q)²), and nothing of the rows for one region.
  public func partitioned(
    _ structure: StudentStructure, into clusters: KMeansResult, parallelism: Parallelism
  ) throws(StudentError) -> RegionalFit {
    let design = try rethrowing(
      design(structure, clusters.regions, parallelism: parallelism), as: StudentError.unreadable)
    return RegionalFit(
      structure: structure, rows: self, partition: clusters.partition, regions: clusters.regions,
      design: design)
  }

  private func design(
    _ structure: StudentStructure, _ regions: [Int32], parallelism: Parallelism
  ) throws(RowReadError) -> RegionalDesign {
    let projection = axes(structure.componentCount)
    if let products {
      return RegionalDesign(
        mean: products.mean, total: products.total,
        regions: try set.products(
          of: rows, weights: shares.weights, regions: regions,
          regionCount: structure.regionCount, projection: projection, about: products.mean,
          parallelism: parallelism),
        projection: projection, hasSharedMap: structure.hasSharedTerm,
        inputCount: set.featureCount)
    }
    if structure.regionCount == 1 {
      let all: WeightedMoments
      if let moments {
        all = moments
      } else {
        all = try Self.moments(
          of: set, rows, shares: shares, origin: origin, parallelism: parallelism)
      }
      return RegionalDesign(
        [all], projection: projection, hasSharedMap: structure.hasSharedTerm)
    }
    return RegionalDesign(
      try Self.moments(
        of: set, rows, regions: regions, regionCount: structure.regionCount,
        shares: shares, origin: origin, parallelism: parallelism),
      projection: projection, hasSharedMap: structure.hasSharedTerm)
  }

  /// The bytes that these rows hold, beside their set.
  public var byteCount: Int {
    let width = set.coordinateCount + set.targets.columnCount
    return MemoryLayout<Int32>.stride * rows.count
      + MemoryLayout<Float>.stride * (components?.elements.count ?? 0)
      + MemoryLayout<Double>.stride * (moments == nil ? 0 : width * width)
      + MemoryLayout<Double>.stride * (products == nil ? 0 : width * set.coordinateCount)
  }
}

extension RowSource {
  /// A map of every row, N × t.
  ///
  /// - Complexity: O(N · n · t).
  fileprivate func applying(
    _ map: AffineMap, parallelism: Parallelism
  ) throws(RowReadError) -> Matrix<Float> {
    var elements: [Float] = []
    elements.reserveCapacity(rowCount * map.outputCount)
    try parallelism.forEachBlockOverRanks(of: RowBlocks(rowCount: rowCount, width: columnCount)) {
      (range) throws(RowReadError) in
      map.predict(try matrix(of: range, as: Double.self)).converted(to: Float.self)
    } take: { (_: Range<Int>, part: Matrix<Float>) throws(RowReadError) in
      elements.append(contentsOf: part.elements)
    }
    return Matrix(rowCount: rowCount, columnCount: map.outputCount, elements: elements)
  }
}

extension Matrix<Float> {
  /// The first `count` columns.
  fileprivate func leadingColumns(_ count: Int) -> Matrix<Float> {
    count == columnCount ? self : block(rows: 0..<rowCount, columns: 0..<count)
  }
}
