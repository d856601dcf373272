import Regression
import Rows
import TestSupport
import Testing

@Suite struct AffineMapTests {
  @Test("y = B x + d")
  func prediction() {
    let map = AffineMap(weights: Matrix(rows: [[1, 2], [0, -1], [3, 0]]), offsets: [1, 0, -1])
    #expect(map.featureCount == 2)
    #expect(map.outputCount == 3)
    #expect(
      map.predict(Matrix(rows: [[1, 1], [2, -1]])) == Matrix(rows: [[4, -1, 2], [1, 1, 5]]))
    #expect(map.predict(Matrix(rowCount: 0, columnCount: 2)).rowCount == 0)
  }

  @Test("one map after another is one map", arguments: 0..<10)
  func chain(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let first = AffineMap(
      weights: random.matrix(6, 9), offsets: random.matrix(1, 6).elements)
    let next = AffineMap(weights: random.matrix(4, 6), offsets: random.matrix(1, 4).elements)
    let inputs = random.matrix(12, 9)
    let chained = first.followed(by: next)
    #expect(chained.featureCount == 9)
    #expect(chained.outputCount == 4)
    #expect(
      relativeDifference(chained.predict(inputs), next.predict(first.predict(inputs))) < 1e-13)
  }
}
