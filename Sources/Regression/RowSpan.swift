public import LinearAlgebra

/// Coordinates of rows in an orthonormal basis of the space that they span about their mean.
///
/// Distances, principal components and penalties ‖B‖² are the same in these coordinates, and a ridge
/// map lies in the span of its rows. So a fit in r coordinates is the fit in n inputs, and no matrix
/// of n × n is formed.
public struct RowSpan: Sendable, Equatable {
  /// z = V (x − x̄), r × n, with orthonormal rows V; r ≥ 1.
  public let map: AffineMap
  /// x̄, n values.
  public let mean: [Double]
  /// The share of the rows' variance outside of the span, 0 ... 1. It is measured, and 0 where the
  /// span is that of all rows.
  public let varianceLeftOut: Double

  /// The number of coordinates, r.
  public var coordinateCount: Int { map.outputCount }

  /// Directions with less variance than this share of the largest, times their number, are lost in
  /// the rounding of products of rows.
  private static let smallestShare = 0x1p-48
  /// Directions that are sampled beyond those that are kept.
  private static let oversampling = 16

  private init(basis: Matrix<Double>, mean: [Double], varianceLeftOut: Double) {
    let origin = Matrix(rowCount: 1, columnCount: mean.count, elements: mean)
    map = AffineMap(
      weights: basis, offsets: origin.multiplied(byTransposeOf: basis).elements.map { -$0 })
    self.mean = mean
    self.varianceLeftOut = varianceLeftOut
  }

  /// The span of all rows, from their products: for fewer rows than inputs.
  ///
  /// - Parameters:
  ///   - rows: N × n, finite, N ≥ 1.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `RegressionError.unreadable`, and `.factorization` when the squares overflow.
  /// - Complexity: O(N² · n + N³); holds N² + N · n numbers.
  public init(of rows: any RowSource, parallelism: Parallelism) throws(RegressionError) {
    let centred = try rethrowing(
      CentredBlocks(rows, parallelism: parallelism), as: RegressionError.unreadable)
    let products = try rethrowing(
      centred.products(parallelism: parallelism), as: RegressionError.unreadable)
    let axes = try Self.whitening(products)
    let basis = try rethrowing(
      centred.sum(axes.rowCount, parallelism: parallelism) { range, _ in
        axes.block(rows: 0..<axes.rowCount, columns: range).transposed
      }, as: RegressionError.unreadable)
    self.init(basis: basis, mean: centred.mean, varianceLeftOut: 0)
  }

  /// A span that holds most of the rows' variance, by randomised range finding with one power
  /// iteration (Halko, Martinsson and Tropp 2011, SIAM Review 53(2), algorithms 4.3 and 4.4).
  ///
  /// With σ_i the singular values of the centred rows and p = 16 directions more than r, a sample of
  /// this kind without the iteration leaves out at most (1 + r/(p − 1)) Σ_{i>r} σ_i² in expectation
  /// (theorem 10.5), and the iteration leaves out less. What it does leave out is measured.
  ///
  /// - Parameters:
  ///   - rows: N × n, finite, N ≥ 1.
  ///   - count: r, below N and n.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `RegressionError.unreadable`, and `.factorization` when the squares overflow.
  /// - Complexity: O(N · n · r): four passes over the rows; holds three matrices of r × n.
  public init(
    of rows: any RowSource, count: Int, parallelism: Parallelism
  ) throws(RegressionError) {
    let centred = try rethrowing(
      CentredBlocks(rows, parallelism: parallelism), as: RegressionError.unreadable)
    let width = min(count + Self.oversampling, rows.columnCount, rows.rowCount)
    let sample = try rethrowing(
      centred.sum(width, parallelism: parallelism) { range, _ in
        Matrix(normalRows: range, columnCount: width)
      }, as: RegressionError.unreadable)
    let range = try Self.orthonormal(sample)
    let powered = try rethrowing(
      centred.sum(range.rowCount, parallelism: parallelism) { _, block in
        block.multiplied(byTransposeOf: range)
      }, as: RegressionError.unreadable)
    let basis = try Self.orthonormal(powered, count: count)
    let kept = try rethrowing(
      centred.squaredNorm(along: basis, parallelism: parallelism),
      as: RegressionError.unreadable)
    let all = centred.squaredNorm
    self.init(
      basis: basis, mean: centred.mean,
      varianceLeftOut: all > 0 ? min(max(0, 1 - kept / all), 1) : 0)
  }

  /// The points of the span with the given coordinates, k × n.
  ///
  /// - Parameter coordinates: k × r.
  /// - Complexity: O(k · r · n).
  public func points(at coordinates: Matrix<Double>) -> Matrix<Double> {
    var points = coordinates.multiplied(by: map.weights)
    for row in 0..<points.rowCount {
      for column in mean.indices { points[row, column] += mean[column] }
    }
    return points
  }

  /// W with W G Wᵀ = 1 for the products G of some rows, without the directions that are lost in
  /// rounding: those of largest variance first.
  ///
  /// - Parameter count: the most directions; nil for all.
  private static func whitening(
    _ products: SymmetricMatrix, count: Int? = nil
  ) throws(RegressionError) -> Matrix<Double> {
    let order = products.order
    let decomposition = try rethrowing(
      Eigendecomposition(products), as: RegressionError.factorization)
    let threshold = max(0, decomposition.values.last ?? 0) * Double(order) * smallestShare
    let held = decomposition.values.count { $0 > threshold }
    // Rows that are all the same have a direction, too, in which they do not vary.
    var axes = Matrix<Double>(rowCount: max(1, min(held, count ?? held)), columnCount: order)
    for row in 0..<min(held, axes.rowCount) {
      let place = order - 1 - row
      let scale = 1 / decomposition.values[place].squareRoot()
      for column in 0..<order { axes[row, column] = decomposition.vectors[place, column] * scale }
    }
    return axes
  }

  /// An orthonormal basis of the rows of a matrix, twice for the rounding of the first.
  private static func orthonormal(
    _ rows: Matrix<Double>, count: Int? = nil
  ) throws(RegressionError) -> Matrix<Double> {
    let first = try whitening(rows.productsOfRows, count: count).multiplied(by: rows)
    return try whitening(first.productsOfRows).multiplied(by: first)
  }
}

/// Rows about their mean, read in blocks whose size depends on their width alone.
private struct CentredBlocks {
  let source: any RowSource
  let mean: [Double]
  /// Σ ‖row − mean‖².
  let squaredNorm: Double
  private let blockRowCount: Int
  /// The blocks of rows.
  private var ranges: [Range<Int>] {
    stride(from: 0, to: source.rowCount, by: blockRowCount).map {
      $0..<min($0 + blockRowCount, source.rowCount)
    }
  }

  /// Blocks have this many numbers.
  private static let blockSize = 1 << 22
  /// Sums are worked on in parts of this many rows, some at a time.
  private static let partRowCount = 128

  init(_ source: any RowSource, parallelism: Parallelism) throws(RowReadError) {
    blockRowCount = max(16, Self.blockSize / max(1, source.columnCount))
    self.source = source
    let blocks = RowBlocks(rowCount: source.rowCount, width: source.columnCount)
    let tree = ReductionTree(
      rowCount: source.rowCount, leafRowCount: blocks.blockRowCount)
    let sums = try parallelism.reduce(over: tree) { leaf throws(RowReadError) in
      try source.matrix(of: tree[leaf], as: Double.self).columnSums
    } join: {
      add($1, to: &$0)
    }
    let mean = sums.map { $0 / Double(max(1, source.rowCount)) }
    self.mean = mean
    squaredNorm = try parallelism.reduce(over: tree) { leaf throws(RowReadError) in
      try Self.block(tree[leaf], of: source, less: mean).elements.reduce(0) { $0 + $1 * $1 }
    } join: {
      $0 += $1
    }
  }

  private static func block(
    _ range: Range<Int>, of source: any RowSource, less mean: [Double]
  ) throws(RowReadError) -> Matrix<Double> {
    var block: Matrix<Double> = try source.matrix(of: range)
    for row in 0..<block.rowCount {
      let start = row * block.columnCount
      for column in mean.indices { block.elements[start &+ column] -= mean[column] }
    }
    return block
  }

  private func block(_ range: Range<Int>) throws(RowReadError) -> Matrix<Double> {
    try Self.block(range, of: source, less: mean)
  }

  /// The products of all rows with one another, N × N.
  func products(parallelism: Parallelism) throws(RowReadError) -> SymmetricMatrix {
    var products = SymmetricMatrix(order: source.rowCount)
    for (index, range) in ranges.enumerated() {
      let block = try block(range)
      let parts = try parallelism.map(index + 1) { other throws(RowReadError) in
        block.multiplied(byTransposeOf: other == index ? block : try self.block(ranges[other]))
      }
      for (other, part) in zip(ranges, parts) {
        for row in 0..<part.rowCount {
          for column in 0..<part.columnCount {
            products[range.lowerBound + row, other.lowerBound + column] = part[row, column]
          }
        }
      }
    }
    return products
  }

  /// Σ uᵀ (row − mean) over all rows, `count` × n.
  ///
  /// - Parameter factors: u of the rows of a block, as many × `count`.
  func sum(
    _ count: Int, parallelism: Parallelism,
    of factors: @Sendable (Range<Int>, Matrix<Double>) -> Matrix<Double>
  ) throws(RowReadError) -> Matrix<Double> {
    // The leaves are taken one after the other: their sums are large, and the work of all threads.
    let tree = ReductionTree(
      rowCount: source.rowCount, smallLeaf: blockRowCount, largeLeaf: blockRowCount,
      valueBytes: count * mean.count * MemoryLayout<Double>.size)
    let total = try Parallelism.serial.reduce(over: tree) { leaf throws(RowReadError) in
      try sums(count, over: tree[leaf], parallelism: parallelism, of: factors)
    } join: { total, part in
      for index in total.indices { add(part[index].elements, to: &total[index].elements) }
    }
    return Matrix(
      rowCount: count, columnCount: mean.count, elements: total.flatMap(\.elements))
  }

  /// The same over some rows, in parts of the result.
  private func sums(
    _ count: Int, over rows: Range<Int>, parallelism: Parallelism,
    of factors: @Sendable (Range<Int>, Matrix<Double>) -> Matrix<Double>
  ) throws(RowReadError) -> [Matrix<Double>] {
    let parts = stride(from: 0, to: count, by: Self.partRowCount).map {
      $0..<min($0 + Self.partRowCount, count)
    }
    var sums = parts.map { Matrix<Double>(rowCount: $0.count, columnCount: mean.count) }
    for start in stride(from: rows.lowerBound, to: rows.upperBound, by: blockRowCount) {
      let range = start..<min(start + blockRowCount, rows.upperBound)
      let block = try block(range)
      let left = factors(range, block)
      let known = sums
      sums = parallelism.map(parts.count) { index in
        var sum = known[index]
        sum.addProduct(
          ofTranspose: left.block(rows: 0..<left.rowCount, columns: parts[index]), block,
          rows: 0..<block.rowCount)
        return sum
      }
    }
    return sums
  }

  /// Σ ‖V (row − mean)‖² over all rows.
  func squaredNorm(
    along basis: Matrix<Double>, parallelism: Parallelism
  ) throws(RowReadError) -> Double {
    let tree = ReductionTree(rowCount: source.rowCount, leafRowCount: blockRowCount)
    return try parallelism.reduce(over: tree) { leaf throws(RowReadError) in
      try block(tree[leaf]).multiplied(byTransposeOf: basis).elements.reduce(0) { $0 + $1 * $1 }
    } join: {
      $0 += $1
    }
  }
}

/// Adds `values` to as many sums.
private func add(_ values: [Double], to sums: inout [Double]) {
  for index in sums.indices { sums[index] += values[index] }
}

extension Matrix<Double> {
  /// This matrix times its transpose.
  fileprivate var productsOfRows: SymmetricMatrix {
    let all = multiplied(byTransposeOf: self)
    var products = SymmetricMatrix(order: rowCount)
    for row in 0..<rowCount {
      for column in 0...row { products[row, column] = all[row, column] }
    }
    return products
  }

  /// Standard normal numbers that depend on the number of their row and their place in it alone.
  fileprivate init(normalRows rows: Range<Int>, columnCount: Int) {
    self.init(rowCount: rows.count, columnCount: columnCount)
    for (row, number) in rows.enumerated() {
      // The bits above keep these streams apart from those of folds and clusters.
      var generator = SeededGenerator(seed: 0, stream: 0x5350_414E << 32 ^ UInt64(number))
      for column in stride(from: 0, to: columnCount, by: 2) {
        let pair = generator.normalPair()
        self[row, column] = pair.0
        if column + 1 < columnCount { self[row, column + 1] = pair.1 }
      }
    }
  }
}
