import Foundation
import Testing

/// Goals from the command line to the files.
@Suite("Operating points on the command line")
struct OperatingTests {
  private static let quick = ["--k", "1", "--lambda", "10"]

  private func made() throws -> Tool {
    let tool = try Tool()
    try Dump(rows: 120).write(to: "dump", in: tool)
    return tool
  }

  @Test("are shown by sweep and compress, and kept in their files")
  func figures() throws {
    let tool = try made()
    defer { tool.remove() }
    let goal = ["--operating-point", "sensitivity>=0.95", "--positive", "2"]
    let swept = try tool.run(["sweep", "dump", "--json", "sweep.json"] + goal + Self.quick)
    let outcome = try tool.run(
      ["compress", "dump", "--output", "s.tessera"] + goal + Self.quick)
    #expect(swept.code == 0 && outcome.code == 0, "\(swept.error) \(outcome.error)")
    for text in [swept.output, outcome.output] {
      #expect(text.contains("operating point sensitivity>=0.95"))
      #expect(text.contains("specificity") && text.contains("held out"))
    }
    let (sweep, record) = (try tool.json("sweep.json"), try tool.json("s.json"))
    for json in [sweep, record] {
      #expect(json["operating_point.goal"].text == "sensitivity>=0.95")
      #expect(json["operating_point.positive"].number == 2)
      #expect((json["operating_point.after.sensitivity.value"].number ?? 0) >= 0.95)
      #expect(json["operating_point.offsets"].list?.count == 3)
    }
  }

  @Test("are asked for by a score of decisions, too")
  func score() throws {
    let tool = try made()
    defer { tool.remove() }
    for (score, measure) in [("macro-f2", "macro-f2"), ("f2", "mse")] {
      let outcome = try tool.run(
        ["compress", "dump", "--output", "s.tessera", "--score", score]
          + (score == "f2" ? ["--positive", "0"] : []) + Self.quick)
      #expect(outcome.code == 0, "\(outcome.error)")
      let record = try tool.json("s.json")
      #expect(record["operating_point.goal"].text == score)
      #expect(record["selection.score"].text == measure)
    }
    let plain = try tool.run(
      ["compress", "dump", "--output", "p.tessera", "--score", "accuracy"] + Self.quick)
    #expect(plain.code == 0)
    #expect(!(try tool.json("p.json"))["operating_point"].exists)
  }

  @Test("are refused where they are no goals, or have no class")
  func refusals() throws {
    let tool = try made()
    defer { tool.remove() }
    let refused: [([String], Int32, String)] = [
      (["--operating-point", "sensitivity>=1.5"], 64, "a goal is f1, f2, macro-f1, macro-f2"),
      (["--operating-point", "auc"], 64, "a goal is"),
      (["--positive", "1"], 64, "--positive goes with --operating-point"),
      (["--score", "f2"], 65, "Name it with --positive"),
      (["--score", "f2", "--positive", "9"], 65, "0 to 2"),
    ]
    for (options, code, text) in refused {
      let outcome = try tool.run(["sweep", "dump"] + options + Self.quick)
      #expect(outcome.code == code && outcome.error.contains(text), "\(outcome.error)")
    }
    let compared = try tool.run("compare", "dump", "--test", "dump", "--score", "f2")
    #expect(compared.code == 64 && compared.error.contains("compare takes a score of candidates"))
  }
}
