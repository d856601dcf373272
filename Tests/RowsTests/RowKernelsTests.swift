import Rows
import Testing

@Suite("Kernels over rows")
struct RowKernelsTests {
  /// Numbers that single precision has to round.
  private static func matrix(_ rowCount: Int, _ columnCount: Int, _ seed: Int) -> Matrix<Float> {
    Matrix(
      rowCount: rowCount, columnCount: columnCount,
      elements: (0..<rowCount * columnCount).map { Float(($0 * 37 + seed) % 101) / 7 - 6 })
  }

  @Test("the start of an array moves to a place that it overlaps")
  func moving() {
    var numbers: [Float] = [1, 2, 3, 4, 5, 6]
    numbers.moveStart(3, to: 1)
    #expect(numbers == [1, 1, 2, 3, 5, 6])
    numbers.moveStart(2, to: 4)
    #expect(numbers == [1, 1, 2, 3, 1, 1])
    numbers.moveStart(0, to: 6)
    numbers.moveStart(6, to: 0)
    #expect(numbers == [1, 1, 2, 3, 1, 1])
  }

  @Test("a block that several threads read is the one that a single thread reads")
  func reading() throws {
    let rows = Self.matrix(9_000, 40, 2)
    let origin = (0..<40).map { Float($0) / 3 }
    var expected = RowBlock(columnCount: 40)
    expected.read(5..<8_990, of: rows, from: origin)
    for threadCount in [1, 3] {
      var block = RowBlock(columnCount: 40)
      try block.read(
        5..<8_990, of: rows, from: origin, parallelism: Parallelism(threadCount: threadCount))
      #expect(block.rowCount == 8_985)
      #expect(block.matrix == expected.matrix)
    }
  }
}
