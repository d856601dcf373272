import Tessera
import TestSupport
import Testing

/// The same run on ranks, each of which is a thread here.
@Suite("A run on several ranks")
struct RankedRunTests {
  private func students(
    _ compression: Compression, _ train: ActivationDump, test: ActivationDump, ranks: Int
  ) -> [[UInt8]] {
    ThreadRanks.run(ranks) { parallelism in
      (try? Self.student(compression, train, test, parallelism)) ?? []
    }
  }

  /// The bytes of student and record.
  private static func student(
    _ compression: Compression, _ train: ActivationDump, _ test: ActivationDump,
    _ parallelism: Parallelism
  ) throws -> [UInt8] {
    let result = try compression.run(train, test: test, parallelism: parallelism)
    return result.student.bytes + (try JSONDocument.encode(result.record))
  }

  @Test("makes the student of one, to the byte, by the published search", arguments: [2, 3, 5])
  func published(ranks: Int) throws {
    let teacher = SyntheticTeacher()
    let (train, test) = (try teacher.dump(1_500), try teacher.dump(400, seed: 5))
    let compression = Compression(
      sweep: Sweep(search: .grid(GridSearch(regionCounts: [1, 3, 6], lambdas: [0.01, 1]))))
    let alone = try Self.student(compression, train, test, Parallelism(threadCount: 2))
    let found = students(compression, train, test: test, ranks: ranks)
    #expect(found == Array(repeating: alone, count: ranks))
  }

  @Test("makes the student of one by the default search, with and without groups")
  func standard() throws {
    let teacher = SyntheticTeacher()
    for groups in [nil, (0..<900).map { $0 % 9 }] {
      let (train, test) = (try teacher.dump(900, groups: groups), try teacher.dump(300, seed: 5))
      let alone = try Self.student(Compression(), train, test, Parallelism(threadCount: 2))
      #expect(students(Compression(), train, test: test, ranks: 3) == [alone, alone, alone])
    }
  }
}
