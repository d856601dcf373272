import Foundation
import Testing

/// How many threads the tool works on.
@Suite("Threads")
struct ThreadTests {
  /// How long each thread of a run was on a processor, in nanoseconds, as far as it was seen.
  private func times(_ arguments: [String], in tool: Tool) throws -> (main: Int, others: Int) {
    // A BLAS of one thread starts no other, which would spin for a while.
    let run = try tool.start(
      ["OPENBLAS_NUM_THREADS=1", Tool.executable.path] + arguments,
      program: URL(fileURLWithPath: "/usr/bin/env"))
    let main = String(run.process.processIdentifier)
    let folder = "/proc/\(main)/task"
    var times: [String: Int] = [:]
    while run.process.isRunning {
      for thread in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
        let statistics = try? String(
          contentsOfFile: "\(folder)/\(thread)/schedstat", encoding: .utf8)
        if let time = statistics?.split(separator: " ").first.flatMap({ Int($0) }) {
          times[thread] = time
        }
      }
      usleep(1_000)
    }
    let outcome = try run.outcome()
    #expect(outcome.code == 0, "\(outcome.error)")
    return (times.removeValue(forKey: main) ?? 0, times.values.reduce(0, +))
  }

  @Test(
    "with --threads 1 the other threads only wait, while a student is searched, quantised and certified",
    .enabled(
      if: Tool.measuresMemory && FileManager.default.fileExists(atPath: "/proc/self/schedstat")))
  func oneThread() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump(rows: 30_000).write(to: "dump", in: tool)
    let times = try times(
      ["compress", "dump", "--k", "2", "--lambda", "1", "--folds", "2", "--threads", "1"]
        + ["--output", "s.tessera"], in: tool)
    #expect(times.main > 0 && times.others < times.main / 25, "\(times)")
  }
}
