import LinearAlgebra
import TestSupport
import Testing

/// The rows in a buffer.
func joined(_ rows: Matrix<Double>) -> JoinedRows {
  var joined = JoinedRows(origin: Array(repeating: 0, count: rows.columnCount))
  for row in 0..<rows.rowCount {
    joined.append(rows.elements, [], row: row, featureCount: rows.columnCount)
  }
  return joined
}

@Suite struct SymmetricMatrixTests {
  private func full(_ matrix: SymmetricMatrix) -> Matrix<Double> {
    matrix.block(rows: 0..<matrix.order, columns: 0..<matrix.order)
  }

  private func random(_ order: Int, seed: UInt64) -> SymmetricMatrix {
    var random = SeededGenerator(seed: seed)
    var matrix = SymmetricMatrix(order: order)
    for row in 0..<order {
      for column in 0...row { matrix[row, column] = random.normal() }
    }
    return matrix
  }

  @Test("element (i, j) is element (j, i)")
  func symmetry() {
    var matrix = SymmetricMatrix(order: 3)
    matrix[0, 2] = 5
    #expect(matrix[2, 0] == 5)
    matrix[2, 0] = 6
    #expect(matrix[0, 2] == 6)
    #expect(full(matrix) == full(matrix).transposed)
  }

  @Test("the Gram matrix equals the sums of products, and adds up over blocks", arguments: 0..<20)
  func gram(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed), stream: 2)
    let order = random.index(below: 20)
    let rows = random.matrix(random.index(below: 30), order)
    var whole = SymmetricMatrix(order: order)
    whole.addGram(of: joined(rows))
    let expected = rows.transposed.multiplied(by: rows)
    #expect(relativeDifference(full(whole), expected) < 1e-13)

    let half = rows.rowCount / 2
    var parts = SymmetricMatrix(order: order)
    parts.addGram(of: joined(rows.gathering(rows: Array(0..<half))))
    parts.addGram(of: joined(rows.gathering(rows: Array(half..<rows.rowCount))))
    #expect(relativeDifference(full(parts), expected) < 1e-13)
  }

  @Test("only the rows that are in the buffer count, and they count from its origin")
  func shortBuffer() {
    var rows = JoinedRows(origin: [0.5, 1])
    rows.append([9, 9], [9, 9], row: 1, featureCount: 1)
    rows.removeAll()
    rows.append([0, 1.5], [0, 3], row: 1, featureCount: 1)
    var matrix = SymmetricMatrix(order: 2)
    matrix.addGram(of: rows)
    #expect(full(matrix) == Matrix(rows: [[1, 2], [2, 4]]))
  }

  @Test("an outer product adds scale × v vᵀ")
  func outerProduct() {
    var matrix = random(4, seed: 3)
    let before = full(matrix)
    let v = [1.0, -2, 0.5, 3]
    matrix.addOuterProduct(of: v, scale: -0.25)
    for row in 0..<4 {
      for column in 0..<4 {
        #expect(isClose(matrix[row, column], before[row, column] - v[row] * v[column] / 4, 1e-15))
      }
    }
  }

  @Test("blocks hold the elements of their rows and columns")
  func blocks() {
    let matrix = random(6, seed: 4)
    let block = matrix.block(rows: 1..<3, columns: 2..<6)
    let principal = matrix.principalBlock(2..<5)
    for row in 1..<3 {
      for column in 2..<6 { #expect(block[row - 1, column - 2] == matrix[row, column]) }
    }
    for row in 2..<5 {
      for column in 2..<5 { #expect(principal[row - 2, column - 2] == matrix[row, column]) }
    }
  }

  @Test("matrices add element by element")
  func sum() {
    var sum = random(5, seed: 5)
    let (left, right) = (sum, random(5, seed: 6))
    sum += right
    for row in 0..<5 {
      for column in 0..<5 { #expect(sum[row, column] == left[row, column] + right[row, column]) }
    }
  }
}
