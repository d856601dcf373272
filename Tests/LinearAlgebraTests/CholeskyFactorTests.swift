import LinearAlgebra
import TestSupport
import Testing

@Suite struct CholeskyFactorTests {
  /// A positive-definite matrix and its full twin.
  private func sample(_ order: Int) -> (SymmetricMatrix, Matrix<Double>) {
    var random = SeededGenerator(seed: 4, stream: 90)
    let root = random.matrix(order + 3, order)
    let full = root.transposed.multiplied(by: root)
    var matrix = SymmetricMatrix(order: order)
    for row in 0..<order {
      for column in 0...row { matrix[row, column] = full[row, column] }
    }
    return (matrix, full)
  }

  @Test("solutions satisfy their equations", arguments: [0, 1, 2, 7, 40])
  func solve(order: Int) throws {
    let (matrix, full) = sample(order)
    var random = SeededGenerator(seed: 5, stream: 91)
    let rows = random.matrix(3, order)
    let solutions = try CholeskyFactor(matrix).solve(rows)
    #expect(relativeDifference(solutions.multiplied(by: full), rows) < 1e-9)
  }

  @Test("half a solution and the other half are a solution, and multiplication undoes a half")
  func halves() throws {
    let (matrix, _) = sample(9)
    var random = SeededGenerator(seed: 6, stream: 92)
    let rows = random.matrix(4, 9)
    let factor = try CholeskyFactor(matrix)
    #expect(factor.solveTransposed(factor.solveLower(rows)) == factor.solve(rows))
    let back = factor.solveTransposed(factor.multiplyTransposed(rows))
    #expect(relativeDifference(back, rows) < 1e-12)
  }

  @Test("a matrix that is not positive definite, or not finite, is refused")
  func refusals() {
    var singular = SymmetricMatrix(order: 2)
    singular[0, 0] = 1
    singular[1, 0] = 1
    singular[1, 1] = 1
    #expect(throws: LinearAlgebraError.notPositiveDefinite(minor: 2, order: 2)) {
      _ = try CholeskyFactor(singular)
    }
    singular[1, 1] = .nan
    #expect(throws: LinearAlgebraError.invalidValue(operation: "dpotrf")) {
      _ = try CholeskyFactor(singular)
    }
  }
}

@Suite struct TransposedProductTests {
  @Test("the product of a transpose is added over the given rows")
  func addition() {
    var random = SeededGenerator(seed: 7, stream: 93)
    let (left, right) = (random.matrix(6, 2), random.matrix(8, 3))
    var sum = random.matrix(2, 3)
    let before = sum
    sum.addProduct(ofTranspose: left, right, rows: 1..<5)
    for row in 0..<2 {
      for column in 0..<3 {
        var expected = before[row, column]
        for index in 1..<5 { expected += left[index, row] * right[index, column] }
        #expect(abs(sum[row, column] - expected) < 1e-12)
      }
    }
  }
}
