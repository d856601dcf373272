import Rows
import Testing

@Suite("Products of a row with maps")
struct RowProductsTests {
  /// Numbers that single precision has to round.
  private static func matrix(_ rowCount: Int, _ columnCount: Int, _ seed: Int) -> Matrix<Float> {
    Matrix(
      rowCount: rowCount, columnCount: columnCount,
      elements: (0..<rowCount * columnCount).map { Float(($0 * 37 + seed) % 101) / 7 - 6 })
  }

  private static func block(_ matrix: Matrix<Float>) -> RowBlock {
    var block = RowBlock(columnCount: matrix.columnCount)
    block.read(
      0..<matrix.rowCount, of: matrix, from: Array(repeating: 0, count: matrix.columnCount))
    return block
  }

  @Test(
    "a row is multiplied by each map of several, as a loop in double precision has it",
    arguments: [1, 7, 8, 31, 144])
  func products(width: Int) {
    let rows = Self.matrix(3, width, 1)
    for count in 1...9 {
      let maps = Self.matrix(4 * count, width, 5)
      var products = [Float](repeating: 9, count: count + 2)
      for map in 0..<4 {
        Self.block(rows).multiply(
          2, byTransposeOf: maps, map: map, count: count, into: &products, at: 1)
        for output in 0..<count {
          var expected = 0.0
          for (x, w) in zip(rows[row: 2], maps[row: map * count + output]) {
            expected += Double(x) * Double(w)
          }
          let error: Double = abs(Double(products[1 + output]) - expected)
          #expect(error < 1e-5 * Double(width))
        }
      }
      #expect(products.first == 9)
      #expect(products.last == 9)
    }
  }

  @Test(
    "outer products are added row after row, to the bit of a plain loop",
    arguments: [1, 8, 15, 16, 140])
  func outerProducts(width: Int) {
    let rows = Self.matrix(60, width, 3)
    for count in [1, 4, 5] {
      let factors = Self.matrix(50, count, 11).elements
      let chosen = (0..<50).filter { $0 % 3 != 1 }
      var sum = Self.matrix(count, width, 8)
      var expected = sum
      for row in chosen {
        for output in 0..<count {
          for column in 0..<width {
            expected[output, column] += factors[row * count + output] * rows[10 + row, column]
          }
        }
      }
      Self.block(rows).addOuterProducts(of: chosen, from: 10, factors: factors, to: &sum)
      #expect(sum == expected)
    }
  }
}
