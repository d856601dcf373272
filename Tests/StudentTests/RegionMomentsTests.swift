import LinearAlgebra
import Regression
import Student
import TestSupport
import Testing

@Suite struct RegionMomentsTests {
  @Test("regions have the moments of their rows, over block borders and without rows")
  func regions() throws {
    let set = try TrainingSet(SyntheticTeacher().dump(1_300))
    let rows = (0..<1_300).filter { $0 % 13 != 0 }
    let regions = rows.map { $0 % 10 == 0 ? 2 : 0 }
    let moments = try set.moments(
      of: rows, regions: regions, regionCount: 4, origin: set.origin())
    #expect(moments.map(\.sampleCount) == [1_080, 0, 120, 0])
    for region in [0, 2] {
      let members = zip(rows, regions).filter { $0.1 == region }.map(\.0)
      let expected = try Moments(
        inputs: set.inputs.gathering(rows: members, as: Double.self),
        targets: set.targets.gathering(rows: members))
      #expect(areClose(moments[region].featureMean, expected.featureMean, 1e-13))
      #expect(areClose(moments[region].targetMean, expected.targetMean, 1e-13))
      let map = try RidgeSolver(expected).fit(regularization: 0.5)
      let other = try RidgeSolver(moments[region]).fit(regularization: 0.5)
      #expect(relativeDifference(other.weights, map.weights) < 1e-11)
      #expect(isClose(moments[region].squaredError(of: map), expected.squaredError(of: map), 1e-9))
    }
  }

  @Test("the origin is the mean of all rows")
  func origin() throws {
    let set = try TrainingSet(SyntheticTeacher().dump(700))
    let moments = try Moments(
      inputs: set.inputs.gathering(rows: Array(0..<700), as: Double.self), targets: set.targets)
    #expect(try areClose(set.origin(), moments.featureMean + moments.targetMean, 1e-12))
  }
}
