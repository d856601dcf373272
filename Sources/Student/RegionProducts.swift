internal import LinearAlgebra
internal import Regression
internal import Rows

extension TrainingSet {
  /// The weighted mean of [x y] of some rows, and their products.
  ///
  /// - Parameters:
  ///   - rows: ascending row indices.
  ///   - weights: a weight for each; they add up to 1.
  /// - Complexity: O(`rows.count` · n · (n + t)), two passes.
  func products(
    of rows: [Int32], weights: [Double], parallelism: Parallelism
  ) throws(RowReadError) -> (mean: [Double], total: RegionProducts) {
    let zero = [Double](repeating: 0, count: coordinateCount + targets.columnCount)
    let tree = ReductionTree(rowCount: rows.count, leafRowCount: Self.productRowCount)
    let mean = try parallelism.reduce(over: tree) { leaf throws(RowReadError) in
      let range = tree[leaf]
      let joined = try joined(range.map { Int(rows[$0]) }, projection: nil, about: zero)
      var sums = zero
      for (row, index) in range.enumerated() {
        let weight = weights[index]
        for column in 0..<coordinateCount { sums[column] += weight * joined[row, column] }
        for column in coordinateCount..<sums.count {
          sums[column] += weight * joined[row, column + 1]
        }
      }
      return sums
    } join: { total, part in
      for column in total.indices { total[column] += part[column] }
    }
    let total = try products(
      of: rows, weights: weights, regions: Array(repeating: 0, count: rows.count),
      regionCount: 1, projection: nil, about: mean, parallelism: parallelism)
    return (mean, total[0])
  }

  /// The weighted products of [z, 1] with [z, 1, x − x̄, y − ȳ] in each region.
  ///
  /// - Parameters:
  ///   - rows: row indices.
  ///   - weights: a weight for each.
  ///   - regions: the region of each of `rows`, in 0 ..< `regionCount`.
  ///   - regionCount: k.
  ///   - projection: z as a function of x, d × n; nil takes z = x − x̄.
  ///   - mean: of [x y], n + t values.
  /// - Complexity: O(`rows.count` · (n + t) · d): each row is read once.
  func products(
    of rows: [Int32], weights: [Double], regions: [Int32], regionCount: Int,
    projection: AffineMap?, about mean: [Double], parallelism: Parallelism
  ) throws(RowReadError) -> [RegionProducts] {
    let width = (projection?.outputCount ?? coordinateCount) + 1
    let all =
      width + (projection == nil ? 0 : coordinateCount) + targets.columnCount
    let tree = ReductionTree(
      rowCount: rows.count, smallLeaf: Self.productRowCount, fewLeaves: 4,
      largeLeaf: 4 * Self.productRowCount * max(1, regionCount),
      valueBytes: regionCount * width * all * MemoryLayout<Double>.size)
    // The regions of a single leaf are the work of threads.
    let inner = tree.leafCount == 1 ? parallelism : .serial
    let sums = try parallelism.reduce(over: tree) { leaf throws(RowReadError) in
      var members = [[Int]](repeating: [], count: regionCount)
      for index in tree[leaf] { members[Int(regions[index])].append(index) }
      return try inner.map(regionCount) { [members] region throws(RowReadError) in
        guard !members[region].isEmpty else { return Matrix<Double>?.none }
        var sum = Matrix<Double>(rowCount: width, columnCount: all)
        try add(
          members[region], of: rows, weights: weights, projection: projection, about: mean,
          to: &sum)
        return sum
      }
    } join: { total, part in
      for region in total.indices { total[region].add(part[region]) }
    }
    return sums.map {
      RegionProducts(
        $0 ?? Matrix(rowCount: width, columnCount: all), targetCount: targets.columnCount)
    }
  }

  private static var productRowCount: Int { 256 }

  /// Adds the products of one region's rows.
  ///
  /// - Parameters:
  ///   - members: indices into `rows`.
  ///   - sum: as wide as `joined` makes a row.
  private func add(
    _ members: [Int], of rows: [Int32], weights: [Double], projection: AffineMap?,
    about mean: [Double], to sum: inout Matrix<Double>
  ) throws(RowReadError) {
    for start in stride(from: 0, to: members.count, by: Self.productRowCount) {
      let block = members[start..<min(start + Self.productRowCount, members.count)]
      let joined = try joined(block.map { Int(rows[$0]) }, projection: projection, about: mean)
      var weighted = joined.block(rows: 0..<block.count, columns: 0..<sum.rowCount)
      for (row, index) in block.enumerated() {
        for column in 0..<sum.rowCount { weighted[row, column] *= weights[index] }
      }
      sum.addProduct(ofTranspose: weighted, joined, rows: 0..<block.count)
    }
  }

  /// [z, 1, x − x̄, y − ȳ] of some rows, or [x − x̄, 1, y − ȳ] without a projection.
  private func joined(
    _ numbers: [Int], projection: AffineMap?, about mean: [Double]
  ) throws(RowReadError) -> Matrix<Double> {
    let x = try inputs.gathering(rows: numbers, as: Double.self)
    let y = try targets.gathering(rows: numbers, as: Double.self)
    let z = projection?.predict(x)
    let (n, t) = (x.columnCount, y.columnCount)
    let first = (z?.columnCount).map { $0 + 1 } ?? 0
    let last = z == nil ? n + 1 : first + n
    var joined = Matrix<Double>(rowCount: x.rowCount, columnCount: last + t)
    let width = joined.columnCount
    var elements = joined.elements.mutableSpan
    let (inputs, outputs, mean) = (x.elements.span, y.elements.span, mean.span)
    for row in 0..<x.rowCount {
      let start = row &* width
      if let z {
        for column in 0..<first - 1 { elements[start &+ column] = z[row, column] }
      }
      for column in 0..<n {
        elements[start &+ first &+ column] = inputs[row &* n &+ column] - mean[column]
      }
      elements[start &+ (z == nil ? n : first - 1)] = 1
      for column in 0..<t {
        elements[start &+ last &+ column] = outputs[row &* t &+ column] - mean[n &+ column]
      }
    }
    return joined
  }
}

extension Matrix<Double>? {
  /// Adds the sums of other rows; nil is that of none.
  fileprivate mutating func add(_ part: Matrix<Double>?) {
    guard let part else { return }
    if self == nil {
      self = part
    } else {
      self?.add(part)
    }
  }
}

extension Matrix<Double> {
  fileprivate mutating func add(_ part: Matrix<Double>) {
    for index in elements.indices { elements[index] += part.elements[index] }
  }
}
