import Rows
import Testing

@Suite("Blocks of rows")
struct RowBlocksTests {
  @Test("hold every row once and in order", arguments: [0, 1, 15, 16, 4_095, 4_096, 10_000])
  func cover(rowCount: Int) {
    for width in [0, 1, 140, 16_384, 1 << 20] {
      let blocks = RowBlocks(rowCount: rowCount, width: width)
      #expect((0..<blocks.count).flatMap { Array(blocks[$0]) } == Array(0..<rowCount))
      #expect(blocks.blockRowCount * width <= max(1 << 18, 16 * width))
    }
  }

  @Test("are taken in order, whatever the number of threads", arguments: [1, 2, 5])
  func order(threadCount: Int) {
    let blocks = RowBlocks(rowCount: 20_000, width: 1 << 10)
    var rows: [Int] = []
    Parallelism(threadCount: threadCount).forEachBlock(of: blocks) { block in
      block.map { $0 * $0 }
    } take: { block, squares in
      #expect(block.map { $0 * $0 } == squares)
      rows += block
    }
    #expect(rows == Array(0..<20_000))
  }

  @Test("end with the first failure", arguments: [1, 3])
  func failure(threadCount: Int) {
    let blocks = RowBlocks(rowCount: 10_000, width: 1 << 10)
    let error = RowReadError(file: "f", reason: "gone")
    var taken = 0
    #expect(throws: error) {
      try Parallelism(threadCount: threadCount).forEachBlock(of: blocks) {
        rows throws(RowReadError) in
        if rows.contains(9_000) { throw error }
        return rows.count
      } take: { _, count throws(RowReadError) in
        taken += count
      }
    }
    #expect(taken <= 9_000)
  }

  @Test("of a matrix are its rows")
  func matrix() throws {
    let matrix = Matrix<Float>(rows: [[1, 2], [3, 4], [5, 6]])
    #expect(try matrix.matrix(of: 1..<3) == Matrix<Double>(rows: [[3, 4], [5, 6]]))
  }
}
