import Rows
import TestSupport
import Testing

@Suite("Scaled columns of a source")
struct ScaledColumnsTests {
  @Test("are the columns less their centres, times their factors, in runs and in any rows")
  func scaled() throws {
    var random = SeededGenerator(seed: 4)
    let matrix = random.matrix(40, 3)
    let scaled = ScaledColumns(matrix, centres: [1, 0, -2], factors: [0.5, 1, 8])
    func value(_ row: Int, _ column: Int) -> Double {
      (matrix[row, column] - [1, 0, -2][column]) * [0.5, 1, 8][column]
    }
    let some = [0, 7, 39]
    #expect(
      try scaled.gathering(rows: some, as: Double.self).elements
        == some.flatMap { row in (0..<3).map { value(row, $0) } })
    #expect(
      try scaled.matrix(of: 3..<9, as: Double.self).elements
        == (3..<9).flatMap { row in (0..<3).map { value(row, $0) } })
    var block = [Double](repeating: -1, count: 4)
    try scaled.read(2..<3, into: &block)
    #expect(block == (0..<3).map { value(2, $0) } + [-1])
  }
}
