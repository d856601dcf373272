public import Regression
public import Rows

extension TrainingSet {
  /// An origin for all moments of this set: the mean of [x y] over evenly spaced rows, n + q
  /// values.
  ///
  /// - Throws: `RowReadError` when a file can no longer be read.
  /// - Complexity: O(n + q): the number of rows is bounded.
  public func origin() throws(RowReadError) -> [Double] {
    let step = max(1, rowCount / Self.originRowCount)
    let rows = Array(stride(from: 0, to: rowCount, by: step))
    let x = try inputs.gathering(rows: rows, as: Double.self)
    let y = try targets.gathering(rows: rows, as: Double.self)
    let count = Double(max(1, rows.count))
    return (x.columnSums + y.columnSums).map { $0 / count }
  }

  private static var originRowCount: Int { 4_096 }

  /// The moments of the given rows, region by region.
  ///
  /// - Parameters:
  ///   - rows: ascending row indices.
  ///   - regions: the region of each of `rows`, in 0 ..< `regionCount`.
  ///   - regionCount: k.
  ///   - origin: n + q values, see `origin()`.
  ///   - skipped: a region whose moments are not wanted: they come out as those of no rows.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Throws: `RowReadError` when a file can no longer be read.
  /// - Complexity: O(`rows.count` · (n + q)²): each row is read once.
  public func moments(
    of rows: [Int32], regions: [Int32], regionCount: Int, origin: [Double],
    skipping skipped: Int? = nil, parallelism: Parallelism
  ) throws(RowReadError) -> [Moments] {
    precondition(rows.count == regions.count, "one region per row")
    let tree = momentTree(rowCount: rows.count, regionCount: regionCount)
    return try parallelism.reduce(over: tree) { leaf throws(RowReadError) in
      var moments = (0..<regionCount).map { _ in
        Moments(featureCount: coordinateCount, targetCount: targets.columnCount, origin: origin)
      }
      let wanted = tree[leaf].filter { Int(regions[$0]) != skipped }
      try addRows(wanted.map { (Int(rows[$0]), Int(regions[$0])) }, to: &moments, origin: origin)
      return moments
    } join: { total, part in
      for region in total.indices { total[region] += part[region] }
    }
  }

  /// The order of the sums. A large leaf has rows enough to make little of what a join takes.
  private func momentTree(rowCount: Int, regionCount: Int) -> ReductionTree {
    let width = coordinateCount + targets.columnCount
    return ReductionTree(
      rowCount: rowCount, smallLeaf: JoinedRows.capacity,
      largeLeaf: 4 * JoinedRows.capacity * max(1, regionCount),
      valueBytes: regionCount * width * (width + JoinedRows.capacity) * MemoryLayout<Double>.size)
  }

  /// Adds rows to the moments of their regions.
  private func addRows(
    _ rows: [(row: Int, region: Int)], to moments: inout [Moments], origin: [Double]
  ) throws(RowReadError) {
    let height = 128
    var x = [Double](repeating: 0, count: height * coordinateCount)
    var y = [Double](repeating: 0, count: height * targets.columnCount)
    var joined = moments.map { _ in JoinedRows(origin: origin) }
    for start in stride(from: 0, to: rows.count, by: height) {
      let block = rows[start..<min(start + height, rows.count)]
      let numbers = block.map(\.row)
      try inputs.read(numbers, into: &x)
      try targets.read(numbers, into: &y)
      for (index, region) in block.map(\.region).enumerated() {
        if joined[region].isFull { moments[region].add(&joined[region]) }
        joined[region].append(x, y, row: index, featureCount: coordinateCount)
      }
    }
    for region in moments.indices { moments[region].add(&joined[region]) }
  }
}
