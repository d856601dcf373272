import Rows
import Synchronization
import Testing

@Suite("A reduction tree")
struct ReductionTreeTests {
  private struct Failure: Error, Equatable {
    let leaf: Int
  }

  /// Numbers of very different size: any other order of summation has other bits.
  private static func number(_ row: Int) -> Double {
    var generator = SeededGenerator(seed: 7, stream: UInt64(row))
    return (generator.uniform() - 0.5) * (row.isMultiple(of: 3) ? 1e8 : 1e-3)
  }

  private static func sum(_ rows: Range<Int>) -> Double { rows.reduce(0) { $0 + number($1) } }

  /// The definition: a node of m leaves splits at the largest power of two below m.
  private static func naive(_ tree: ReductionTree, _ leaves: Range<Int>) -> Double {
    guard leaves.count > 1 else { return sum(tree[leaves.lowerBound]) }
    var half = 1
    while 2 * half < leaves.count { half *= 2 }
    let middle = leaves.lowerBound + half
    return naive(tree, leaves.lowerBound..<middle) + naive(tree, middle..<leaves.upperBound)
  }

  private static func reduce(_ tree: ReductionTree, threadCount: Int) -> Double {
    Parallelism(threadCount: threadCount).reduce(over: tree) {
      sum(tree[$0])
    } join: {
      $0 += $1
    }
  }

  @Test("has leaves that hold every row once and in order, and differ by one row at most")
  func leaves() {
    for rowCount in [0, 1, 2, 7, 100, 1_001] {
      for leafCount in [0, 1, 2, 3, 7, 64, 2_000] {
        let tree = ReductionTree(rowCount: rowCount, leafCount: leafCount)
        let ranges = (0..<tree.leafCount).map { tree[$0] }
        #expect(ranges.flatMap { Array($0) } == Array(0..<rowCount))
        #expect((ranges.map(\.count).max() ?? 0) - (ranges.map(\.count).min() ?? 0) <= 1)
        for row in 0..<rowCount { #expect(tree[tree.leaf(of: row)].contains(row)) }
        #expect(1 << tree.depth >= tree.leafCount)
        #expect(tree.leafCount == 1 || 1 << (tree.depth - 1) < tree.leafCount)
      }
    }
  }

  @Test("without rows has one empty leaf")
  func empty() {
    let tree = ReductionTree(rowCount: 0, leafRowCount: 16)
    #expect(tree.leafCount == 1 && tree[0].isEmpty && tree.depth == 0)
    #expect(Self.reduce(tree, threadCount: 3) == 0)
  }

  @Test("of at most so many rows a leaf has as few leaves as that takes")
  func leafRowCount() {
    for (rowCount, leafCount) in [(1, 1), (512, 1), (513, 2), (1_024, 2), (1_025, 3)] {
      let tree = ReductionTree(rowCount: rowCount, leafRowCount: 512)
      #expect(tree.leafCount == leafCount)
      #expect((0..<leafCount).allSatisfy { tree[$0].count <= 512 })
    }
  }

  @Test("has few leaves, and more where they are large")
  func shapes() {
    func leafCount(_ rowCount: Int, valueBytes: Int = 8) -> Int {
      ReductionTree(
        rowCount: rowCount, smallLeaf: 256, largeLeaf: 4_096, valueBytes: valueBytes
      ).leafCount
    }
    #expect([0, 255, 512, 2_048, 32_768].map { leafCount($0) } == [1, 1, 2, 8, 8])
    #expect(leafCount(4_096_000) == 1_000)
    // Values of 6 MB: four of them are held.
    #expect(leafCount(10_000, valueBytes: 6 << 20) == 8)
    #expect(leafCount(10_000, valueBytes: 8 << 20) == 4)
    #expect(leafCount(10_000, valueBytes: 1 << 40) == 2)
    #expect(leafCount(100, valueBytes: 1 << 40) == 1)
    // 24 bytes for each of ten million rows.
    #expect(leafCount(10_000_000, valueBytes: 24_000_000) == 512)
  }

  @Test("gives the bits of its definition for any number of threads", arguments: [1, 2, 3, 7])
  func bits(threadCount: Int) {
    for leafCount in [1, 2, 3, 4, 5, 6, 7, 8, 9, 31, 32, 33, 100] {
      let tree = ReductionTree(rowCount: 1_000, leafCount: leafCount)
      let expected = Self.naive(tree, 0..<leafCount)
      let found = Self.reduce(tree, threadCount: threadCount)
      #expect(found.bitPattern == expected.bitPattern, "\(leafCount) leaves")
    }
  }

  @Test("gives the same bits when ranges of leaves are reduced apart", arguments: [1, 3])
  func apart(threadCount: Int) throws {
    let parallelism = Parallelism(threadCount: threadCount)
    for leafCount in [1, 2, 7, 12, 33] {
      let tree = ReductionTree(rowCount: 1_000, leafCount: leafCount)
      let expected = Self.naive(tree, 0..<leafCount)
      for partCount in 1...min(5, leafCount) {
        var nodes = ReductionNodes<Double>(of: tree)
        // The parts come in another order than that of the leaves.
        for part in (0..<partCount).reversed() {
          let leaves = leafCount * part / partCount..<leafCount * (part + 1) / partCount
          let own = parallelism.nodes(of: tree, leaves: leaves) {
            Self.sum(tree[$0])
          } join: {
            $0 += $1
          }
          #expect(own.count <= max(1, 2 * tree.depth))
          nodes.merge(own) { $0 += $1 }
        }
        let total = try #require(nodes.total)
        #expect(total.bitPattern == expected.bitPattern, "\(partCount) of \(leafCount) leaves")
      }
    }
  }

  @Test("has no value before the last leaf")
  func incomplete() {
    let tree = ReductionTree(rowCount: 5, leafCount: 5)
    var nodes = ReductionNodes<Int>(of: tree)
    for leaf in [3, 0, 4, 2] {
      nodes.insert(leaf, ofLeaf: leaf) { $0 += $1 }
      #expect(nodes.total == nil)
    }
    nodes.insert(1, ofLeaf: 1) { $0 += $1 }
    #expect(nodes.total == 10 && nodes.count == 1)
  }

  @Test("is that of leaves that come one after the other, however many will come")
  func running() throws {
    var running = RunningReduction<Double>()
    #expect(running.total { $0 += $1 } == nil)
    for leafCount in 1...70 {
      let tree = ReductionTree(rowCount: 70, leafCount: 70)
      running.append(Self.sum(tree[leafCount - 1])) { $0 += $1 }
      let total = try #require(running.total { $0 += $1 })
      let expected = Self.naive(tree, 0..<leafCount)
      #expect(total.bitPattern == expected.bitPattern, "\(leafCount) leaves")
      #expect(running.leafCount == leafCount)
    }
  }

  @Test("sums the values of its leaves")
  func sumOfLeaves() {
    for leafCount in 1...40 {
      let tree = ReductionTree(rowCount: 40, leafCount: leafCount)
      let values = (0..<leafCount).map { Self.sum(tree[$0]) }
      let expected = Self.naive(tree, 0..<leafCount)
      #expect(
        ReductionTree.sum(ofLeaves: values[...]).bitPattern == expected.bitPattern,
        "\(leafCount) leaves")
    }
    #expect(ReductionTree.sum(ofLeaves: []) == 0)
    #expect(ReductionTree.middle(of: 5..<11) == 9 && ReductionTree.middle(of: 5..<13) == 9)
  }

  @Test("joins neighbours, the left one first", arguments: [1, 2, 5])
  func order(threadCount: Int) {
    let tree = ReductionTree(rowCount: 777, leafCount: 45)
    let rows = Parallelism(threadCount: threadCount).reduce(over: tree) {
      Array(tree[$0])
    } join: {
      $0 += $1
    }
    #expect(rows == Array(0..<777))
  }

  @Test("of integers is exact", arguments: [1, 2, 7])
  func integers(threadCount: Int) {
    let tree = ReductionTree(rowCount: 10_000, leafRowCount: 3)
    let sum = Parallelism(threadCount: threadCount).reduce(over: tree) {
      tree[$0].reduce(0, +)
    } join: {
      $0 += $1
    }
    #expect(sum == 49_995_000)
  }

  @Test("ends with the error of the lowest failing leaf", arguments: [1, 2, 3, 8])
  func lowestError(threadCount: Int) {
    let tree = ReductionTree(rowCount: 200, leafCount: 200)
    #expect(throws: Failure(leaf: 17)) {
      _ = try Parallelism(threadCount: threadCount).reduce(over: tree) { leaf throws(Failure) in
        if leaf >= 17, leaf % 2 == 1 { throw Failure(leaf: leaf) }
        return leaf
      } join: {
        $0 += $1
      }
    }
  }

  @Test("holds no more values than it says, and joins them in place", arguments: [1, 2, 3, 8])
  func liveValues(threadCount: Int) {
    let tree = ReductionTree(rowCount: 1_000, leafCount: 500)
    let counter = LiveCounter()
    let copies = Atomic<Int>(0)
    let nodes = Parallelism(threadCount: threadCount).nodes(
      of: tree, leaves: 0..<tree.leafCount
    ) {
      Counted(sum: $0, counter)
    } join: { left, right in
      if !left.isUnique { copies.add(1, ordering: .relaxed) }
      left.add(right)
    }
    #expect(nodes.total?.sum == 499 * 250)
    #expect(copies.load(ordering: .relaxed) == 0)
    let bound =
      threadCount == 1 ? tree.depth + 1 : threadCount * (tree.depth + 1) + tree.depth
    #expect(counter.most <= bound)
  }
}

/// How many values live.
private final class LiveCounter: Sendable {
  private let counts = Mutex((now: 0, most: 0))

  var most: Int { counts.withLock { $0.most } }

  func change(by step: Int) {
    counts.withLock {
      $0.now += step
      $0.most = max($0.most, $0.now)
    }
  }
}

/// A value that says when it lives.
private struct Counted: Sendable {
  private(set) var sum: Int
  private var life: Life

  private final class Life: Sendable {
    private let counter: LiveCounter

    init(_ counter: LiveCounter) {
      self.counter = counter
      counter.change(by: 1)
    }

    deinit { counter.change(by: -1) }
  }

  init(sum: Int, _ counter: LiveCounter) {
    self.sum = sum
    life = Life(counter)
  }

  var isUnique: Bool {
    mutating get { isKnownUniquelyReferenced(&life) }
  }

  mutating func add(_ other: Counted) { sum += other.sum }
}
