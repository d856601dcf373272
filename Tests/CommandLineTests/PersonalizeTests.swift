import Foundation
import Tessera
import Testing

@Suite("Learning from a few labels")
struct PersonalizeTests {
  /// Options after `personalize s.tessera dump`.
  typealias Case = RefusedRequestTests.Case

  static let refusals: [Case] = [
    Case("--labels 0", 64, "--labels takes 1 to 65535"),
    Case("--labels 65536", 64, "--labels"),
    Case("--ask nobody", 64, "--ask"),
    Case("--wrong 101%", 64, "--wrong"),
    Case("--seed -1", 64, "--seed"),
  ]

  /// A student that learns, and a dump of nine groups whose labels are moved by one in every third.
  private static func student(in tool: Tool, _ options: [String] = ["--adaptive"]) throws {
    let dump = Dump(rows: 180)
    let labels = zip(dump.labels, dump.groups).map { $1 % 3 == 0 ? ($0 + 1) % 3 : $0 }
    let changes = [
      "groups": NPYWriter.bytes(of: dump.groups, shape: [180]),
      "labels": NPYWriter.bytes(of: labels, shape: [180]),
    ]
    try Dump().write(to: "train", in: tool)
    try dump.write(to: "dump", in: tool)
    for (name, bytes) in changes { try tool.write(bytes, to: "dump/\(name).npy") }
    let made = try tool.run(
      ["compress", "train", "--k", "1", "--lambda", "0.1", "--force", "--output", "s.tessera"]
        + options)
    #expect(made.code == 0, "\(made.error)")
  }

  @Test("refuses what makes no sense", arguments: refusals)
  func refuses(request: Case) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.student(in: tool)
    let outcome = try tool.run(["personalize", "s.tessera", "dump"] + request.options)
    #expect(outcome.code == request.code, "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    for word in request.words { #expect(outcome.error.contains(word), "\(outcome.error)") }
  }

  @Test("refuses a student that was not made to learn, and a dump without labels")
  func others() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.student(in: tool, [])
    let outcome = try tool.run("personalize", "s.tessera", "dump")
    #expect(outcome.code == 65 && outcome.error.contains("--adaptive"), "\(outcome.error)")
    try Self.student(in: tool)
    try Dump().write(to: "bare", in: tool, replacing: ["labels": nil])
    let bare = try tool.run("personalize", "s.tessera", "bare")
    #expect(bare.code == 65 && bare.error.contains("labels"), "\(bare.error)")
  }

  @Test("a report says what is learnt from ten labels, where a student learns")
  func report() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let title = "What it learns from a user"
    for (options, isTaught) in [(["--adaptive"], true), ([], false)] {
      try Self.student(in: tool, options)
      // Groups of more rows than labels.
      try tool.write(
        NPYWriter.bytes(of: (0..<180).map { Int32($0 / 30) }, shape: [180]), to: "dump/groups.npy")
      let made = try tool.run(
        "report", "s.tessera", "--test", "dump", "--output", "page.html", "--card", "card.md")
      #expect(made.code == 0, "\(made.error)")
      let page = String(decoding: try tool.bytes("page.html"), as: UTF8.self)
      let card = String(decoding: try tool.bytes("card.md"), as: UTF8.self)
      #expect(page.contains(title) == isTaught)
      #expect(card.contains("## Learning from a user") == isTaught)
      guard isTaught else { continue }
      let told = try tool.run("personalize", "s.tessera", "dump", "--json", "p.json")
      #expect(told.code == 0, "\(told.error)")
      let after = try #require(try tool.json("p.json")["mean.after.accuracy"].number)
      #expect(card.contains(String(format: "%.2f", 100 * after)), "\(card)")
    }
  }

  @Test("a student that learns gives the same answers, and has 20 bytes of constants")
  func sameAnswers() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.student(in: tool, [])
    let plain = try PackedStudent(bytes: tool.bytes("s.tessera"))
    try Self.student(in: tool)
    let student = try PackedStudent(bytes: tool.bytes("s.tessera"))
    #expect(student.adaptation?.isValid == true && student.deltaByteCount == 44 + 4 * 7 * 3)
    #expect(plain.adaptation == nil && plain.deltaByteCount == 0)
    let dump = Dump()
    let inputs = Matrix(rowCount: 90, columnCount: 6, elements: dump.inputs)
    #expect(
      student.predict(inputs, parallelism: .serial) == plain.predict(inputs, parallelism: .serial))
  }

  @Test("prints a row for every group, and the same figures as JSON for any number of threads")
  func table() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.student(in: tool)
    let options = ["personalize", "s.tessera", "dump", "--labels", "4", "--json"]
    let outcome = try tool.run(options + ["r.json"])
    #expect(outcome.code == 0, "\(outcome.error)")
    let bytes = try tool.bytes("r.json")
    let record = try #require(JSONDocument.decode(PersonalizationRecord.self, from: bytes))
    #expect(record.groups.map(\.group) == Array(0..<18))
    #expect(record.groups.allSatisfy { $0.rows == 6 && $0.asked == 4 && $0.wrong == 0 })
    #expect(record.mean.after.accuracy >= record.mean.before.accuracy)
    #expect(record.groups.contains { $0.isUsed })
    // What is not used changes nothing.
    for group in record.groups where !group.isUsed { #expect(group.before == group.after) }
    let again = try tool.run(options + ["again.json", "--threads", "1", "--quiet"])
    #expect(again.code == 0)
    #expect(try tool.bytes("again.json") == bytes)
    let text = try #require(String(bytes: bytes, encoding: .utf8))
    for key in ["\"macro_f1\"", "\"sensitivity\"", "\"delta_bytes\" : 128", "\"mean\""] {
      #expect(text.contains(key), "\(key)")
    }
  }

  @Test("wrong labels and random rows are those of the seed")
  func seeds() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.student(in: tool)
    var found: Set<[UInt8]> = []
    for seed in ["0", "0", "1"] {
      let outcome = try tool.run(
        "personalize", "s.tessera", "dump", "--labels", "3", "--wrong", "50%", "--ask", "random",
        "--seed", seed, "--json", "r.json")
      #expect(outcome.code == 0, "\(outcome.error)")
      let bytes = try tool.bytes("r.json")
      found.insert(bytes)
      let record = try #require(JSONDocument.decode(PersonalizationRecord.self, from: bytes))
      let wrong = record.groups.reduce(0) { $0 + $1.wrong }
      #expect(record.groups.allSatisfy { $0.asked == 3 } && wrong > 5 && wrong < 49)
    }
    #expect(found.count == 2)
  }
}
