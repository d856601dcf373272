import Foundation
import Tessera
import Testing

/// Full disks, lost outputs and the remains of a killed run.
@Suite("Faults of outputs")
struct OutputFaultTests {
  private static let options = ["--threads", "1", "--k", "1", "--lambda", "1", "--force"]
  private let compress = ["compress", "dump", "--output", "s.tessera"] + options

  private func made() throws -> Tool {
    let tool = try Tool()
    try Dump().write(to: "dump", in: tool)
    return tool
  }

  /// Runs the tool as a shell's last command, after `setting`; `streams` redirects its streams.
  private func run(
    _ arguments: [String], in tool: Tool, after setting: String = ":", streams: String = ""
  ) throws -> Tool.Outcome {
    try tool.start(
      ["-c", "\(setting); exec \"$0\" \"$@\" \(streams)", Tool.executable.path] + arguments,
      program: URL(fileURLWithPath: "/bin/bash")
    ).outcome()
  }

  @Test("results that the standard output does not take end with 74, and files stay whole")
  func fullOutput() throws {
    let tool = try made()
    defer { tool.remove() }
    for arguments in [
      compress, ["inspect", "dump"], ["evaluate", "s.tessera", "dump", "--json", "-"],
    ] {
      let outcome = try run(arguments, in: tool, streams: "> /dev/full")
      #expect(outcome.code == 74, "\(arguments): \(outcome.error)")
      #expect(outcome.error.contains("standard output cannot be written: No space left"))
    }
    #expect(try tool.files() == ["dump", "s.json", "s.tessera"])
    #expect(try tool.run("inspect", "s.tessera").code == 0)
  }

  @Test("closed standard streams take no file's place", arguments: [">&-", "2>&-", "<&- >&- 2>&-"])
  func closedStreams(streams: String) throws {
    let tool = try made()
    defer { tool.remove() }
    try #require(tool.run(compress).code == 0)
    let student = try tool.bytes("s.tessera")
    let outcome = try run(compress, in: tool, streams: streams)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(try tool.bytes("s.tessera") == student)
    #expect(try tool.files() == ["dump", "s.json", "s.tessera"])
  }

  @Test("a disk that is full leaves the old student, and says which file and why")
  func fullDisk() throws {
    let tool = try made()
    defer { tool.remove() }
    try #require(tool.run(compress).code == 0)
    let old = (try tool.bytes("s.tessera"), try tool.bytes("s.json"))
    // A limit of one block of 1 KiB stands in for a disk that is full after it.
    let other = Array(compress.dropLast()) + ["--seed", "3", "--force"]
    let outcome = try run(
      other, in: tool, after: Tool.limitingFiles(to: 1), streams: "> /dev/null")
    #expect(outcome.code == 74, "\(outcome.error)")
    #expect(outcome.error.contains("s.json: cannot be written: File too large"))
    #expect(try tool.bytes("s.tessera") == old.0 && tool.bytes("s.json") == old.1)
    #expect(try tool.files() == ["dump", "s.json", "s.tessera"])
  }

  @Test(
    "several outputs come all or none, and new folders with them",
    arguments: [
      ["compress", "dump", "--output", "s.tessera", "--pareto", "front"] + options,
      ["augment", "dump", "--output", "made/inputs"],
      ["sweep", "dump", "--json", "sweep.json", "--csv", "sweep.csv", "--k", "1"],
    ])
  func severalOutputs(arguments: [String]) throws {
    let tool = try made()
    defer { tool.remove() }
    let outcome = try run(
      arguments, in: tool, after: Tool.limitingFiles(to: 1), streams: "> /dev/null")
    #expect(outcome.code == 74, "\(outcome.error)")
    #expect(try tool.files() == ["dump"])
    #expect(try tool.run(arguments).code == 0)
  }

  @Test("the record that a killed run kept is found again, and by its student alone")
  func keptRecord() throws {
    let tool = try made()
    defer { tool.remove() }
    try #require(tool.run(compress).code == 0)
    let old = (try tool.bytes("s.tessera"), try tool.bytes("s.json"))
    try #require(tool.run(compress.map { $0 == "1" ? "2" : $0 }).code == 0)
    try tool.write(old.0, to: "s.tessera")
    try tool.write("no record", to: "s.json.partial-1-1")
    let lost = try tool.run("inspect", "s.tessera")
    #expect(lost.code == 0 && lost.error.contains("the record of another student; it is ignored"))
    try tool.write(old.1, to: "s.json.partial-7-3")
    let found = try tool.run("inspect", "s.tessera")
    #expect(found.code == 0 && found.error.contains("s.json.partial-7-3 is used"), "\(found.error)")
    #expect(found.output.contains("made by tessera"))
    // Neither file blocks the next run.
    try #require(tool.run(compress).code == 0)
    #expect(try tool.run("inspect", "s.tessera").error.isEmpty)
  }
}
