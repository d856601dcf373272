import Foundation
import Glibc
import Tessera
import Testing

@Suite("Interruption")
struct InterruptionTests {
  @Test("leaves the old student or the new one, whenever it comes")
  func interrupt() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump(rows: 600).write(to: "dump", in: tool)
    let arguments = ["compress", "dump", "--output", "s.tessera", "--threads", "1"]
    let started = ContinuousClock.now
    try #require(tool.run(arguments).code == 0)
    let duration = ContinuousClock.now - started
    let new = try tool.bytes("s.tessera")
    try #require(tool.run(arguments + ["--k", "1", "--lambda", "1"]).code == 0)
    let old = try tool.bytes("s.tessera")
    try #require(new != old)
    var generator = SeededGenerator(seed: 2)
    var codes: [Int32: Int] = [:]
    for attempt in 0..<30 {
      try tool.write(old, to: "s.tessera")
      let run = try tool.start(arguments)
      // Most of the writing happens at the end: half of the attempts aim there.
      let share = attempt.isMultiple(of: 2) ? generator.uniform() : 0.8 + 0.25 * generator.uniform()
      let delay = duration * share
      usleep(UInt32(delay / .microseconds(1)))
      kill(run.process.processIdentifier, SIGINT)
      let outcome = try run.outcome()
      codes[outcome.code, default: 0] += 1
      #expect([0, 130].contains(outcome.code), "\(outcome.error)")
      let left = try tool.bytes("s.tessera")
      #expect(left == old || left == new, "attempt \(attempt)")
      #expect(outcome.code != 0 || left == new)
      #expect(try tool.files() == ["dump", "s.json", "s.tessera"], "attempt \(attempt)")
      #expect(!outcome.output.contains("wrote") || left == new)
    }
    #expect(codes[130, default: 0] >= 5, "few attempts came in time: \(codes)")
  }

  @Test("takes away the folder that was made for the output")
  func newFolder() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    for attempt in 0..<10 {
      let run = try tool.start(
        ["augment", "dump", "--output", "made/inputs", "--count", "100000000", "--threads", "1"])
      while run.process.isRunning, try tool.files() == ["dump"] { usleep(100) }
      kill(run.process.processIdentifier, SIGINT)
      let outcome = try run.outcome()
      #expect(outcome.code == 130, "\(outcome.error)")
      #expect(try tool.files() == ["dump"], "attempt \(attempt)")
    }
  }

  @Test("by SIGTERM ends a run with 143 and writes nothing")
  func terminate() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let run = try tool.start(
      ["compress", VerbTests.train, "--output", "s.tessera", "--k", "1...30", "--threads", "1"])
    usleep(200_000)
    kill(run.process.processIdentifier, SIGTERM)
    let outcome = try run.outcome()
    #expect(outcome.code == 143)
    #expect(outcome.output.isEmpty && outcome.error.isEmpty)
    #expect(try tool.files() == [])
  }
}
