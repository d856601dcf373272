import Foundation
import Tessera
import Testing

/// The option `--stability` of `sweep` and `compress`.
@Suite("Several seeds") struct StabilityOptionTests {
  private static let quick = ["--k", "1...2", "--lambda", "0.1,10", "--folds", "2"]

  @Test(
    "are refused where there are too few, too many, or cells of one seed",
    arguments: [
      (["--stability", "1"], "2 to 20"), (["--stability", "21"], "2 to 20"),
      (["--stability", "-3"], "2 to 20"), (["--stability", "two"], "--stability"),
      (["--stability", "3", "--resume", "cells.json"], "Leave one of them out"),
    ])
  func refused(options: [String], words: String) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    for verb in [["sweep", "dump"], ["compress", "dump", "--output", "s.tessera"]] {
      let outcome = try tool.run(verb + options)
      #expect(outcome.code == 64 && outcome.error.contains(words), "\(outcome.error)")
      #expect(outcome.output.isEmpty)
    }
    #expect(try tool.files() == ["dump"])
    #expect(try tool.run("compare", "dump", "--test", "dump", "--stability", "2").code == 64)
  }

  @Test("are shown by sweep after its table, and stand in its JSON")
  func sweep() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    let options = ["--stability", "3", "--seed", "5", "--json", "t.json"] + Self.quick
    let outcome = try tool.run(["sweep", "dump"] + options)
    #expect(outcome.code == 0, "\(outcome.error)")
    let plain = try tool.run(["sweep", "dump", "--seed", "5"] + Self.quick)
    #expect(outcome.output.hasPrefix(plain.output))
    let lines = outcome.output.dropFirst(plain.output.count).split(separator: "\n")
    #expect(lines[0].hasPrefix("seed") && lines[0].hasSuffix("macro F1"))
    let titles = lines.dropFirst().prefix(6).map { $0.prefix { $0 != " " } }
    #expect(titles == ["5", "6", "7", "least", "median", "most"])
    #expect(lines[7].hasPrefix("Chosen: k = ") && lines[7].contains("of 3 seeds"))
    #expect(lines[8].contains("of 90 training rows"))
    #expect(lines.count == 10)
    let stability = try tool.json("t.json")["stability"]
    #expect(
      stability.keys == [
        "accuracy", "agreement", "bytes", "macro_f1", "mse", "same_labels", "seeds", "structures",
      ])
    #expect(stability["agreement"].keys == ["least", "median", "most"])
    #expect(stability["same_labels"].keys == ["rows", "share"])
    #expect(stability["seeds"].list?.count == 3)
    let single = try tool.run(
      ["sweep", "dump", "--seed", "7", "--json", "single.json"] + Self.quick)
    #expect(single.code == 0)
    let last = JSON(stability["seeds"].list?.last)
    #expect(last["seed"].number == 7)
    let expected = try tool.json("single.json")
    let selections = try [last, expected].map {
      try #require($0["selection"].value as? NSDictionary)
    }
    #expect(selections[0] == selections[1])
    #expect(!expected["stability"].exists)
  }

  @Test("take several times the work, which --dry-run says")
  func dryRun() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    func rows(_ options: [String]) throws -> Int? {
      let text = try tool.run(["sweep", "dump", "--dry-run"] + options).output
      return Int(text.prefix { $0 != " " }.replacing(",", with: ""))
    }
    let one = try #require(try rows([]))
    #expect(try rows(["--stability", "4"]) == 4 * one)
  }

  @Test("stand in the run record of compress, and its report has a section of them")
  func report() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    let verb = ["compress", "dump", "--force"] + Self.quick
    #expect(try tool.run(verb + ["--output", "one.tessera"]).code == 0)
    let made = try tool.run(verb + ["--output", "s.tessera", "--stability", "2"])
    #expect(made.code == 0 && made.output.contains("of 2 seeds"), "\(made.error)")
    #expect(try tool.bytes("one.tessera") == tool.bytes("s.tessera"))
    #expect(try tool.json("s.json")["stability.seeds"].list?.count == 2)
    #expect(try !tool.json("one.json")["stability"].exists)
    #expect(try tool.run("report", "s.tessera", "--output", "p.html", "--card", "c.md").code == 0)
    for page in ["p.html", "c.md"] {
      let text = String(decoding: try tool.bytes(page), as: UTF8.self)
      #expect(text.contains("What the seed changes") && text.contains("of 2 seeds"), "\(page)")
    }
    let quiet = try tool.run(verb + ["--output", "s.tessera", "--stability", "2", "--quiet"])
    #expect(quiet.code == 0 && quiet.output.isEmpty)
  }
}
