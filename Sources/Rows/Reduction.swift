internal import Dispatch
internal import Synchronization

extension Parallelism {
  /// The value of a tree: those of its leaves, joined node by node.
  ///
  /// The bits are those of the tree, whatever the number of threads and ranks. A thread takes leaf
  /// after leaf, and joins what is complete. So at most `threadCount` · (`depth` + 1) + `depth` values
  /// are held, and commonly `threadCount` + `depth`. A rank sends at most `depth` values.
  /// - Parameters:
  ///   - tree: over the rows.
  ///   - leaf: the value of a leaf in 0 ..< `tree.leafCount`, on any thread.
  ///   - join: adds the value of the rows that follow, on any thread.
  /// - Throws: the error of the lowest failing leaf of this rank.
  public func reduce<Value: Exchangeable, Failure: Error>(
    over tree: ReductionTree, leaf: @Sendable (Int) throws(Failure) -> Value,
    join: @Sendable (inout Value, Value) -> Void
  ) throws(Failure) -> Value {
    let isShared = tree.leafCount > 1
    let leaves =
      isShared
      ? ranks.map { tree.leaves(ofRank: $0.index, among: $0.count) } ?? 0..<tree.leafCount
      : 0..<tree.leafCount
    var nodes = try nodes(of: tree, leaves: leaves, leaf: leaf, join: join)
    if isShared, ranks != nil {
      var all = ReductionNodes<Value>(of: tree)
      for part in exchange(nodes) { all.merge(part, join: join) }
      nodes = all
    }
    guard let total = nodes.total else { preconditionFailure("all leaves are in") }
    return total
  }

  /// The nodes that a range of leaves completes: a part of `reduce`.
  ///
  /// - Parameters:
  ///   - tree: over the rows.
  ///   - leaves: within 0 ..< `tree.leafCount`.
  ///   - leaf: the value of one of them, on any thread.
  ///   - join: adds the value of the rows that follow, on any thread.
  /// - Throws: the error of the lowest failing leaf.
  public func nodes<Value: Sendable, Failure: Error>(
    of tree: ReductionTree, leaves: Range<Int>,
    leaf: @Sendable (Int) throws(Failure) -> Value,
    join: @Sendable (inout Value, Value) -> Void
  ) throws(Failure) -> ReductionNodes<Value> {
    precondition(
      0 <= leaves.lowerBound && leaves.upperBound <= tree.leafCount, "leaves of the tree")
    guard leaves.count > 1, threadCount > 1 else {
      var nodes = ReductionNodes<Value>(of: tree)
      for index in leaves { nodes.insert(try leaf(index), ofLeaf: index, join: join) }
      return nodes
    }
    let next = Atomic<Int>(leaves.lowerBound)
    let state = Mutex(ReductionState<Value, Failure>(nodes: ReductionNodes(of: tree)))
    DispatchQueue.concurrentPerform(iterations: min(leaves.count, threadCount)) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < leaves.upperBound, state.withLock({ $0.needs(index) }) else { return }
        do throws(Failure) {
          var climber: ReductionNodes<Value>.Climber? = .init(try leaf(index), leaf: index)
          while climber != nil {
            climber?.join(with: join)
            state.withLock { $0.nodes.advance(&climber) }
          }
        } catch {
          state.withLock { $0.fail(index, error) }
        }
      }
    }
    return try state.withLock { state throws(Failure) in
      if let failure = state.failure { throw failure.error }
      return state.nodes
    }
  }
}

/// The state of threads that reduce one tree.
private struct ReductionState<Value: Sendable, Failure: Error>: Sendable {
  var nodes: ReductionNodes<Value>
  /// The lowest leaf that failed. Those before it were dealt before it.
  private(set) var failure: (leaf: Int, error: Failure)?

  init(nodes: ReductionNodes<Value>) { self.nodes = nodes }

  /// Whether a leaf still matters.
  func needs(_ leaf: Int) -> Bool { failure.map { leaf < $0.leaf } ?? true }

  mutating func fail(_ leaf: Int, _ error: Failure) {
    if let failure, failure.leaf < leaf { return }
    failure = (leaf, error)
  }
}
