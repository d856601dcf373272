// Work of pieces that do not depend on one another, such as the folds of a sweep: its cells.

extension Parallelism {
  /// The same ranks, each of which takes whole cells, and all rows of these.
  ///
  /// That suits rows that every rank can hold: a pass over few rows takes less time than ranks take to
  /// send each other its sums.
  public var dealingCells: Parallelism {
    Parallelism(threadCount: threadCount, ranks: nil, cellRanks: ranks ?? cellRanks)
  }

  /// How many ranks there are; 1 for this process alone.
  public var rankCount: Int { (ranks ?? cellRanks)?.count ?? 1 }

  /// How many ranks take cells.
  public var cellRankCount: Int { cellRanks?.count ?? 1 }

  /// Cells 0 ..< `count` in the order in which they are done, one for each rank at a time.
  public func cellWaves(_ count: Int) -> [Range<Int>] {
    stride(from: 0, to: count, by: cellRankCount).map { $0..<min($0 + cellRankCount, count) }
  }

  /// The cell of this rank; nil where it has none.
  ///
  /// - Parameter wave: of `cellWaves`.
  public func cell(of wave: Range<Int>) -> Int? {
    let cell = wave.lowerBound + (cellRanks?.index ?? 0)
    return wave.contains(cell) ? cell : nil
  }

  /// The results of a wave, in order.
  ///
  /// - Parameters:
  ///   - own: the result of this rank's cell; nil where it has none.
  ///   - wave: of `cellWaves`.
  public func gather<Result: Exchangeable>(_ own: Result?, of wave: Range<Int>) -> [Result] {
    guard cellRanks != nil else { return [own].compactMap(\.self) }
    return exchange(own, among: cellRanks).prefix(wave.count).compactMap(\.self)
  }
}
