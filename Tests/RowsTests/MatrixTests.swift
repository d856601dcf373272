import Rows
import TestSupport
import Testing

@Suite struct MatrixTests {
  let matrix = Matrix<Double>(rows: [[1, 2, 3], [4, 5, 6]])

  @Test("elements lie row after row")
  func order() {
    #expect(matrix.elements == [1, 2, 3, 4, 5, 6])
    #expect(matrix[1, 0] == 4)
    #expect(Array(matrix[row: 1]) == [4, 5, 6])
  }

  @Test("an element can be replaced")
  func assignment() {
    var other = matrix
    other[0, 2] = 9
    #expect(other.elements == [1, 2, 9, 4, 5, 6])
  }

  @Test("the transpose swaps rows and columns, and twice is the matrix")
  func transpose() {
    #expect(matrix.transposed == Matrix(rows: [[1, 4], [2, 5], [3, 6]]))
    #expect(matrix.transposed.transposed == matrix)
  }

  @Test("rows are gathered in the order that was asked for, repeated ones too")
  func gathering() {
    #expect(
      matrix.gathering(rows: [1, 0, 1]) == Matrix(rows: [[4, 5, 6], [1, 2, 3], [4, 5, 6]]))
    #expect(matrix.gathering(rows: []) == Matrix(rowCount: 0, columnCount: 3))
  }

  @Test("a conversion rounds to the other precision")
  func conversion() {
    let third = Matrix<Double>(rows: [[1.0 / 3]])
    #expect(third.converted(to: Float.self)[0, 0] == Float(1) / 3)
    #expect(matrix.converted(to: Float.self).converted(to: Double.self) == matrix)
  }

  @Test("matrices without rows or columns keep their shape", arguments: [(0, 3), (3, 0), (0, 0)])
  func empty(shape: (Int, Int)) {
    let empty = Matrix<Double>(rowCount: shape.0, columnCount: shape.1)
    #expect(empty.elements.isEmpty)
    #expect(empty.transposed.rowCount == shape.1)
    #expect(empty.transposed.columnCount == shape.0)
  }
}
