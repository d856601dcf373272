import Foundation
import Tessera
import Testing

@Suite("Robustness")
struct RobustnessTests {
  /// Options after `robustness s.tessera dump`.
  typealias Case = RefusedRequestTests.Case

  static let refusals: [Case] = [
    Case("--window 0", 64, "--window needs 1 or more"),
    Case("--rate 0", 64, "--rate takes 0.001 to 4000000 samples a second"),
    Case("--rate inf", 64, "--rate takes 0.001 to 4000000 samples a second"),
    Case("--seed -1", 64, "--seed"),
    Case("--window 7", 65, "7", "6 features"),
  ]

  private static func student(in tool: Tool) throws {
    try Dump().write(to: "dump", in: tool)
    let made = try tool.run(
      "compress", "dump", "--k", "1", "--lambda", "0.1", "--force", "--output", "s.tessera")
    #expect(made.code == 0, "\(made.error)")
  }

  private static func text(in tool: Tool, _ name: String) throws -> String {
    String(decoding: try tool.bytes(name), as: UTF8.self)
  }

  @Test("refuses what makes no sense", arguments: refusals)
  func refuses(request: Case) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.student(in: tool)
    let outcome = try tool.run(["robustness", "s.tessera", "dump"] + request.options)
    #expect(outcome.code == request.code, "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    for word in request.words { #expect(outcome.error.contains(word), "\(outcome.error)") }
  }

  @Test("stands in page and card where a report disturbs its rows")
  func report() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.student(in: tool)
    let options = ["report", "s.tessera", "--output", "page.html", "--card", "card.md"]
    let refused = try tool.run(options + ["--disturb"])
    #expect(refused.code == 64 && refused.error.contains("--test"), "\(refused.error)")
    let none = try tool.run(options + ["--test", "dump", "--disturb", "--window", "0"])
    #expect(none.code == 64 && none.error.contains("--window 0"), "\(none.error)")
    let unused = try tool.run(options + ["--test", "dump", "--rate", "360"])
    #expect(unused.code == 64 && unused.error.contains("--disturb"), "\(unused.error)")
    let plain = try tool.run(options + ["--test", "dump"])
    #expect(plain.code == 0, "\(plain.error)")
    #expect(try !Self.text(in: tool, "card.md").contains("Disturbed"))
    let disturbed = try tool.run(options + ["--test", "dump", "--disturb", "--rate", "360"])
    #expect(disturbed.code == 0, "\(disturbed.error)")
    #expect(try Self.text(in: tool, "page.html").contains("When the signal is disturbed"))
    let card = try Self.text(in: tool, "card.md")
    #expect(card.contains("## Disturbed signals"))
    for row in ["| mains60 | 0 dB |", "| jitter | 8 samples |", "| gain | × 0.5 |"] {
      #expect(card.contains(row), "\(row)")
    }
  }

  @Test("says in the page what each disturbance is, and that the judgement regards none")
  func explanation() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.student(in: tool)
    let options = ["report", "s.tessera", "--output", "page.html", "--test", "dump"]
    func page(_ more: [String]) throws -> String {
      let outcome = try tool.run(options + more)
      #expect(outcome.code == 0, "\(outcome.error)")
      return try Self.text(in: tool, "page.html").replacing("\u{A0}", with: " ")
    }
    let plain = try page([])
    #expect(plain.contains("Disturbed signals are not among these measures."))
    let disturbed = try page(["--disturb", "--rate", "110"])
    #expect(disturbed.contains("not among these measures; the worst is "))
    #expect(
      disturbed.contains("The hum of 60 Hz was not tried: it needs a sampling rate above 120 Hz."))
    #expect(disturbed.contains("<th scope=\"col\">agreement</th>"))
    for text in ["<b>mains50</b>: the hum of mains of 50 Hz", "Decibels are of the deviation"] {
      #expect(disturbed.contains(text), "\(text)")
    }
    #expect(!disturbed.contains("<b>mains60</b>"))
  }

  @Test("disturbs the samples that the device standardises, and no feature behind them")
  func standardizedWindow() throws {
    let tool = try Tool()
    defer { tool.remove() }
    var dump = Dump()
    dump.standardize(first: 4)
    try dump.write(to: "dump", in: tool, replacing: ["activations": nil])
    let made = try tool.run(
      "compress", "dump", "--k", "1", "--lambda", "0.1", "--standardize", "4",
      "--counts-per-unit", "1024", "--force", "--output", "s.tessera")
    #expect(made.code == 0, "\(made.error)")
    for (options, count) in [([], 4), (["--window", "5"], 5)] {
      let outcome = try tool.run(
        ["report", "s.tessera", "--card", "card.md", "--test", "dump", "--disturb"] + options)
      #expect(outcome.code == 0, "\(outcome.error)")
      let card = try Self.text(in: tool, "card.md")
      #expect(card.contains("Windows have \(count) samples"), "\(options)")
    }
  }

  @Test("prints a row for every disturbance, and the same figures as JSON")
  func table() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.student(in: tool)
    let options = ["robustness", "s.tessera", "dump", "--rate", "250", "--json"]
    let outcome = try tool.run(options + ["r.json"])
    #expect(outcome.code == 0, "\(outcome.error)")
    let bytes = try tool.bytes("r.json")
    let record = try #require(JSONDocument.decode(RobustnessRecord.self, from: bytes))
    #expect(
      record.disturbances.map { Disturbance($0.kind, $0.strength) }
        == Disturbance.standard(channelCount: 1, samplingRate: 250))
    #expect(record.clean.unchanged.value == 1)
    for row in record.disturbances { #expect(outcome.output.contains(row.kind.rawValue)) }
    let slow = try tool.run("robustness", "s.tessera", "dump", "--rate", "100")
    #expect(slow.output.contains("The hum of 50 and 60 Hz was not tried"), "\(slow.output)")
    let again = try tool.run(options + ["again.json", "--threads", "1", "--quiet"])
    #expect(again.code == 0)
    #expect(try tool.bytes("again.json") == bytes)
    let other = try tool.run(options + ["other.json", "--seed", "5"])
    #expect(other.code == 0)
    #expect(try tool.bytes("other.json") != bytes)
  }

  @Test("a teacher answers the disturbed rows, and another student stands beside")
  func teacher() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.student(in: tool)
    let written = try tool.run(
      "robustness", "s.tessera", "dump", "--seed", "3", "--write-rows", "rows.npy")
    #expect(written.code == 0, "\(written.error)")
    // A teacher that always gives the second class.
    let inputs = try tool.bytes("rows.npy")
    let kinds = Disturbance.standard(channelCount: 1, samplingRate: nil).count
    let count = kinds * 90
    #expect(inputs.count == 128 + 4 * 6 * count)
    try tool.write(inputs, to: "rows/inputs.npy")
    try tool.write(
      NPYWriter.bytes(
        of: (0..<count).flatMap { _ in [0, 1, -1] as [Float] }, shape: [count, 3]),
      to: "rows/logits.npy")
    let options = ["--teacher", "rows", "--beside", "s.tessera", "--json", "r.json"]
    let outcome = try tool.run(["robustness", "s.tessera", "dump", "--seed", "3"] + options)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("agreement there") && outcome.output.contains("beside"))
    let record = try #require(
      JSONDocument.decode(RobustnessRecord.self, from: try tool.bytes("r.json")))
    #expect(record.beside == record.student && record.teacher == "rows")
    for row in record.disturbances {
      #expect(row.figures.beside == row.figures.accuracy)
      // A third of the rows is of each class.
      #expect(abs((row.figures.teacherAccuracy?.value ?? 0) - 1 / 3) < 1e-9)
      #expect(row.figures.teacherAgreement != nil)
    }
    #expect(record.clean.teacherAgreement == record.clean.agreement)
    let other = try tool.run(["robustness", "s.tessera", "dump", "--seed", "4"] + options)
    #expect(other.code == 65)
    #expect(other.error.contains("--write-rows"), "\(other.error)")
    let named = try tool.run("robustness", "s.tessera", "dump", "--write-rows", "rows")
    #expect(named.code == 64)
  }
}
