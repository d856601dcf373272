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
    var mean = zero
    for start in stride(from: 0, to: rows.count, by: Self.productRowCount) {
      let range = start..<min(start + Self.productRowCount, rows.count)
      let joined = try joined(range.map { Int(rows[$0]) }, projection: nil, about: zero)
      for (row, index) in range.enumerated() {
        let weight = weights[index]
        for column in 0..<coordinateCount { mean[column] += weight * joined[row, column] }
        for column in coordinateCount..<mean.count {
          mean[column] += weight * joined[row, column + 1]
        }
      }
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
    let members = regions.indices.reduce(into: [[Int]](repeating: [], count: regionCount)) {
      $0[Int(regions[$1])].append($1)
    }
    // Pieces of regions, of a size that depends on the rows alone.
    let pieceLength = max(Self.productRowCount, (rows.count + 3) / 4)
    let pieces = members.enumerated().flatMap { region, members in
      stride(from: 0, to: members.count, by: pieceLength).map {
        (region, Array(members[$0..<min($0 + pieceLength, members.count)]))
      }
    }
    let width = (projection?.outputCount ?? coordinateCount) + 1
    let all =
      width + (projection == nil ? 0 : coordinateCount) + targets.columnCount
    let parts = try parallelism.map(pieces.count) { piece throws(RowReadError) in
      var sum = Matrix<Double>(rowCount: width, columnCount: all)
      let indices = pieces[piece].1
      for start in stride(from: 0, to: indices.count, by: Self.productRowCount) {
        let block = indices[start..<min(start + Self.productRowCount, indices.count)]
        let joined = try joined(
          block.map { Int(rows[$0]) }, projection: projection, about: mean)
        var weighted = joined.block(rows: 0..<block.count, columns: 0..<width)
        for (row, index) in block.enumerated() {
          for column in 0..<width { weighted[row, column] *= weights[index] }
        }
        sum.addProduct(ofTranspose: weighted, joined, rows: 0..<block.count)
      }
      return sum
    }
    var sums = [Matrix<Double>](
      repeating: Matrix(rowCount: width, columnCount: all), count: regionCount)
    for (piece, part) in zip(pieces, parts) {
      for index in part.elements.indices {
        sums[piece.0].elements[index] += part.elements[index]
      }
    }
    return sums.map { RegionProducts($0, targetCount: targets.columnCount) }
  }

  private static var productRowCount: Int { 256 }

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
    for row in 0..<x.rowCount {
      let start = row * joined.columnCount
      if let z {
        for column in 0..<first - 1 { joined.elements[start + column] = z[row, column] }
      }
      for column in 0..<n {
        joined.elements[start + first + column] = x[row, column] - mean[column]
      }
      joined.elements[start + (z == nil ? n : first - 1)] = 1
      for column in 0..<t {
        joined.elements[start + last + column] = y[row, column] - mean[n + column]
      }
    }
    return joined
  }
}
