import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite struct RegionMomentsTests {
  @Test("regions have the moments of their rows, over block borders and without rows")
  func regions() throws {
    let set = try TrainingSet(SyntheticTeacher().dump(1_300))
    let rows = (0..<1_300).filter { $0 % 13 != 0 }
    let regions: [Int32] = rows.map { $0 % 10 == 0 ? 2 : 0 }
    let moments = try set.moments(
      of: rows.map { Int32($0) }, regions: regions, regionCount: 4, origin: set.origin(),
      parallelism: .allCores)
    #expect(moments.map(\.sampleCount) == [1_080, 0, 120, 0])
    for region in [0, 2] {
      let members = zip(rows, regions).filter { $0.1 == region }.map(\.0)
      let expected = try Moments(
        inputs: set.inputs.gathering(rows: members, as: Double.self),
        targets: set.targets.gathering(rows: members, as: Double.self))
      #expect(areClose(moments[region].featureMean, expected.featureMean, 1e-13))
      #expect(areClose(moments[region].targetMean, expected.targetMean, 1e-13))
      let map = try RidgeSolver(expected).fit(lambda: 0.5)
      let other = try RidgeSolver(moments[region]).fit(lambda: 0.5)
      #expect(relativeDifference(other.weights, map.weights) < 1e-11)
      #expect(isClose(moments[region].squaredError(of: map), expected.squaredError(of: map), 1e-9))
    }
  }

  @Test("regions that are skipped have no rows, and threads change nothing")
  func skipping() throws {
    let set = try TrainingSet(SyntheticTeacher().dump(5_000))
    let rows = Array(Int32(0)..<5_000)
    let regions = rows.map { $0 % 3 }
    let origin = try set.origin()
    let all = try set.moments(
      of: rows, regions: regions, regionCount: 3, origin: origin, parallelism: .serial)
    let some = try set.moments(
      of: rows, regions: regions, regionCount: 3, origin: origin, skipping: 1,
      parallelism: Parallelism(threadCount: 3))
    #expect(some[0] == all[0])
    #expect(some[1].sampleCount == 0)
    #expect(some[2] == all[2])
  }

  @Test("the origin is the mean of all rows where they are few")
  func origin() throws {
    let set = try TrainingSet(SyntheticTeacher().dump(700))
    let moments = try Moments(inputs: set.inputs.matrix(), targets: set.targets.matrix())
    #expect(try areClose(set.origin(), moments.featureMean + moments.targetMean, 1e-12))
  }
}
