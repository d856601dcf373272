internal import LinearAlgebra
internal import Regression
internal import Rows

extension FittingRows {
  /// The weighted products of [z, 1] with [z, 1, x − x̄, y − ȳ] in each region.
  ///
  /// - Parameters:
  ///   - regions: the region of each row, in 0 ..< `regionCount`.
  ///   - projection: z as a function of x, d × n; nil takes z = x − x̄.
  ///   - mean: of [x y], n + t values.
  /// - Complexity: O(N · (n + t) · d): each row is read once.
  func products(
    of regions: [Int32], regionCount: Int, projection: AffineMap?, about mean: [Double],
    parallelism: Parallelism
  ) throws(RowReadError) -> [RegionProducts] {
    let members = regions.indices.reduce(into: [[Int]](repeating: [], count: regionCount)) {
      $0[Int(regions[$1])].append($1)
    }
    let transferCount = rows.count - primaryCount
    // Weights add up to 1 where a half has no rows, too.
    let total = [primaryCount, transferCount].reduce(0) { $0 + Self.weight($1) * Double($1) }
    let weights = [Self.weight(primaryCount) / total, Self.weight(transferCount) / total]
    return try parallelism.map(regionCount) { region throws(RowReadError) in
      let n = set.coordinateCount
      let width = (projection?.outputCount ?? n) + 1
      var sum = Matrix<Double>(rowCount: width, columnCount: width + n + set.targets.columnCount)
      let height = 256
      for start in stride(from: 0, to: members[region].count, by: height) {
        let block = members[region][start..<min(start + height, members[region].count)]
        let joined = try joined(Array(block), projection, mean: mean)
        var weighted = joined.block(rows: 0..<block.count, columns: 0..<width)
        for (row, index) in block.enumerated() {
          let weight = weights[index < primaryCount ? 0 : 1]
          for column in 0..<width { weighted[row, column] *= weight }
        }
        sum.addProduct(ofTranspose: weighted, joined, rows: 0..<block.count)
      }
      return RegionProducts(sum, featureCount: n)
    }
  }

  /// [z, 1, x − x̄, y − ȳ] of some of these rows.
  private func joined(
    _ indices: [Int], _ projection: AffineMap?, mean: [Double]
  ) throws(RowReadError) -> Matrix<Double> {
    let numbers = indices.map { Int(rows[$0]) }
    let x = try set.inputs.gathering(rows: numbers, as: Double.self)
    let y = try set.targets.gathering(rows: numbers, as: Double.self)
    let z = projection?.predict(x)
    let (n, d) = (x.columnCount, z?.columnCount ?? x.columnCount)
    var joined = Matrix<Double>(rowCount: x.rowCount, columnCount: d + 1 + n + y.columnCount)
    for row in 0..<x.rowCount {
      for column in 0..<n { joined[row, d + 1 + column] = x[row, column] - mean[column] }
      for column in 0..<d { joined[row, column] = z?[row, column] ?? joined[row, d + 1 + column] }
      joined[row, d] = 1
      for column in 0..<y.columnCount {
        joined[row, d + 1 + n + column] = y[row, column] - mean[n + column]
      }
    }
    return joined
  }
}
