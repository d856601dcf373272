import Rows
import TestSupport
import Testing

@Suite("Some columns of a source")
struct ColumnSubsetTests {
  private let matrix: Matrix<Double>

  init() {
    var random = SeededGenerator(seed: 4)
    matrix = random.matrix(2_500, 7)
  }

  @Test(
    "are the columns of its rows, in runs and in any rows",
    arguments: [[0], [6], [1, 2, 5], [0, 1, 2, 3, 4, 5, 6]])
  func columns(columns: [Int]) throws {
    let subset = ColumnSubset(matrix, columns: columns)
    #expect(subset.rowCount == 2_500 && subset.columnCount == columns.count)
    let some = [0, 1, 3, 1_100, 1_101, 2_499]
    for rows in [Array(0..<2_500), some, []] {
      let expected = rows.flatMap { row in columns.map { matrix[row, $0] } }
      #expect(try subset.gathering(rows: rows, as: Double.self).elements == expected)
    }
    let run = (3..<2_400).flatMap { row in columns.map { matrix[row, $0] } }
    #expect(try subset.matrix(of: 3..<2_400, as: Double.self).elements == run)
  }

  @Test("leave the rest of a larger block alone")
  func rest() throws {
    var block = [Float](repeating: -1, count: 5)
    try ColumnSubset(matrix, columns: [2, 4]).read(7..<8, into: &block)
    #expect(block == [Float(matrix[7, 2]), Float(matrix[7, 4]), -1, -1, -1])
  }
}
