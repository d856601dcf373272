import Rows
import Testing

@Suite struct ParallelismTests {
  private struct Failure: Error, Equatable {
    let index: Int
  }

  @Test("results come in order, whatever the thread count", arguments: [1, 2, 3, 8])
  func order(threadCount: Int) {
    let squares = Parallelism(threadCount: threadCount).map(1_000) { $0 * $0 }
    #expect(squares == (0..<1_000).map { $0 * $0 })
  }

  @Test("any count is brought into 1 to the maximum")
  func range() {
    #expect(Parallelism(threadCount: .min).threadCount == 1)
    #expect(Parallelism(threadCount: .max).threadCount == Parallelism.maximumThreadCount)
    let blocks = RowBlocks(rowCount: 5_000, width: 1)
    var rowCount = 0
    Parallelism(threadCount: .max).forEachBlock(of: blocks) { rows in
      rows.count
    } take: { _, count in
      rowCount += count
    }
    #expect(rowCount == 5_000)
  }

  @Test("no pieces give no results", arguments: [1, 4])
  func empty(threadCount: Int) {
    #expect(Parallelism(threadCount: threadCount).map(0) { $0 } == [])
  }

  @Test("the error of the lowest failing index is thrown", arguments: [1, 2, 3, 8])
  func lowestError(threadCount: Int) {
    #expect(throws: Failure(index: 17)) {
      _ = try Parallelism(threadCount: threadCount).map(200) { index throws(Failure) in
        if index >= 17, index % 2 == 1 { throw Failure(index: index) }
        return index
      }
    }
  }

  @Test("a map inside a map finishes")
  func nested() {
    let parallelism = Parallelism(threadCount: 4)
    let sums = parallelism.map(8) { outer in
      parallelism.map(50) { inner in outer * inner }.reduce(0, +)
    }
    #expect(sums == (0..<8).map { $0 * 1_225 })
  }

  @Test("there is at least one thread")
  func atLeastOne() {
    #expect(Parallelism(threadCount: 0).threadCount == 1)
    #expect(Parallelism(threadCount: -3).threadCount == 1)
    #expect(Parallelism.allCores.threadCount >= 1)
    #expect(Parallelism.serial.threadCount == 1)
  }
}
