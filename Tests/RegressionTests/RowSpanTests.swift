import LinearAlgebra
import Regression
import TestSupport
import Testing

@Suite("The span of rows")
struct RowSpanTests {
  /// Rows with a few strong directions and weak ones.
  private func rows(_ count: Int, _ width: Int) -> Matrix<Double> {
    var random = SeededGenerator(seed: 3)
    let strong = random.matrix(count, 3, deviation: 10)
      .multiplied(by: random.matrix(3, width))
    let weak = random.matrix(count, width, mean: 5, deviation: 0.1)
    return Matrix(
      rowCount: count, columnCount: width,
      elements: zip(strong.elements, weak.elements).map { $0 + $1 })
  }

  private func distance(_ matrix: Matrix<Double>, _ first: Int, _ second: Int) -> Double {
    zip(matrix[row: first], matrix[row: second]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  @Test("has one direction less than there are rows, and keeps every distance")
  func whole() throws {
    let rows = rows(12, 40)
    let span = try RowSpan(of: rows, parallelism: .allCores)
    #expect(span.coordinateCount == 11 && span.varianceLeftOut == 0)
    let products = span.map.weights.multiplied(byTransposeOf: span.map.weights)
    for row in 0..<11 {
      for column in 0..<11 {
        #expect(abs(products[row, column] - (row == column ? 1 : 0)) < 1e-9)
      }
    }
    let coordinates = span.map.predict(rows)
    for row in 1..<12 {
      let expected = distance(rows, 0, row)
      #expect(abs(distance(coordinates, 0, row) - expected) < 1e-9 * expected)
    }
    #expect(areClose(span.points(at: coordinates).elements, rows.elements, 1e-9))
    #expect(try RowSpan(of: rows, parallelism: .serial) == span)
  }

  @Test("has one direction without variance where all rows are the same")
  func constant() throws {
    let span = try RowSpan(
      of: Matrix<Double>(rowCount: 4, columnCount: 9, repeating: 3), parallelism: .serial)
    #expect(span.coordinateCount == 1)
    #expect(span.map.weights.elements.allSatisfy { $0 == 0 })
  }

  @Test("in part leaves out hardly more than the best directions do, and measures it")
  func part() throws {
    let rows = rows(90, 60)
    let span = try RowSpan(of: rows, count: 3, parallelism: .allCores)
    #expect(span.coordinateCount == 3)
    let coordinates = span.map.predict(rows)
    let held = coordinates.elements.reduce(0) { $0 + $1 * $1 }
    let mean = rows.columnSums.map { $0 / 90 }
    var all = 0.0
    for row in 0..<90 {
      for column in 0..<60 {
        let value = rows[row, column] - mean[column]
        all += value * value
      }
    }
    #expect(abs(span.varianceLeftOut - (1 - held / all)) < 1e-12)
    let best =
      try Eigendecomposition(Self.products(rows, mean)).values.dropLast(3).reduce(0, +) / all
    #expect(span.varianceLeftOut < 1.05 * best)
    #expect(try RowSpan(of: rows, count: 3, parallelism: .serial) == span)
  }

  private static func products(_ rows: Matrix<Double>, _ mean: [Double]) -> SymmetricMatrix {
    var centred = rows
    for row in 0..<rows.rowCount {
      for column in mean.indices { centred[row, column] -= mean[column] }
    }
    let all = centred.transposed.multiplied(by: centred)
    var products = SymmetricMatrix(order: mean.count)
    for row in mean.indices {
      for column in 0...row { products[row, column] = all[row, column] }
    }
    return products
  }
}
