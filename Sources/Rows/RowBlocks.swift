/// Rows 0 ..< N in consecutive blocks, of a size that depends on the width of the rows alone. So
/// sums over blocks have one order of summation for any number of threads.
public struct RowBlocks: Sendable, Equatable {
  /// The number of rows, N.
  public let rowCount: Int
  /// The rows of each block but the last.
  public let blockRowCount: Int

  /// - Parameters:
  ///   - rowCount: N.
  ///   - width: values that are held for each row; a block has some hundred thousand of them.
  public init(rowCount: Int, width: Int) {
    self.rowCount = rowCount
    blockRowCount = min(4_096, max(16, (1 << 18) / max(1, width)))
  }

  /// The number of blocks.
  public var count: Int { (rowCount + blockRowCount - 1) / blockRowCount }

  /// The rows of `block`, in 0 ..< `count`.
  public subscript(block: Int) -> Range<Int> {
    let start = block * blockRowCount
    return start..<min(start + blockRowCount, rowCount)
  }
}

extension RowSource {
  /// Consecutive rows as a matrix of `type`, b × n.
  ///
  /// - Throws: `RowReadError` when the file can no longer be read.
  /// - Complexity: O(`rows.count` · n).
  @inlinable
  public func matrix<Scalar: RowScalar>(
    of rows: Range<Int>, as type: Scalar.Type = Scalar.self
  ) throws(RowReadError) -> Matrix<Scalar> {
    var block = Matrix<Scalar>(rowCount: rows.count, columnCount: columnCount)
    try read(rows, into: &block.elements)
    return block
  }
}

extension Parallelism {
  /// Works on all blocks, some at a time, and takes the results in the order of the blocks.
  ///
  /// Only as many results as keep the threads busy are held at once.
  /// - Parameters:
  ///   - blocks: the blocks.
  ///   - body: works on the rows of a block, on any thread.
  ///   - take: called with its result, on this thread, block after block.
  /// - Throws: the error of the lowest failing block; the blocks before may have been taken.
  @inlinable
  public func forEachBlock<Part: Sendable, Failure: Error>(
    of blocks: RowBlocks, _ body: @Sendable (Range<Int>) throws(Failure) -> Part,
    take: (Range<Int>, Part) throws(Failure) -> Void
  ) throws(Failure) {
    for wave in waves(of: blocks) {
      let parts = try map(wave.count) { index throws(Failure) in
        try body(blocks[wave.lowerBound + index])
      }
      for (index, part) in zip(wave, parts) { try take(blocks[index], part) }
    }
  }

  /// The same, where each block is the work of one rank. Every rank takes all results.
  ///
  /// - Parameters:
  ///   - blocks: the blocks.
  ///   - body: works on the rows of a block, on any thread.
  ///   - take: called with its result, on this thread, block after block.
  /// - Throws: as there, of the blocks of this rank.
  @inlinable
  public func forEachBlockOverRanks<Part: Exchangeable, Failure: Error>(
    of blocks: RowBlocks, _ body: @Sendable (Range<Int>) throws(Failure) -> Part,
    take: (Range<Int>, Part) throws(Failure) -> Void
  ) throws(Failure) {
    for wave in waves(of: blocks) {
      let parts = try mapOverRanks(wave.count) { index throws(Failure) in
        try body(blocks[wave.lowerBound + index])
      }
      for (index, part) in zip(wave, parts) { try take(blocks[index], part) }
    }
  }

  /// Blocks that are worked on together. Ranks wait for each other after each wave, so theirs are long.
  @usableFromInline
  func waves(of blocks: RowBlocks) -> [Range<Int>] {
    let length = (threadCount == 1 ? 1 : 8 * threadCount) * (ranks.map { 8 * $0.count } ?? 1)
    return stride(from: 0, to: blocks.count, by: length).map {
      $0..<min($0 + length, blocks.count)
    }
  }
}
