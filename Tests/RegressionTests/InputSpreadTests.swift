import LinearAlgebra
import Regression
import Rows
import TestSupport
import Testing

@Suite struct InputSpreadTests {
  private static let n = 4

  /// Three maps of sums of two inputs, and a map after them.
  private static func spread(
    _ random: inout SeededGenerator, noise: [Double] = [0, 0, 0, 0], share: Double = 1
  ) -> InputSpread {
    let changes = (0..<3).map { _ in
      (0..<n).map { input in
        InputSpread.Term(
          input, random.index(below: n), leftWeight: random.normal(), rightWeight: random.normal(),
          offset: random.normal())
      }
    }
    let finish = AffineMap(
      weights: random.matrix(n, n), offsets: (0..<n).map { _ in random.normal() })
    return InputSpread(changes: changes, noise: noise, finish: finish, share: share)
  }

  /// The rows after every change, one change after the other.
  private static func changed(_ rows: Matrix<Double>, by spread: InputSpread) -> Matrix<Double> {
    var elements: [Double] = []
    for terms in spread.changes {
      for row in 0..<rows.rowCount {
        let x = Array(rows[row: row])
        elements += terms.map {
          $0.leftWeight * x[$0.left] + $0.rightWeight * x[$0.right] + $0.offset
        }
      }
    }
    let all = Matrix(
      rowCount: spread.changes.count * rows.rowCount, columnCount: n, elements: elements)
    return spread.finish?.predict(all) ?? all
  }

  private static func moments(
    _ rows: Matrix<Double>, _ targets: Matrix<Double>, weight: Double
  ) -> WeightedMoments {
    let origin = [Double](repeating: 0.5, count: n + targets.columnCount)
    var moments = Moments(
      featureCount: n, targetCount: targets.columnCount, origin: origin)
    var joined = JoinedRows(origin: origin)
    for row in 0..<rows.rowCount {
      if joined.isFull { moments.add(&joined) }
      joined.append(rows.elements, targets.elements, row: row, featureCount: n)
    }
    moments.add(&joined)
    return WeightedMoments(moments, weight: weight)
  }

  private static func expectEqual(_ found: WeightedMoments, _ expected: WeightedMoments) throws {
    #expect(isClose(found.weight, expected.weight, 1e-10))
    #expect(zip(found.mean, expected.mean).allSatisfy { isClose($0, $1, 1e-10) })
    for row in 0..<n {
      for column in 0...row {
        #expect(
          isClose(
            found.featureCovariance[row, column], expected.featureCovariance[row, column], 1e-8))
      }
    }
    let maps = try [found, expected].map {
      try CorrectedRidge(RegionalDesign([$0], projection: nil, hasSharedMap: false))
        .fit(sharedPenalty: 0.1, correctionPenalty: 0.1).regionMaps[0]
    }
    #expect(
      zip(maps[0].weights.elements, maps[1].weights.elements).allSatisfy { isClose($0, $1, 1e-8) })
    #expect(zip(maps[0].offsets, maps[1].offsets).allSatisfy { isClose($0, $1, 1e-8) })
  }

  @Test("moments are those of all rows after all changes", arguments: [1, 0.25])
  func moments(share: Double) throws {
    var random = SeededGenerator(seed: 4, stream: 97)
    let rows = random.matrix(30, Self.n, mean: 2)
    let targets = random.matrix(30, 2)
    let spread = Self.spread(&random, share: share)
    let found = Self.moments(rows, targets, weight: 0.7).spread(by: spread)
    let repeated = Matrix(
      rowCount: 90, columnCount: 2, elements: (0..<3).flatMap { _ in targets.elements })
    var expected = Self.moments(
      Self.changed(rows, by: spread), repeated, weight: 0.7 * share / 3)
    expected += Self.moments(rows, targets, weight: 0.7 * (1 - share))
    try Self.expectEqual(found, expected)
  }

  @Test("noise adds its variances, as the map after it leaves them")
  func noise() {
    var random = SeededGenerator(seed: 5, stream: 97)
    let rows = random.matrix(30, Self.n)
    let moments = Self.moments(rows, random.matrix(30, 1), weight: 2)
    var (first, second) = (random, random)
    let silent = Self.spread(&first)
    let loud = Self.spread(&second, noise: [1, 0.5, 0, 2])
    let (quiet, noisy) = (moments.spread(by: silent), moments.spread(by: loud))
    let map = silent.finish?.weights ?? Matrix(rowCount: Self.n, columnCount: Self.n)
    for row in 0..<Self.n {
      for column in 0..<Self.n {
        let added = loud.noise.enumerated().reduce(0) {
          $0 + $1.element * map[row, $1.offset] * map[column, $1.offset]
        }
        let difference =
          noisy.featureCovariance[row, column] - quiet.featureCovariance[row, column]
        #expect(isClose(difference, added, 1e-9))
      }
    }
    #expect(zip(quiet.mean, noisy.mean).allSatisfy { isClose($0, $1, 1e-12) })
  }

  @Test("on another scale the changes are the same")
  func scaling() throws {
    var random = SeededGenerator(seed: 6, stream: 97)
    let rows = random.matrix(25, Self.n)
    let targets = random.matrix(25, 1)
    let (centres, factors) = ([1.0, -2, 0, 3], [2.0, 0.5, 4, 1])
    func scaled(_ rows: Matrix<Double>) -> Matrix<Double> {
      var result = rows
      for row in 0..<rows.rowCount {
        for column in 0..<Self.n {
          result[row, column] = (rows[row, column] - centres[column]) * factors[column]
        }
      }
      return result
    }
    let spread = Self.spread(&random)
    let found = Self.moments(scaled(rows), targets, weight: 1)
      .spread(by: spread.scaled(centres: centres, factors: factors))
    let repeated = Matrix(
      rowCount: 75, columnCount: 1, elements: (0..<3).flatMap { _ in targets.elements })
    let expected = Self.moments(
      scaled(Self.changed(rows, by: spread)), repeated, weight: 1 / 3)
    try Self.expectEqual(found, expected)
  }
}
