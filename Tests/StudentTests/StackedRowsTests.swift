import ActivationFormats
import Rows
import Student
import TestSupport
import Testing

@Suite struct StackedRowsTests {
  private func array(_ rows: Range<Int>) -> NumericArray {
    NumericArray(
      name: "inputs",
      matrix: Matrix<Float>(
        rowCount: rows.count, columnCount: 2,
        elements: rows.flatMap { [Float($0), Float($0) + 0.5] }))
  }

  @Test("rows are counted on over the parts, empty ones too")
  func gathering() throws {
    let stacked = StackedRows([array(0..<3), array(3..<3), array(3..<4), array(4..<9)])
    #expect(stacked.rowCount == 9)
    #expect(stacked.columnCount == 2)
    for rows in [[0, 1, 2, 3, 4, 5, 6, 7, 8], [2, 3], [3], [4, 8], [0, 8], []] {
      let expected = Matrix<Double>(
        rowCount: rows.count, columnCount: 2,
        elements: rows.flatMap { [Double($0), Double($0) + 0.5] })
      #expect(try stacked.gathering(rows: rows, as: Double.self) == expected)
      #expect(
        try stacked.gathering(rows: rows, as: Float.self) == expected.converted(to: Float.self))
    }
  }

  @Test("consecutive rows are those of the parts that they reach into")
  func consecutiveRows() throws {
    let stacked = StackedRows([array(0..<3), array(3..<3), array(3..<4), array(4..<9)])
    for rows in [0..<9, 1..<4, 2..<3, 3..<4, 5..<9, 4..<4] {
      var block = [Float](repeating: -1, count: 2 * rows.count + 1)
      try stacked.read(rows, into: &block)
      var expected: [Float] = []
      for row in rows { expected += [Float(row), Float(row) + 0.5] }
      #expect(block == expected + [-1])
    }
  }

  @Test("one part is its own stack")
  func onePart() throws {
    let stacked = StackedRows([array(0..<5)])
    #expect(
      try stacked.gathering(rows: [1, 4], as: Float.self) == Matrix(rows: [[1, 1.5], [4, 4.5]]))
  }
}
