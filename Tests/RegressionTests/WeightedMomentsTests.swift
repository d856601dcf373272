import LinearAlgebra
import Regression
import TestSupport
import Testing

@Suite struct WeightedMomentsTests {
  @Test("mean and covariance are those of weighted rows")
  func statistics() {
    var random = SeededGenerator(seed: 3, stream: 98)
    let (first, second) = (random.matrix(20, 4, mean: 5), random.matrix(9, 4, mean: -2))
    let targets = (random.matrix(20, 2), random.matrix(9, 2))
    let origin = [Double](repeating: 1, count: 6)
    func moments(_ x: Matrix<Double>, _ y: Matrix<Double>) -> Moments {
      var moments = Moments(featureCount: 4, targetCount: 2, origin: origin)
      var rows = JoinedRows(origin: origin)
      for row in 0..<x.rowCount {
        rows.append(x.elements, y.elements, row: row, featureCount: 4)
      }
      moments.add(&rows)
      return moments
    }
    var sum = WeightedMoments(moments(first, targets.0), weight: 2)
    sum += WeightedMoments(moments(second, targets.1), weight: 0.5)
    #expect(sum.weight == 44.5)
    let rows =
      (0..<20).map { (2.0, Array(first[row: $0])) }
      + (0..<9).map { (0.5, Array(second[row: $0])) }
    for i in 0..<4 {
      let mean = rows.reduce(0) { $0 + $1.0 * $1.1[i] } / 44.5
      #expect(isClose(sum.mean[i], mean, 1e-12))
      for j in 0..<4 {
        let other = rows.reduce(0) { $0 + $1.0 * $1.1[j] } / 44.5
        let covariance =
          rows.reduce(0) { $0 + $1.0 * ($1.1[i] - mean) * ($1.1[j] - other) } / 44.5
        #expect(isClose(sum.featureCovariance[i, j], covariance, 1e-11))
      }
    }
  }
}

@Suite struct PrincipalAxesTests {
  private func moments(_ rows: Matrix<Double>) -> WeightedMoments {
    WeightedMoments(
      Moments(inputs: rows, targets: Matrix(rowCount: rows.rowCount, columnCount: 1)), weight: 1)
  }

  @Test("components are centred, uncorrelated and descending, the first with deviation 6")
  func components() throws {
    var random = SeededGenerator(seed: 12, stream: 99)
    let rows = random.matrix(300, 4, mean: 3).multiplied(by: random.matrix(4, 5))
    let axes = try PrincipalAxes.fit(moments(rows), count: 3)
    let z = axes.predict(rows)
    var last = Double.infinity
    for i in 0..<3 {
      for j in 0...i {
        let product =
          (0..<300).reduce(0.0) { $0 + z[$1, i] * z[$1, j] } / 300
        if i == j {
          #expect(product <= last)
          if i == 0 { #expect(isClose(product, 36, 1e-9)) }
          last = product
        } else {
          #expect(abs(product) < 1e-8)
        }
      }
      #expect(abs(z.columnSums[i]) < 1e-8)
    }
    let fewer = try PrincipalAxes.fit(moments(rows), count: 2)
    #expect(fewer.weights.elements == Array(axes.weights.elements.prefix(10)))
  }

  @Test("rows that do not vary have no axes")
  func constant() {
    #expect(throws: RegressionError.constantFeatures) {
      _ = try PrincipalAxes.fit(
        moments(Matrix(rowCount: 5, columnCount: 2, repeating: 3)), count: 1)
    }
  }
}
