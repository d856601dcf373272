import Rows
import Synchronization
import Tessera
import Testing

/// Keeps the reports of a progress callback.
final class Heard: Sendable {
  private let reports = Mutex<[ProgressReport]>([])

  var all: [ProgressReport] { reports.withLock { $0 } }

  func hear(_ report: ProgressReport) { reports.withLock { $0.append(report) } }
}

@Suite("Progress")
struct ProgressMeterTests {
  private func rows(_ done: Int, _ what: String = "evaluate") -> ProgressReport {
    ProgressReport(what, done: done, total: 4_000, unit: .rows)
  }

  @Test("is not shown in the first second")
  func quiet() {
    var meter = ProgressMeter()
    #expect(meter.take(rows(0), at: 100) == .nothing)
    #expect(meter.take(rows(3_000), at: 100.9) == .nothing)
    #expect(meter.take(rows(4_000), at: 100.95) == .clear)
  }

  @Test("tells the rate so far and what is left at that rate")
  func rate() {
    var meter = ProgressMeter()
    _ = meter.take(rows(0), at: 5)
    #expect(
      meter.take(rows(1_000), at: 7) == .show(ProgressMeter.Estimate(rate: 500, secondsLeft: 6)))
    #expect(meter.take(rows(1_010), at: 7.05) == .nothing)
    #expect(
      meter.take(rows(2_000), at: 9) == .show(ProgressMeter.Estimate(rate: 500, secondsLeft: 4)))
  }

  @Test("starts anew with every pass")
  func passes() {
    var meter = ProgressMeter()
    _ = meter.take(rows(0), at: 0)
    #expect(meter.take(rows(4_000), at: 2) == .clear)
    #expect(meter.take(rows(0, "predict"), at: 10) == .nothing)
    #expect(meter.take(rows(100, "predict"), at: 10.5) == .nothing)
    #expect(
      meter.take(rows(100, "predict"), at: 12)
        == .show(ProgressMeter.Estimate(rate: 50, secondsLeft: 78)))
  }

  @Test("counts from the first report that it hears")
  func late() {
    var meter = ProgressMeter()
    #expect(meter.take(rows(1_000), at: 0) == .nothing)
    #expect(meter.take(rows(1_000), at: 3) == .nothing)
    #expect(
      meter.take(rows(2_000), at: 4)
        == .show(ProgressMeter.Estimate(rate: 250, secondsLeft: 8)))
  }
}

@Suite("Progress of a run")
struct RunProgressTests {
  @Test("goes on through the final fit, which begins at 0 and ends at its total")
  func fit() throws {
    let heard = Heard()
    var search = StudentSearch.standard
    search.structures = [.regional(regionCount: 1)]
    search.finalistCount = 1
    _ = try Compression(sweep: Sweep(search: .structures(search))).run(
      Samples.dump(120), test: Samples.dump(40, seed: 9), parallelism: .allCores,
      progress: heard.hear)
    let passes = heard.all.filter { $0.what == "fit" }
    #expect(passes.first?.done == 0 && passes.first?.unit == .passes)
    #expect(passes.last.map { $0.done == $0.total } == true)
    #expect(passes.dropLast().map(\.done) == passes.dropLast().map(\.done).sorted())
    let names = heard.all.map(\.what)
    #expect(names.firstIndex(of: "fit") ?? 0 > names.lastIndex(of: "sweep") ?? .max)
    #expect(names.lastIndex(of: "fit") ?? .max < names.firstIndex(of: "evaluate") ?? 0)
  }

  @Test("names a fit as it begins, because its first pass may be long")
  func begin() {
    var meter = ProgressMeter()
    let start = ProgressReport("fit", done: 0, total: 1, unit: .passes)
    #expect(meter.take(start, at: 3) == .begin)
    let next = ProgressReport("fit", done: 20, total: 100, unit: .passes)
    #expect(meter.take(next, at: 3.5) == .nothing)
    #expect(
      meter.take(next, at: 5) == .show(ProgressMeter.Estimate(rate: 10, secondsLeft: 8)))
  }
}
