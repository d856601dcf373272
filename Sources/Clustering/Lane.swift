internal import LinearAlgebra

/// One lane of rows in Lloyd's algorithm: their regions, the bounds of their distances, and the
/// sums of their regions.
///
/// After Hamerly (2010, SDM, "Making k-means even faster"): a row is skipped when its centroid is
/// nearer than any other can have come.
struct Lane: Sendable {
  /// The rows of this lane.
  let rows: Range<Int>
  private let blocks: [Range<Int>]
  /// The region of each row; −1 before the first iteration.
  private(set) var regions: [Int32]
  /// At least the distance of each row to its centroid.
  private var upper: [Float]
  /// At most the distance of each row to any other centroid.
  private var lower: [Float]
  /// Σ of the rows of each region, k × n: moved along with the rows that change their region.
  private(set) var sums: [Double]
  /// The number of rows of each region.
  private(set) var counts: [Int]
  private var block: RowBlock

  init(rows: Range<Int>, blocks: [Range<Int>], regionCount: Int, columnCount: Int) {
    self.rows = rows
    self.blocks = blocks
    regions = Array(repeating: -1, count: rows.count)
    upper = Array(repeating: .infinity, count: rows.count)
    lower = Array(repeating: 0, count: rows.count)
    sums = Array(repeating: 0, count: regionCount * columnCount)
    counts = Array(repeating: 0, count: regionCount)
    block = RowBlock(columnCount: columnCount)
  }

  /// Assigns every row to its nearest centroid and returns how many rows changed their region.
  ///
  /// - Parameter movement: of the centroids since the last call.
  /// - Complexity: O(b · k · n) for the b rows whose bounds do not settle them.
  mutating func assign(
    _ centered: CenteredRows, to assignment: Assignment, after movement: Movement
  ) throws(RowReadError) -> Int {
    var reassigned = 0
    var open: [Int] = []
    // The buffer is not part of the state that `move` changes.
    var block = RowBlock(columnCount: centered.featureCount)
    swap(&block, &self.block)
    defer { swap(&block, &self.block) }
    for range in blocks {
      open.removeAll(keepingCapacity: true)
      for row in range where !isSettled(row - rows.lowerBound, after: movement) {
        open.append(row)
      }
      guard !open.isEmpty else { continue }
      if open.count == range.count {
        try block.read(range, of: centered.source, from: centered.origin)
      } else {
        try block.read(open, of: centered.source, from: centered.origin)
      }
      assignment.assign(&block) { index, nearest, block in
        if move(open[index] - rows.lowerBound, to: nearest, index, in: block) { reassigned += 1 }
      }
    }
    return reassigned
  }

  /// Widens the bounds of row `index` by the centroids' movement. Returns whether they still settle
  /// it.
  @inline(__always)
  private mutating func isSettled(_ index: Int, after movement: Movement) -> Bool {
    let region = Int(regions[index])
    guard region >= 0 else { return false }
    let farthest = (upper[index] + movement.distances[region]) * Assignment.up
    let nearest =
      (lower[index] - movement.largest(except: region)) * Assignment.down
    upper[index] = farthest
    lower[index] = nearest
    return farthest < max(nearest, movement.halfGaps[region])
  }

  @inline(__always)
  private mutating func move(
    _ index: Int, to nearest: Assignment.Nearest, _ row: Int, in block: RowBlock
  ) -> Bool {
    upper[index] = nearest.upper
    lower[index] = nearest.lower
    let old = Int(regions[index])
    guard old != nearest.region else { return false }
    regions[index] = Int32(nearest.region)
    add(row, of: block, to: nearest.region, sign: 1)
    if old >= 0 { add(row, of: block, to: old, sign: -1) }
    return true
  }

  private mutating func add(_ row: Int, of block: RowBlock, to region: Int, sign: Int) {
    counts[region] += sign
    block.add(row, sign: Double(sign), to: &sums, at: region * block.columnCount)
  }

  /// Moves one row to another region, without regard to its distances.
  mutating func relocate(
    _ row: Int, to region: Int, _ centered: CenteredRows
  ) throws(RowReadError) {
    try block.read(row..<row + 1, of: centered.source, from: centered.origin)
    let index = row - rows.lowerBound
    add(0, of: block, to: Int(regions[index]), sign: -1)
    add(0, of: block, to: region, sign: 1)
    regions[index] = Int32(region)
    upper[index] = .infinity
    lower[index] = 0
  }

  /// ‖row − centroid‖² of each row and its centroid in double precision.
  ///
  /// - Parameter centroids: k × n.
  mutating func squaredDistances(
    _ centered: CenteredRows, to centroids: Matrix<Double>
  ) throws(RowReadError) -> [Double] {
    var distances: [Double] = []
    for range in blocks {
      try block.read(range, of: centered.source, from: centered.origin)
      for row in range {
        let start = Int(regions[row - rows.lowerBound]) * block.columnCount
        distances.append(
          block.squaredDistance(of: row - range.lowerBound, to: centroids.elements, at: start))
      }
    }
    return distances
  }
}

/// How far centroids moved, and how far apart they are now.
struct Movement: Sendable {
  /// At least the distance that each centroid moved.
  let distances: [Float]
  /// At most half the distance of each centroid to the next one.
  let halfGaps: [Float]
  private let farthest: (region: Int, distance: Float)
  private let second: Float

  /// - Parameters: k × n each.
  init(from old: Matrix<Double>, to new: Matrix<Double>) {
    let count = new.rowCount
    let distances = (0..<count).map { region in
      Float(Self.distance(old[row: region], new[row: region])) * Assignment.up
    }
    var farthest = (region: 0, distance: -Float.infinity)
    var second: Float = 0
    for (region, distance) in distances.enumerated() {
      if distance > farthest.distance {
        second = max(0, farthest.distance)
        farthest = (region, distance)
      } else {
        second = max(second, distance)
      }
    }
    self.distances = distances
    halfGaps = Self.gaps(of: new).map { Float($0 / 2) * Assignment.down }
    self.farthest = farthest
    self.second = second
  }

  /// At least the distance that any other centroid than `region` moved.
  @inline(__always)
  func largest(except region: Int) -> Float {
    region == farthest.region ? second : farthest.distance
  }

  /// At most the distance of each centroid to the next one.
  private static func gaps(of centroids: Matrix<Double>) -> [Double] {
    let count = centroids.rowCount
    let products = centroids.multiplied(byTransposeOf: centroids)
    // Far more than the products round by.
    let roundoff = Double(centroids.columnCount + 8) * 0x1p-48
    return (0..<count).map { left in
      var least = Double.infinity
      for right in 0..<count where right != left {
        let norms = products[left, left] + products[right, right]
        least = min(least, norms * (1 - roundoff) - 2 * products[left, right])
      }
      return max(0, least).squareRoot()
    }
  }

  private static func distance(_ left: ArraySlice<Double>, _ right: ArraySlice<Double>) -> Double {
    var sum = 0.0
    for (a, b) in zip(left, right) { sum += (a - b) * (a - b) }
    return sum.squareRoot()
  }
}
