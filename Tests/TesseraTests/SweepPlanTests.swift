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

  @Test("refuses what the sweep would: too few rows, and a budget below every student")
  func refusals() throws {
    let teacher = SyntheticTeacher(features: 40)
    let searches: [Search] = [.structures(.standard), .grid(GridSearch())]
    for search in searches {
      let one = try teacher.dump(1)
      #expect(
        throws: TesseraError.selection(.tooFewRows(sampleCount: 1, foldCount: 5))
      ) { try Sweep(search: search).plan(one, parallelism: .serial) }
      let many = try teacher.dump(90)
      var planned: TesseraError?
      do { _ = try Sweep(search: search, budget: 60).plan(many, parallelism: .serial) } catch {
        planned = error
      }
      guard case .selection(.budgetTooSmall(60, let smallest, _))? = planned else {
        Issue.record("\(String(describing: planned))")
        continue
      }
      _ = try Sweep(search: search, budget: smallest).plan(many, parallelism: .serial)
      #expect(throws: planned ?? .outOfMemory(what: "", bytes: 0)) {
        try Sweep(search: search, budget: 60).run(many, parallelism: .serial)
      }
    }
  }

  @Test("refuses folds that leave one row to a fit", arguments: [2, 3])
  func singleRows(count: Int) throws {
    let dump = try SyntheticTeacher(features: 40).dump(count)
    var search = StudentSearch.standard
    search.folds = KFold(foldCount: 2)
    #expect(
      throws: TesseraError.selection(.tooFewRows(sampleCount: count, foldCount: 2))
    ) { try Sweep(search: .structures(search)).plan(dump, parallelism: .serial) }
    guard count == 3 else { return }
    search.folds = KFold(foldCount: 3)
    _ = try Sweep(search: .structures(search)).run(dump, parallelism: .serial)
  }

  @Test("counts the bytes of students on the inputs that are kept")
  func keptInputs() throws {
    let dump = try SyntheticTeacher(features: 40).dump(90)
    let whole = Compression(sweep: Sweep(budget: 180))
    #expect(throws: TesseraError.self) { try whole.plan(dump, parallelism: .serial) }
    let part = Compression(sweep: Sweep(budget: 180), keptShare: 0.1)
    _ = try part.plan(dump, parallelism: .serial)
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

  @Test("of several seeds is as many times the work, in the same memory")
  func seeds() throws {
    let dump = try SyntheticTeacher(features: 10).dump(60)
    for search in [Search.structures(.standard), .grid(GridSearch())] {
      let one = try Sweep(search: search).plan(dump, parallelism: .serial).estimate
      let five = try Sweep(search: search, seedCount: 5).plan(dump, parallelism: .serial).estimate
      #expect(five.rowsPassed == 5 * one.rowsPassed && five.bytes == one.bytes)
      #expect(abs(five.seconds / one.seconds - 5) < 1e-9)
    }
  }

  @Test("of fewer rows than inputs has stronger penalties and one map of all inputs")
  func wide() throws {
    let dump = try SyntheticTeacher(features: 60).dump(40)
    let plan = try Sweep().plan(dump, parallelism: .serial)
    #expect(plan.notes.count == 1 && plan.notes[0].contains("40 rows"))
    let result = try Sweep().run(dump, parallelism: .serial)
    #expect(result.table.lambdas.last == 1)
    #expect(!result.table.candidates.contains { $0.structure == .regional(regionCount: 2) })
    #expect(result.spanNote == nil)
  }

  @Test("counts steps that threads do not share, such as the order of inputs, in full")
  func serial() throws {
    let dump = try SyntheticTeacher(features: 600).dump(40)
    func seconds(pruning: Int, threads: Int) throws -> Double {
      try Sweep().plan(dump, pruning: pruning, parallelism: Parallelism(threadCount: threads))
        .estimate.seconds
    }
    let one = try seconds(pruning: 1, threads: 1) - seconds(pruning: 0, threads: 1)
    let eight = try seconds(pruning: 1, threads: 8) - seconds(pruning: 0, threads: 8)
    // Six orders of n² · r · 2 / 3 multiply-accumulates at the least.
    #expect(eight > 6 * 600 * 600 * 39 * 2 / 3 / 1.3e9 && eight > one / 2)
  }

  @Test("without a penalty fails by the number of inputs, and not of their coordinates")
  func singular() throws {
    let dump = try SyntheticTeacher(features: 60).dump(40)
    let sweep = Samples.sweep(lambdas: [0])
    let thrown = #expect(throws: TesseraError.self) { try sweep.run(dump, parallelism: .serial) }
    #expect(
      thrown?.description.contains("rows of 60 features have rank") == true, "\(thrown as Any)")
  }
}
