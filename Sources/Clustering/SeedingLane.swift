internal import LinearAlgebra

/// One lane of rows and their nearest seeds.
struct SeedingLane: Sendable {
  private let rows: Range<Int>
  private let blocks: [Range<Int>]
  /// The squared distance of each row to its nearest seed.
  private var nearest: [Float]
  private var seeds: [Int32]
  /// For each candidate that was compared last, the rows that it is nearer to.
  private var improvements: [[Improvement]] = []
  private var block: RowBlock
  /// Σ of the squared distances.
  private(set) var total = 0.0

  init(rows: Range<Int>, blocks: [Range<Int>], columnCount: Int) {
    self.rows = rows
    self.blocks = blocks
    nearest = Array(repeating: .infinity, count: rows.count)
    seeds = Array(repeating: -1, count: rows.count)
    block = RowBlock(columnCount: columnCount)
  }

  /// Finds the rows that are nearer to a candidate than to their seeds, for each of `candidates`.
  /// Returns by how much each would lower the sum of squared distances.
  mutating func compare(
    with candidates: SeedCandidates, _ centered: CenteredRows
  ) throws(RowReadError) -> [Double] {
    var gains = [Double](repeating: 0, count: candidates.norms.count)
    var improvements = [[Improvement]](repeating: [], count: candidates.norms.count)
    let nearest = nearest
    try forEachDistance(to: candidates, centered) { index, candidate, distance in
      guard distance < nearest[index] else { return }
      gains[candidate] += Double(nearest[index] - distance)
      improvements[candidate].append(Improvement(index: Int32(index), distance: distance))
    }
    self.improvements = improvements
    return gains
  }

  /// Makes one of the candidates that were compared last the `number`-th seed.
  mutating func adopt(_ candidate: Int, as number: Int) {
    for improvement in improvements[candidate] {
      let index = Int(improvement.index)
      nearest[index] = improvement.distance
      seeds[index] = Int32(number)
    }
    improvements = []
    total = nearest.reduce(0) { $0 + Double($1) }
  }

  /// A row to which a candidate is nearer than its seed.
  private struct Improvement: Sendable {
    let index: Int32
    let distance: Float
  }

  /// Calls `body` with the squared distances of some rows: those whose candidate could be nearer
  /// than their seed by the triangle inequality.
  @inline(__always)
  private mutating func forEachDistance(
    to candidates: SeedCandidates, _ centered: CenteredRows,
    _ body: (_ index: Int, _ candidate: Int, _ distance: Float) -> Void
  ) throws(RowReadError) {
    var open: [Int] = []
    for range in blocks {
      open.removeAll(keepingCapacity: true)
      for row in range where mayGain(row - rows.lowerBound, from: candidates.gaps) {
        open.append(row)
      }
      guard !open.isEmpty else { continue }
      if open.count == range.count {
        try block.read(range, of: centered.source, from: centered.origin)
      } else {
        try block.read(open, of: centered.source, from: centered.origin)
      }
      block.multiply(byTransposeOf: candidates.points)
      let products = block.products
      let count = candidates.norms.count
      for (position, row) in open.enumerated() {
        let index = row - rows.lowerBound
        let norm = block.squaredNorm(of: position)
        for candidate in 0..<count {
          let sum = norm + candidates.norms[candidate]
          var distance = sum - 2 * products[position * count + candidate]
          // Rounding leaves nothing of a short distance between long rows.
          if !(distance > Self.resolution * sum) {
            distance = block.squaredDistance(of: position, to: candidate, in: candidates.rows)
          }
          body(index, candidate, distance)
        }
      }
    }
  }

  /// Distances shorter than this share of the squared norms are taken by differences.
  private static let resolution: Float = 1e-3

  /// Whether the triangle inequality leaves it open that a candidate is nearer than the row's seed.
  @inline(__always)
  private func mayGain(_ index: Int, from gaps: [Float]) -> Bool {
    let seed = Int(seeds[index])
    guard seed >= 0 else { return true }
    // The margin is for roundings.
    return gaps[seed] < nearest[index] * 4.1
  }

  /// The first row at which the running sum exceeds `target`; the last that is no seed where
  /// rounding leaves none.
  func draw(at target: Double) -> Int {
    var sum = 0.0
    var last = 0
    for (index, distance) in nearest.enumerated() where distance > 0 {
      sum += Double(distance)
      last = index
      if sum > target { break }
    }
    return rows.lowerBound + last
  }
}
