import LinearAlgebra
import TestSupport
import Testing

/// Row-major A Bᵀ by three loops.
private func product(_ a: Matrix<Double>, transposeOf b: Matrix<Double>) -> Matrix<Double> {
  var result = Matrix<Double>(rowCount: a.rowCount, columnCount: b.rowCount)
  for row in 0..<a.rowCount {
    for column in 0..<b.rowCount {
      for index in 0..<a.columnCount { result[row, column] += a[row, index] * b[column, index] }
    }
  }
  return result
}

@Suite struct ProductTests {
  @Test("a product equals three loops, whatever the shapes", arguments: 0..<40)
  func randomShapes(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let (rows, inner, columns) = (
      random.index(below: 40), random.index(below: 70), random.index(below: 20)
    )
    let a = random.matrix(rows, inner)
    let b = random.matrix(columns, inner)
    let expected = product(a, transposeOf: b)
    #expect(relativeDifference(a.multiplied(byTransposeOf: b), expected) < 1e-13)
    #expect(relativeDifference(a.multiplied(by: b.transposed), expected) < 1e-13)
  }

  @Test("a product without rows, columns or inner dimension has its shape, and zeros")
  func empty() {
    for (rows, inner, columns) in [(0, 3, 2), (2, 3, 0), (2, 0, 3), (0, 0, 0)] {
      let a = Matrix<Double>(rowCount: rows, columnCount: inner, repeating: 1)
      let b = Matrix<Double>(rowCount: columns, columnCount: inner, repeating: 1)
      #expect(
        a.multiplied(byTransposeOf: b) == Matrix(rowCount: rows, columnCount: columns))
    }
  }

  @Test("a product of some rows overwrites the head of a larger buffer and leaves the rest")
  func someRows() {
    var random = SeededGenerator(seed: 1)
    let a = random.matrix(9, 5)
    let b = random.matrix(3, 5)
    var buffer = [Double](repeating: 7, count: 20)
    a.multiply(rows: 2..<6, byTransposeOf: b, into: &buffer)
    let expected = product(a.gathering(rows: [2, 3, 4, 5]), transposeOf: b)
    #expect(areClose(Array(buffer[..<12]), expected.elements, 1e-14))
    #expect(buffer[12...].allSatisfy { $0 == 7 })
  }

  @Test("an empty inner dimension clears what the buffer held")
  func clearedBuffer() {
    let a = Matrix<Double>(rowCount: 2, columnCount: 0)
    var buffer = [5.0, 5, 5]
    a.multiply(rows: 0..<2, byTransposeOf: Matrix(rowCount: 1, columnCount: 0), into: &buffer)
    #expect(buffer == [0, 0, 5])
  }

  @Test("single precision rounds as single precision")
  func singlePrecision() {
    var random = SeededGenerator(seed: 2)
    let a = random.matrix(17, 33)
    let b = random.matrix(6, 33)
    let single = a.converted(to: Float.self)
      .multiplied(byTransposeOf: b.converted(to: Float.self))
    #expect(
      relativeDifference(single.converted(to: Double.self), product(a, transposeOf: b)) < 1e-5)
  }
}

@Suite struct EigendecompositionTests {
  private func gram(_ rows: Matrix<Double>) -> SymmetricMatrix {
    var gram = SymmetricMatrix(order: rows.columnCount)
    gram.addGram(of: joined(rows))
    return gram
  }

  @Test("Qᵀ diag(values) Q is the matrix and the rows of Q are orthonormal", arguments: 0..<25)
  func reconstruction(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed), stream: 1)
    let order = 1 + random.index(below: 40)
    // Rows fewer and more than the order: singular matrices and regular ones.
    let matrix = gram(random.matrix(1 + random.index(below: 60), order))
    let decomposition = try Eigendecomposition(matrix)
    let q = decomposition.vectors
    var scaled = q
    for row in 0..<order {
      for column in 0..<order { scaled[row, column] *= decomposition.values[row] }
    }
    let rebuilt = q.transposed.multiplied(by: scaled)
    #expect(relativeDifference(rebuilt, matrix.block(rows: 0..<order, columns: 0..<order)) < 1e-12)
    var identity = Matrix<Double>(rowCount: order, columnCount: order)
    for index in 0..<order { identity[index, index] = 1 }
    #expect(relativeDifference(q.multiplied(byTransposeOf: q), identity) < 1e-12)
    #expect(decomposition.values == decomposition.values.sorted())
  }

  @Test("a diagonal matrix has its diagonal as eigenvalues")
  func diagonal() throws {
    var matrix = SymmetricMatrix(order: 3)
    for (index, value) in [3.0, -1, 2].enumerated() { matrix[index, index] = value }
    #expect(try Eigendecomposition(matrix).values == [-1, 2, 3])
  }

  @Test("the matrix of order 0 has no eigenvalues")
  func orderZero() throws {
    #expect(try Eigendecomposition(SymmetricMatrix(order: 0)).values.isEmpty)
  }

  @Test("a NaN or an infinity is a typed error", arguments: [Double.nan, .infinity, -.infinity])
  func notFinite(value: Double) {
    var matrix = SymmetricMatrix(order: 3)
    matrix[2, 1] = value
    #expect(throws: LinearAlgebraError.invalidValue(operation: "dsyevd")) {
      _ = try Eigendecomposition(matrix)
    }
  }

  @Test("error messages say what to do")
  func messages() {
    #expect("\(LinearAlgebraError.invalidValue(operation: "dsyevd"))".contains("Rescale"))
    #expect(
      "\(LinearAlgebraError.noConvergence(operation: "dsyevd", info: 3))".contains("(info 3)"))
  }
}
