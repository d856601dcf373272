import Foundation
import Testing

/// Doubt and foreign inputs from the command line to the files.
@Suite("Limits of answers on the command line")
struct LimitTests {
  private static let quick = ["--k", "1", "--lambda", "10", "--force"]

  private func made(_ options: [String]) throws -> (Tool, Tool.Outcome) {
    let tool = try Tool()
    try Dump(rows: 120).write(to: "dump", in: tool)
    return (
      tool,
      try tool.run(
        ["compress", "dump", "--test", "dump", "--output", "s.tessera"] + options + Self.quick)
    )
  }

  @Test("are shown by compress, evaluate, inspect and report, and written by predict")
  func figures() throws {
    let (tool, outcome) = try made(["--coverage", "90%", "--foreign", "0.05"])
    defer { tool.remove() }
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("answered") && outcome.output.contains("sure from a margin"))
    let record = try tool.json("s.json")
    #expect(record["limits.coverage"].number == 0.9)
    #expect(record["limits.foreign"].number == 0.05)
    let counts = ["sure", "doubtful", "foreign"].map {
      record["test.verdicts.\($0)"].number ?? .nan
    }
    #expect(counts.reduce(0, +) == 120 && counts[2] <= 7)
    let evaluated = try tool.run("evaluate", "s.tessera", "dump")
    #expect(evaluated.output.contains("sensitivity of the sure"))
    #expect(try tool.run("inspect", "s.tessera").output.contains("limits: margin"))
    #expect(
      try tool.run("report", "s.tessera", "--output", "p.html", "--card", "c.md").code == 0)
    #expect(
      String(decoding: try tool.bytes("p.html"), as: UTF8.self).contains("When it is not sure"))
    #expect(String(decoding: try tool.bytes("c.md"), as: UTF8.self).contains("## Doubt"))
    let predicted = try tool.run(
      "predict", "s.tessera", "dump", "--verdicts", "--output", "v.npy")
    #expect(predicted.code == 0, "\(predicted.error)")
  }

  @Test("are refused where they are no shares")
  func refusals() throws {
    for options in [["--coverage", "0"], ["--coverage", "100%"], ["--foreign", "-1"]] {
      let (tool, outcome) = try made(options)
      defer { tool.remove() }
      #expect(outcome.code == 64 && outcome.error.contains("share"), "\(options)")
    }
  }
}
