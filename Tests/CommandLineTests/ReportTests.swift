import Foundation
import Tessera
import Testing

/// The verb `report`. How its page looks is tested in a browser (Scripts/test-report.sh).
@Suite("Reporting students")
struct ReportCommandTests {
  static let refusals: [RefusedRequestTests.Case] = [
    RefusedRequestTests.Case("", 64, "--output PAGE.html"),
    RefusedRequestTests.Case("--output p.html --window -1", 64, "--window"),
    RefusedRequestTests.Case("--output nowhere/p.html", 73, "mkdir"),
    RefusedRequestTests.Case("--output s.tessera", 73, "input"),
    RefusedRequestTests.Case("--output s.json", 73, "input"),
    RefusedRequestTests.Case("--output p.html --card p.html", 73, "another result"),
    RefusedRequestTests.Case("--output p.html --test narrow", 65, "narrow", "5 features"),
    RefusedRequestTests.Case("nowhere.tessera --output p.html", 66, "nowhere.tessera"),
  ]

  @Test("refuses what cannot be done and writes nothing", arguments: refusals)
  func refuses(request: RefusedRequestTests.Case) throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    try Dump().write(
      to: "narrow", in: tool,
      replacing: ["inputs": NPYWriter.bytes(of: [Float](repeating: 1, count: 450), shape: [90, 5])])
    let files = try tool.files()
    let outcome = try tool.run(["report", "s.tessera"] + request.options)
    #expect(outcome.code == request.code, "\(outcome.error)")
    for word in request.words { #expect(outcome.error.contains(word), "\(outcome.error)") }
    #expect(try tool.files() == files)
  }

  @Test("writes a page and a card of a student that it measures")
  func page() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    let groups = (0..<90).map { Int32($0 / 10) }
    try Dump(seed: 2).write(
      to: "test", in: tool, replacing: ["groups": NPYWriter.bytes(of: groups, shape: [90])])
    let outcome = try tool.run(
      "report", "s.tessera", "--test", "test", "--output", "p.html", "--card", "c.md",
      "--class-names", "a,b,c")
    #expect(outcome.code == 0 && outcome.error.isEmpty, "\(outcome.error)")
    let page = String(decoding: try tool.bytes("p.html"), as: UTF8.self)
    let student = try StudentFile.read(tool.path("s.tessera")).student
    for text in ["<svg viewBox", "Region 1", "9 groups", student.sha256, "--lambda 10"] {
      #expect(page.contains(text), "\(text)")
    }
    #expect(!page.contains("rgb(") && !page.contains("'white'"))
    let card = String(decoding: try tool.bytes("c.md"), as: UTF8.self)
    #expect(card.contains("90 rows of test") && card.contains(student.sha256))
  }

  @Test("says the same twice")
  func repeats() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    for page in ["1.html", "2.html"] {
      #expect(try tool.run("report", "s.tessera", "--test", "dump", "--output", page).code == 0)
    }
    #expect(try tool.bytes("1.html") == tool.bytes("2.html"))
  }

  @Test("without gnuplot the page says so, and without a run record it has less to say")
  func less() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    try FileManager.default.removeItem(at: tool.folder.appendingPathComponent("s.json"))
    let outcome = try tool.start(
      [
        "PATH=/nowhere", Tool.executable.path, "report", "s.tessera", "--test", "dump",
        "--output", "p.html",
      ], program: URL(fileURLWithPath: "/usr/bin/env")
    ).outcome()
    #expect(outcome.code == 0 && outcome.error.contains("gnuplot"), "\(outcome.error)")
    let page = String(decoding: try tool.bytes("p.html"), as: UTF8.self)
    #expect(page.contains("This page has no plots: gnuplot is not installed"))
    #expect(page.contains("there is no run record") && !page.contains("How it was chosen"))
  }
}
