internal import Clustering
internal import Regression
internal import Rows

/// What finds the region of an input: components, and the nearest centroid.
struct RegionGate: Sendable {
  /// From an input to the vector that the regions read, d × n; nil for the input itself.
  let projection: AffineMap?
  let partition: Partition

  /// The region of every row, N values.
  ///
  /// - Throws: the error of the rows.
  /// - Complexity: O(N · (n · d + k · d)).
  func regions(
    of rows: some RowSource, parallelism: Parallelism
  ) throws(RowReadError) -> [Int32] {
    var found: [Int32] = []
    found.reserveCapacity(rows.rowCount)
    let blocks = RowBlocks(rowCount: rows.rowCount, width: rows.columnCount)
    try parallelism.forEachBlock(of: blocks) { range throws(RowReadError) in
      let inputs = try rows.matrix(of: range, as: Double.self)
      return partition.regions(
        of: (projection?.predict(inputs) ?? inputs).converted(to: Float.self))
    } take: { (_: Range<Int>, part: [Int32]) throws(RowReadError) in
      found += part
    }
    return found
  }
}
