import Foundation
import Testing

/// The output of runs: colours on terminals, one document in pipes, silence on request.
@Suite("The terminal")
struct TerminalTests {
  private static let script = "/usr/bin/script"
  private static var hasScript: Bool { FileManager.default.isExecutableFile(atPath: script) }
  private static let writing = ["compress", "dump", "--output", "s.tessera"] + VerbTests.quick

  private func made() throws -> Tool {
    let tool = try Tool()
    try Dump().write(to: "dump", in: tool)
    let outcome = try tool.run(Self.writing)
    try #require(outcome.code == 0, "\(outcome.error)")
    return tool
  }

  /// Runs `tessera` on a pseudo-terminal; both streams come back as one.
  private func onTerminal(
    _ tool: Tool, _ environment: String, _ arguments: [String]
  ) throws -> String {
    let words = ([Tool.executable.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
    let outcome = try tool.start(
      ["-qec", "env \(environment) \(words)", "/dev/null"],
      program: URL(fileURLWithPath: Self.script)
    ).outcome()
    return outcome.output
  }

  @Test(
    "has a bold summary, a green choice and yellow warnings",
    .enabled(if: hasScript, "skipped: no script"))
  func colours() throws {
    let tool = try made()
    defer { tool.remove() }
    let output = try onTerminal(tool, "TERM=xterm NO_COLOR=", Self.writing)
    #expect(output.contains("\u{1B}[1mstudent "))
    #expect(output.contains("\u{1B}[1;33mwarning:\u{1B}[0m the choice lies"))
    let table = try onTerminal(
      tool, "TERM=xterm NO_COLOR=", ["sweep", "dump"] + VerbTests.quick)
    #expect(table.contains("\u{1B}[32mk = "))
    let refusal = try onTerminal(tool, "TERM=xterm NO_COLOR=", ["inspect", "nothing.npz"])
    #expect(refusal.contains("\u{1B}[1;31merror:\u{1B}[0m nothing.npz"))
  }

  @Test(
    "has no colours where they are not wanted or not known",
    .enabled(if: hasScript, "skipped: no script"),
    arguments: ["TERM=xterm NO_COLOR=1", "TERM=dumb NO_COLOR=", "-u TERM NO_COLOR="])
  func noColours(environment: String) throws {
    let tool = try made()
    defer { tool.remove() }
    for arguments in [Self.writing, ["inspect", "nothing.npz"]] {
      let output = try onTerminal(tool, environment, arguments + ["--quiet"])
      #expect(!output.contains("\u{1B}"), "\(output)")
    }
    let output = try onTerminal(tool, environment, ["sweep", "dump"] + VerbTests.quick)
    #expect(output.contains("chosen: ") && !output.contains("\u{1B}[3"))
  }

  @Test("shows no progress when it is to be quiet", .enabled(if: hasScript, "skipped: no script"))
  func quietTerminal() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let output = try onTerminal(
      tool, "TERM=xterm NO_COLOR=1",
      ["sweep", VerbTests.train, "--k", "20...30", "--threads", "1", "--quiet"])
    #expect(output.contains("chosen: k = "))
    #expect(!output.contains("sweep: ") && !output.contains("\u{1B}"))
  }

  @Test(
    "is told nothing by a quiet verb that writes files",
    arguments: [
      ["compress", "dump", "--output", "t.tessera", "--k", "1", "--lambda", "0.1...10"],
      ["predict", "s.tessera", "dump", "--output", "y.npy"],
      ["generate", "s.tessera", "--output", "firmware"],
      ["augment", "dump", "--output", "transfer", "--count", "10"],
    ])
  func quiet(arguments: [String]) throws {
    let tool = try made()
    defer { tool.remove() }
    let before = try tool.files()
    let outcome = try tool.run(arguments + ["-q"])
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.isEmpty, "\(outcome.output)")
    #expect(try tool.files() != before, "it works all the same")
  }

  @Test("is told the results of a quiet verb that writes none")
  func quietResults() throws {
    let tool = try made()
    defer { tool.remove() }
    for arguments in [["inspect", "s.tessera"], ["evaluate", "s.tessera", "dump"]] {
      let loud = try tool.run(arguments)
      let quiet = try tool.run(arguments + ["--quiet"])
      #expect(quiet.code == 0 && quiet.output == loud.output && !quiet.output.isEmpty)
    }
  }

  @Test("is told warnings and errors by quiet verbs, too")
  func quietWarnings() throws {
    let tool = try made()
    defer { tool.remove() }
    let outcome = try tool.run(Self.writing + ["--quiet"])
    #expect(outcome.error.contains("warning: the choice lies"))
    let refusal = try tool.run("inspect", "nothing.npz", "--quiet")
    #expect(refusal.code == 66 && refusal.error.hasPrefix("error: nothing.npz"))
  }

  @Test(
    "gets one JSON document and nothing else with --json -",
    arguments: [
      ["inspect", "s.tessera"], ["inspect", "dump"], ["evaluate", "s.tessera", "dump"],
      ["sweep", "dump"] + VerbTests.quick,
      ["compress", "dump", "--output", "s.tessera"] + VerbTests.quick,
      ["predict", "s.tessera", "dump", "--output", "y.npy"],
      ["generate", "s.tessera", "--output", "firmware", "--force"],
      ["profile", "s.tessera", "--estimate"],
      ["augment", "dump", "--output", "transfer", "--count", "10"],
      ["compare", "dump", "--test", "dump", "--form", "regional", "--finalists", "0"],
    ])
  func document(arguments: [String]) throws {
    let tool = try made()
    defer { tool.remove() }
    let outcome = try tool.run(arguments + ["--json", "-"])
    try #require(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.hasPrefix("{\n") && outcome.output.hasSuffix("}\n"))
    let document = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    #expect(try tool.run(arguments + ["--json", "figures.json"]).code == 0)
    let figures = try tool.json("figures.json")
    #expect(
      figures["student"].value as? NSDictionary == JSON(document)["student"].value as? NSDictionary)
    #expect(figures.keys == JSON(document).keys)
    #expect(try !tool.files().contains("-"))
  }

  @Test("shows the curve over lambda in bars, or in digits where the locale has none")
  func curves() throws {
    let tool = try made()
    defer { tool.remove() }
    let env = URL(fileURLWithPath: "/usr/bin/env")
    let sweep = [Tool.executable.path, "sweep", "dump", "--k", "1", "--lambda", "0.01...1000"]
    let bars = try tool.start(["LC_ALL=C.UTF-8"] + sweep, program: env).outcome().output
    let digits = try tool.start(["LC_ALL=C"] + sweep, program: env).outcome().output
    let bar = bars.split(separator: "\n").first { $0.contains("▁") && $0.contains("█") }
    #expect(bar?.hasPrefix("k = 1") == true, "\(bars)")
    #expect(digits.contains { $0 == "8" } && !digits.contains("█"))
    let lines = digits.split(separator: "\n").filter { $0.hasPrefix("k = 1 ") }
    let last = lines.last?.split(separator: " ") ?? []
    #expect(last.contains { $0.count == 6 && $0.allSatisfy { "12345678".contains($0) } })
  }
}
