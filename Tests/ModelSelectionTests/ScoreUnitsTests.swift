import Testing

@testable import ModelSelection

@Suite("The units that are scored")
struct ScoreUnitsTests {
  /// Groups of three rows each, dealt to folds in turn.
  private static func folds(_ groups: [Int], count: Int) -> Folds {
    Folds(count: count, assignment: groups.map { UInt8($0 % count) }, grouped: true)
  }

  @Test("are the groups, however these are dealt", arguments: [22, 60, 61, 63, 64])
  func pairing(groupCount: Int) {
    let groups = (0..<3 * groupCount).map { $0 / 3 }
    let few = ScoreUnits(Self.folds(groups, count: 5), groups: groups)
    let single = ScoreUnits(Self.folds(groups, count: groupCount), groups: groups)
    #expect(few.order.count == groupCount && single.order.count == groupCount)
    let own = few.rows.flatMap { $0 }
    let other = single.rows.flatMap { $0 }
    #expect(few.order.map { own[$0] } == single.order.map { other[$0] })
  }

  @Test("are at most 64 where there are more groups")
  func manyGroups() {
    let groups = (0..<300).map { $0 / 2 }
    let units = ScoreUnits(Self.folds(groups, count: 5), groups: groups)
    #expect(units.order.count <= ScoreUnits.limit)
    #expect(units.rows.flatMap { $0 }.flatMap { $0 }.count == groups.count)
  }

  @Test("are the folds without groups")
  func plain() {
    let folds = Folds(count: 2, assignment: [0, 1, 0, 1], grouped: false)
    let units = ScoreUnits(folds, groups: nil)
    #expect(units.rows == [[[0, 2]], [[1, 3]]] && units.order == [0, 1])
  }
}
