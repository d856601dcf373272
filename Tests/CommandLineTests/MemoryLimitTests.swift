import Foundation
import Tessera
import Testing

/// Too little memory: one message that names the cause, in good time.
@Suite("Memory limits", .enabled(if: Tool.measuresMemory, "skipped: a sanitizer takes memory"))
struct MemoryLimitTests {
  /// Writes a dump of `rows` rows that takes no room on the disk but for its ends.
  private func writeDump(rows: Int, columns: Int, in tool: Tool) throws {
    for (name, width) in [("inputs", columns), ("logits", 3)] {
      let count = rows * width
      try tool.write(
        NPYWriter.bytes(
          of: (0..<count).map { Float(($0 * 7_919) % 1_009) / 1_009 - 0.5 }, shape: [rows, width]),
        to: "dump/\(name).npy")
    }
  }

  private func compress(
    _ options: [String], limit: Int, in tool: Tool
  ) throws -> Tool.Outcome {
    // One thread of OpenBLAS's own, so that the room that it takes does not depend on the machine.
    try tool.start(
      [
        "-c", "export OPENBLAS_NUM_THREADS=1; ulimit -v \(limit); exec timeout 60 \"$0\" \"$@\"",
        Tool.executable.path, "compress",
        "dump", "--output", "s.tessera", "--force",
      ] + options, program: URL(fileURLWithPath: "/bin/bash")
    ).outcome()
  }

  @Test("more threads than there is room for are an error, and no endless wait")
  func threads() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try writeDump(rows: 300, columns: 6, in: tool)
    let outcome = try compress(["--threads", "64"], limit: 4_000_000, in: tool)
    #expect(outcome.code == 65, "\(outcome.code) \(outcome.error)")
    #expect(
      outcome.error.contains("no memory for 64 threads") && outcome.error.contains("--threads"))
    #expect(try tool.files() == ["dump"])
  }

  @Test("equations that are too large name the inputs and their number")
  func equations() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try writeDump(rows: 2_048, columns: 2_048, in: tool)
    let outcome = try compress(
      ["--threads", "1", "--k", "1", "--lambda", "1", "--folds", "64"], limit: 2_500_000, in: tool)
    #expect(outcome.code == 65, "\(outcome.code) \(outcome.error)")
    #expect(outcome.error.contains("the equations of 2048 inputs"), "\(outcome.error)")
    #expect(try tool.files() == ["dump"])
  }
}
