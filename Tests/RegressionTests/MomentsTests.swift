import Regression
import Rows
import TestSupport
import Testing

@Suite struct MomentsTests {
  private func naive(_ map: AffineMap, _ problem: Problem) -> Double {
    var sum = 0.0
    for row in 0..<problem.inputs.rowCount {
      for target in 0..<map.outputCount {
        var error = problem.targets[row, target] - map.offsets[target]
        for feature in 0..<map.featureCount {
          error -= map.weights[target, feature] * problem.inputs[row, feature]
        }
        sum += error * error
      }
    }
    return sum
  }

  @Test("the squared error of any map equals the sum over rows", arguments: 0..<20)
  func squaredError(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed), stream: 23)
    let features = 1 + random.index(below: 12)
    let targets = 1 + random.index(below: 4)
    let problem = Problem(
      rows: 1 + random.index(below: 50), features: features, targets: targets,
      seed: UInt64(seed), mean: seed % 3 == 0 ? 100 : 0)
    let map = AffineMap(
      weights: random.matrix(targets, features), offsets: random.matrix(1, targets).elements)
    #expect(isClose(problem.moments.squaredError(of: map), naive(map, problem), 1e-10))
  }

  @Test("an exact map has no error, and no rows have none either")
  func exact() {
    var random = SeededGenerator(seed: 1)
    let inputs = random.matrix(20, 4, mean: 10)
    let map = AffineMap(weights: random.matrix(3, 4), offsets: [1, 2, 3])
    let error = Moments(inputs: inputs, targets: map.predict(inputs)).squaredError(of: map)
    #expect(error >= 0)
    #expect(error < 1e-9)
    let none = Moments(
      inputs: Matrix(rowCount: 0, columnCount: 4), targets: Matrix(rowCount: 0, columnCount: 3))
    #expect(none.squaredError(of: map) == 0)
  }

  @Test("moments of parts add up to the moments of the whole")
  func sum() throws {
    let problem = Problem(rows: 45, features: 6, targets: 2, seed: 2)
    let origin = [Double](repeating: 2.5, count: 8)
    var sum = Moments(featureCount: 6, targetCount: 2, origin: origin)
    for part in [0..<10, 10..<11, 11..<11, 11..<45] {
      var moments = Moments(featureCount: 6, targetCount: 2, origin: origin)
      var rows = JoinedRows(origin: origin)
      for row in part {
        rows.append(problem.inputs.elements, problem.targets.elements, row: row, featureCount: 6)
      }
      moments.add(&rows)
      #expect(rows.rowCount == 0)
      sum += moments
    }
    #expect(sum.sampleCount == 45)
    let whole = problem.moments
    #expect(areClose(sum.featureMean, whole.featureMean, 1e-14))
    #expect(areClose(sum.targetMean, whole.targetMean, 1e-14))
    let left = try RidgeSolver(sum).fit(lambda: 0.1)
    let right = try RidgeSolver(whole).fit(lambda: 0.1)
    #expect(relativeDifference(left.weights, right.weights) < 1e-11)
    #expect(isClose(sum.squaredError(of: right), naive(right, problem), 1e-11))
  }

  @Test("means are taken where the rows are, however far from zero")
  func farAway() throws {
    let near = Problem(rows: 80, features: 5, targets: 2, seed: 3, mean: 0)
    let far = Matrix(
      rowCount: 80, columnCount: 5, elements: near.inputs.elements.map { $0 + 0x1p20 })
    let map = try RidgeSolver(Moments(inputs: far, targets: near.targets))
      .fit(lambda: 0.1)
    let expected = try RidgeSolver(near.moments).fit(lambda: 0.1)
    // The rows themselves are rounded to 2⁻³² by the offset.
    #expect(relativeDifference(map.weights, expected.weights) < 1e-8)
  }
}
