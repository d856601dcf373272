import Rows
import Tessera
import TestSupport
import Testing

@Suite("The plan of a sweep")
struct SweepPlanTests {
  @Test("skips structures beyond the memory, and the memory that it names tries all")
  func memory() throws {
    let dump = try SyntheticTeacher(features: 40).dump(90)
    let all = try Sweep().plan(dump, parallelism: .serial)
    #expect(all.notes.isEmpty)
    let some = try Sweep(memory: 1 << 17).plan(dump, parallelism: .serial)
    let note = try #require(some.notes.first)
    #expect(note.contains("regional k = 3") && note.contains("--memory 1MB tries all"))
    #expect(try Sweep(memory: 1 << 20).plan(dump, parallelism: .serial).notes.isEmpty)
    let result = try Sweep(memory: 1 << 17).run(dump, parallelism: .serial)
    #expect(!result.table.candidates.contains { $0.structure == .regional(regionCount: 3) })
    #expect(result.table.candidates.contains { $0.structure == .regional(regionCount: 1) })
  }

  @Test("grows with the rows, and says where it is long or large")
  func growth() throws {
    let teacher = SyntheticTeacher(features: 10)
    let few = try Sweep().plan(teacher.dump(60), parallelism: .serial).estimate
    let many = try Sweep().plan(teacher.dump(600), parallelism: .serial).estimate
    #expect(many.rowsPassed == 10 * few.rowsPassed && many.seconds > few.seconds)
    #expect(!few.isNotable(memory: 1 << 29) && few.isNotable(memory: few.bytes))
    var long = few
    long.seconds = 31
    #expect(long.isNotable(memory: 1 << 29))
  }

  @Test("of fewer rows than inputs has stronger penalties and one map of all inputs")
  func wide() throws {
    let dump = try SyntheticTeacher(features: 60).dump(40)
    let plan = try Sweep().plan(dump, parallelism: .serial)
    #expect(plan.notes.count == 1 && plan.notes[0].contains("40 rows"))
    let result = try Sweep().run(dump, parallelism: .serial)
    #expect(result.table.lambdas.last == 1)
    #expect(!result.table.candidates.contains { $0.structure == .regional(regionCount: 2) })
  }
}
