// Passes over rows, of which each rank takes its share.

extension Parallelism {
  /// The same threads on each of some ranks.
  ///
  /// - Parameter ranks: nil for this process alone; one rank is alone, too.
  public func on(_ ranks: (any Ranks)?) -> Parallelism {
    Parallelism(threadCount: threadCount, ranks: ranks.flatMap { $0.count > 1 ? $0 : nil })
  }

  /// The threads of this process, for work that every rank does for itself.
  public var alone: Parallelism { Parallelism(threadCount: threadCount) }

  /// Whether this process writes what the ranks found.
  public var isFirst: Bool { (ranks ?? cellRanks).map { $0.index == 0 } ?? true }

  /// The values of the ranks that share rows, in order; one where none do.
  ///
  /// - Parameter value: that of this rank.
  public func exchange<Value: Exchangeable>(_ value: Value) -> [Value] {
    exchange(value, among: ranks)
  }

  func exchange<Value: Exchangeable>(_ value: Value, among ranks: (any Ranks)?) -> [Value] {
    guard let ranks else { return [value] }
    var message = RankMessage()
    value.write(to: &message)
    return ranks.exchange(message.bytes).map { bytes in
      var message = RankMessage(bytes)
      return Value(from: &message)
    }
  }

  /// The value of rank 0 on all ranks.
  ///
  /// - Parameter value: called on rank 0 alone.
  /// - Throws: its error, on rank 0 alone; the others wait in vain, as for `mapOverRanks`.
  public func first<Value: Exchangeable, Failure: Error>(
    _ value: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let own = isFirst ? try value() : nil
    guard let first = exchange(own, among: ranks ?? cellRanks)[0] else {
      preconditionFailure("rank 0 sends a value")
    }
    return first
  }

  /// The results of `body` for 0 ..< `count`, in order, each found by one rank and sent to all.
  ///
  /// - Throws: the error of the lowest failing index of this rank. Other ranks wait for it in vain:
  ///   whoever catches the error ends the run of all.
  public func mapOverRanks<Result: Exchangeable, Failure: Error>(
    _ count: Int, _ body: @Sendable (Int) throws(Failure) -> Result
  ) throws(Failure) -> [Result] {
    try mapOverRanks(ReductionTree(rowCount: count, leafCount: count), body)
  }

  /// The same for the leaves of a tree. A rank has the same leaves here and in `reduce`.
  ///
  /// - Parameters:
  ///   - tree: over rows.
  ///   - body: finds the result of a leaf, on any thread.
  /// - Throws: as there.
  public func mapOverRanks<Result: Exchangeable, Failure: Error>(
    _ tree: ReductionTree, _ body: @Sendable (Int) throws(Failure) -> Result
  ) throws(Failure) -> [Result] {
    guard let ranks, tree.leafCount > 1 else {
      return try map(tree.rowCount == 0 ? 0 : tree.leafCount, body)
    }
    let own = tree.leaves(ofRank: ranks.index, among: ranks.count)
    let results = try map(own.count) { index throws(Failure) in try body(own.lowerBound + index) }
    return exchange(results).flatMap { $0 }
  }

  /// Whether a `leaf` of `tree` is of this rank.
  public func has(leaf: Int, of tree: ReductionTree) -> Bool {
    guard let ranks, tree.leafCount > 1 else { return true }
    return tree.leaves(ofRank: ranks.index, among: ranks.count).contains(leaf)
  }
}

extension ReductionTree {
  /// The leaves of one rank: consecutive, and nearly as many as those of any other.
  ///
  /// They are moved to the borders of larger nodes until every rank completes at most `depth` nodes.
  /// That is how many partial sums it sends.
  /// - Parameters:
  ///   - rank: in 0 ..< `count`.
  ///   - count: of all ranks, at least 1.
  /// - Complexity: O(ranks · depth²).
  public func leaves(ofRank rank: Int, among count: Int) -> Range<Int> {
    precondition((0..<count).contains(rank), "one of the ranks")
    for level in 0...depth {
      let shares = (0..<count).map { share($0, of: count, level: level) }
      if shares.allSatisfy({ nodeCount(of: $0) <= max(1, depth) }) { return shares[rank] }
    }
    preconditionFailure("a tree is a node")
  }

  /// A share whose borders are those of nodes of a level.
  private func share(_ rank: Int, of count: Int, level: Int) -> Range<Int> {
    func border(_ rank: Int) -> Int {
      rank == count ? leafCount : ((leafCount * rank / count) >> level) << level
    }
    return border(rank)..<border(rank + 1)
  }

  /// How many nodes some consecutive leaves complete, the highest only.
  func nodeCount(of leaves: Range<Int>) -> Int {
    var (start, count) = (leaves.lowerBound, 0)
    while start < leaves.upperBound {
      var level = start == 0 ? depth : min(depth, start.trailingZeroBitCount)
      // The last node of a level may be short of leaves.
      while level > 0, min(start + 1 << level, leafCount) > leaves.upperBound { level -= 1 }
      start += 1 << level
      count += 1
    }
    return count
  }
}
