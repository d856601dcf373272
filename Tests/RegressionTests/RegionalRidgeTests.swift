import Regression
import Rows
import TestSupport
import Testing

@Suite struct RegionalRidgeTests {
  private let problem = Problem(rows: 60, features: 7, targets: 2, seed: 30)

  /// The moments of each region about one origin; region j has the rows of `sizes[j]`.
  private func moments(_ sizes: [Int]) -> [Moments] {
    let origin = problem.moments.featureMean + problem.moments.targetMean
    var start = 0
    return sizes.map { size in
      var rows = JoinedRows(origin: origin)
      for row in start..<start + size {
        rows.append(problem.inputs.elements, problem.targets.elements, row: row, featureCount: 7)
      }
      start += size
      var moments = Moments(featureCount: 7, targetCount: 2, origin: origin)
      moments.add(&rows)
      return moments
    }
  }

  @Test("one region is ridge regression, whatever it would be shrunk towards")
  func oneRegion() throws {
    let expected = try RidgeSolver(problem.moments).fit(lambda: 2)
    for shrinkage in Shrinkage.allCases {
      let maps = try RegionalRidge(moments([60]), shrinkage: shrinkage, parallelism: .allCores)
        .maps(lambda: 2)
      #expect(maps.count == 1)
      #expect(relativeDifference(maps[0].weights, expected.weights) < 1e-12)
    }
  }

  @Test("shrinkage to zero fits each region alone")
  func zero() throws {
    let parts = moments([25, 35])
    let maps = try RegionalRidge(parts, shrinkage: .zero, parallelism: .allCores).maps(
      lambda: 0.5)
    for (part, map) in zip(parts, maps) {
      #expect(try map == RidgeSolver(part).fit(lambda: 0.5))
    }
  }

  @Test("global shrinkage pulls each region towards the map of all rows at the same λ")
  func global() throws {
    let parts = moments([25, 35])
    let common = try RidgeSolver(problem.moments).fit(lambda: 3)
    let maps = try RegionalRidge(parts, shrinkage: .global, parallelism: .allCores).maps(
      lambda: 3)
    for (part, map) in zip(parts, maps) {
      let expected = try RidgeSolver(part).fit(lambda: 3, towards: common)
      #expect(relativeDifference(map.weights, expected.weights) < 1e-12)
      #expect(areClose(map.offsets, expected.offsets, 1e-11))
    }
  }

  @Test(
    "regions with fewer rows than features, one row or no rows have finite maps",
    arguments: Shrinkage.allCases)
  func smallRegions(shrinkage: Shrinkage) throws {
    let sizes = [0, 54, 1, 5, 0]
    let ridge = try RegionalRidge(moments(sizes), shrinkage: shrinkage, parallelism: .allCores)
    let common = try RidgeSolver(problem.moments).fit(lambda: 0.01)
    let maps = try ridge.maps(lambda: 0.01)
    #expect(maps.count == 5)
    #expect(maps.allSatisfy { ($0.weights.elements + $0.offsets).allSatisfy(\.isFinite) })
    // No rows: the map of all rows. One row: the reference (or 0), through that row.
    for region in [0, 4] {
      #expect(relativeDifference(maps[region].weights, common.weights) < 1e-11)
      #expect(areClose(maps[region].offsets, common.offsets, 1e-11))
    }
    let single =
      shrinkage == .global ? common.weights : Matrix<Double>(rowCount: 2, columnCount: 7)
    #expect(zip(maps[2].weights.elements, single.elements).allSatisfy { abs($0 - $1) < 1e-11 })
    let prediction = maps[2].predict(problem.inputs.gathering(rows: [54]))
    #expect(areClose(prediction.elements, Array(problem.targets[row: 54]), 1e-11))
  }

  @Test("λ = 0 with a small region is a typed error")
  func singular() throws {
    let ridge = try RegionalRidge(moments([55, 5]), shrinkage: .zero, parallelism: .allCores)
    #expect(throws: RegressionError.singular(rank: 4, featureCount: 7, sampleCount: 5)) {
      _ = try ridge.maps(lambda: 0)
    }
  }
}
