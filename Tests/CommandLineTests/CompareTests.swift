import Foundation
import Testing

@Suite("compare")
struct CompareTests {
  private func made() throws -> Tool {
    let tool = try Tool()
    try Dump(rows: 120).write(to: "dump", in: tool)
    try Dump(rows: 60, seed: 5).write(to: "test", in: tool)
    return tool
  }

  @Test("prints a row for every form, and writes the same figures as JSON and nothing else")
  func table() throws {
    let tool = try made()
    defer { tool.remove() }
    let known = try tool.files()
    let outcome = try tool.run("compare", "dump", "--test", "test", "--json", "c.json")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(try tool.files(except: known) == ["c.json"])
    let rows = try #require(try tool.json("c.json")["rows"].list)
    #expect(rows.count == 6)
    for row in rows.map({ JSON($0) }) {
      let name = try #require(row["variant"].text)
      #expect(outcome.output.contains(name))
      #expect(row["accuracy"].exists && row["agreement"].exists && row["macro_f1"].exists)
    }
    #expect(try tool.json("c.json")["kept_inputs"].list?.isEmpty == false)
  }

  @Test("writes the student of the inputs that it needs, which other verbs take")
  func student() throws {
    let tool = try made()
    defer { tool.remove() }
    let outcome = try tool.run(
      "compare", "dump", "--test", "test", "--json", "c.json", "--output", "s.tessera")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("wrote s.tessera and s.json"))
    let rows = try #require(try tool.json("c.json")["rows"].list).map { JSON($0) }
    let packed = try #require(rows.first { $0["variant"].text == "+ pruning + quantisation" })
    let record = try tool.json("s.json")
    #expect(record["student"]["bytes"].number == packed["bytes"].number)
    #expect(record["student"]["inputs"].number == packed["inputs"].number)
    #expect(record["test"]["agreement"].number == packed["agreement"].number)
    let evaluated = try tool.run("evaluate", "s.tessera", "test")
    #expect(evaluated.code == 0 && evaluated.error.isEmpty, "\(evaluated.error)")
    #expect(try tool.run("compare", "dump", "--test", "test", "--output", "dump").code == 73)
  }

  @Test(
    "like sweep and compress says with --dry-run how much work it is, and does none",
    arguments: [
      ["compare", "dump", "--test", "test"], ["sweep", "dump"],
      ["compress", "dump", "--output", "s.tessera"],
    ])
  func dryRun(command: [String]) throws {
    let tool = try made()
    defer { tool.remove() }
    let known = try tool.files()
    let outcome = try tool.run(command + ["--dry-run"])
    #expect(outcome.code == 0 && outcome.error.isEmpty, "\(outcome.error)")
    #expect(outcome.output.contains("rows passed, about 1 s, "), "\(outcome.output)")
    #expect(try tool.files() == known)
  }

  @Test(
    "refuses the published search and other heads",
    arguments: [["--k", "2"], ["--search", "published"], ["--head", "linear"]])
  func published(options: [String]) throws {
    let tool = try made()
    defer { tool.remove() }
    let outcome = try tool.run(["compare", "dump", "--test", "test"] + options)
    #expect(outcome.code == 64 && outcome.output.isEmpty)
    #expect(outcome.error.contains("compare takes the default or the thorough search"))
  }
}
