import Rows
import TestSupport
import Testing

@Suite("Ranks")
struct RanksTests {
  @Test("share the leaves of a tree, each in nodes of at most its depth", arguments: 1...70)
  func shares(leafCount: Int) {
    let tree = ReductionTree(rowCount: leafCount, leafCount: leafCount)
    for count in [1, 2, 3, 5, 7, 16, 64] {
      var next = 0
      for rank in 0..<count {
        let leaves = tree.leaves(ofRank: rank, among: count)
        #expect(leaves.lowerBound == next)
        next = leaves.upperBound
        var nodes = ReductionNodes<Int>(of: tree)
        for leaf in leaves { nodes.insert(1, ofLeaf: leaf) { $0 += $1 } }
        #expect(nodes.count <= max(1, tree.depth))
      }
      #expect(next == leafCount)
    }
  }

  @Test("have nearly as many leaves as one another", arguments: [1_000, 4_097, 65_536])
  func balance(leafCount: Int) {
    let tree = ReductionTree(rowCount: leafCount, leafCount: leafCount)
    for count in [2, 3, 5, 7, 64] {
      let sizes = (0..<count).map { tree.leaves(ofRank: $0, among: count).count }
      let even = Double(leafCount) / Double(count)
      #expect(sizes.allSatisfy { abs(Double($0) - even) <= 0.26 * even })
    }
  }

  @Test("find the sums of one process, to the bit", arguments: [1, 2, 3, 5, 7])
  func sums(count: Int) {
    for leafCount in [1, 2, 3, 8, 13] {
      var generator = SeededGenerator(seed: UInt64(leafCount))
      let values = (0..<leafCount).map { _ in generator.uniform() * 1e6 - 3 }
      let tree = ReductionTree(rowCount: leafCount, leafCount: leafCount)
      let alone = Parallelism.serial.reduce(over: tree) {
        values[$0]
      } join: {
        $0 += $1
      }
      let found = ThreadRanks.run(count) { parallelism in
        parallelism.reduce(over: tree) {
          values[$0]
        } join: {
          $0 += $1
        }
      }
      #expect(found == Array(repeating: alone, count: count))
    }
  }

  @Test("take all results in order, and the word of the first")
  func order() {
    let found = ThreadRanks.run(3) { parallelism in
      var rows: [Int] = []
      let blocks = RowBlocks(rowCount: 100, width: 1 << 14)
      parallelism.forEachBlockOverRanks(of: blocks) {
        $0.count
      } take: {
        rows += [$0.lowerBound, $1]
      }
      return [rows, parallelism.mapOverRanks(7) { 3 * $0 }, [parallelism.first { 5 }]]
    }
    var rows: [Int] = []
    Parallelism.serial.forEachBlock(of: RowBlocks(rowCount: 100, width: 1 << 14)) {
      $0.count
    } take: {
      rows += [$0.lowerBound, $1]
    }
    #expect(found == Array(repeating: [rows, [0, 3, 6, 9, 12, 15, 18], [5]], count: 3))
  }
}
