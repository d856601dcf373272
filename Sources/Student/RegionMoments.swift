public import LinearAlgebra
public import Regression

extension TrainingSet {
  /// The origin for all moments of this set: the mean of [x y] over all rows, n + q values.
  ///
  /// - Throws: `RowReadError` when a file can no longer be read.
  /// - Complexity: O(N · (n + q)).
  public func origin() throws(RowReadError) -> [Double] {
    let width = featureCount + targets.columnCount
    var sums = [Double](repeating: 0, count: width)
    try forEachBlock(of: Array(0..<rowCount)) { block, count in
      for row in 0..<count {
        for column in 0..<width { sums[column] += block[row * width + column] }
      }
    }
    return sums.map { $0 / Double(max(1, rowCount)) }
  }

  /// The moments of the given rows, region by region.
  ///
  /// - Parameters:
  ///   - rows: ascending row indices.
  ///   - regions: the region of each of `rows`, in 0 ..< `regionCount`.
  ///   - origin: n + q values, see `origin()`.
  /// - Throws: `RowReadError` when a file can no longer be read.
  /// - Complexity: O(`rows.count` · (n + q)²): each row is read once.
  public func moments(
    of rows: [Int], regions: [Int], regionCount: Int, origin: [Double]
  ) throws(RowReadError) -> [Moments] {
    precondition(rows.count == regions.count, "one region per row")
    var members = [[Int]](repeating: [], count: regionCount)
    for (row, region) in zip(rows, regions) { members[region].append(row) }
    return try members.map { rows throws(RowReadError) in
      var moments = Moments(
        featureCount: featureCount, targetCount: targets.columnCount, origin: origin)
      try forEachBlock(of: rows, from: origin) { block, count in
        moments.add(rowsFromOrigin: block, count: count)
      }
      return moments
    }
  }

  /// Calls `body` with blocks of rows [x y], less `origin`, in order.
  private func forEachBlock(
    of rows: [Int], from origin: [Double]? = nil, _ body: ([Double], Int) -> Void
  ) throws(RowReadError) {
    let blockRowCount = 512
    let n = featureCount
    let q = targets.columnCount
    let origin = origin ?? Array(repeating: 0, count: n + q)
    var block = [Double](repeating: 0, count: blockRowCount * (n + q))
    for start in stride(from: 0, to: rows.count, by: blockRowCount) {
      let chunk = Array(rows[start..<min(start + blockRowCount, rows.count)])
      let x = try inputs.gathering(rows: chunk, as: Double.self).elements
      for (index, row) in chunk.enumerated() {
        let base = index * (n + q)
        for column in 0..<n { block[base + column] = x[index * n + column] - origin[column] }
        for column in 0..<q {
          block[base + n + column] = targets.elements[row * q + column] - origin[n + column]
        }
      }
      body(block, chunk.count)
    }
  }
}
