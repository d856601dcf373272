import Foundation
import Tessera
import Testing

/// The output of the verbs for a finished student.
@Suite("Verbs")
struct VerbTests {
  static let train = Tool.root.appendingPathComponent("Examples/SyntheticBeats/beats-train.npz")
    .path
  static let test = Tool.root.appendingPathComponent("Examples/SyntheticBeats/beats-test.npz").path
  /// A grid that takes no time.
  static let quick = ["--k", "1...2", "--lambda", "10"]

  static let testKeys = [
    "accuracy", "agreement", "macro_f1", "weighted_f1", "sensitivity", "precision", "rmse",
    "confusion", "float.accuracy", "float.agreement", "int8_disagreements",
    "certificate.violations", "certificate.certified_share",
  ]
  static let recordKeys =
    ["bytes", "k", "inputs", "outputs", "head", "macs"].map { "student.\($0)" }
    + ["k", "lambda", "rule", "folds", "grouped"].map { "selection.\($0)" }
    + ["teacher.accuracy"] + testKeys.map { "test.\($0)" }

  /// A folder with `dump`, `test` and a student of them.
  private func made(_ options: [String] = []) throws -> Tool {
    let tool = try Tool()
    try Dump().write(to: "dump", in: tool)
    try Dump(rows: 60, seed: 2).write(to: "test", in: tool)
    let outcome = try tool.run(
      ["compress", "dump", "--test", "test", "--output", "s.tessera"] + Self.quick + options)
    try #require(outcome.code == 0, "\(outcome.error)")
    return tool
  }

  @Test("compress and evaluate write the keys of the design")
  func keys() throws {
    let tool = try made(["--json", "c.json"])
    defer { tool.remove() }
    #expect(try tool.run("evaluate", "s.tessera", "test", "--json", "e.json").code == 0)
    #expect(try tool.bytes("c.json") == tool.bytes("s.json"))
    for name in ["s.json", "e.json"] {
      let document = try tool.json(name)
      for key in Self.recordKeys { #expect(document[key].exists, "\(name): \(key)") }
      #expect(document["student.inputs"].number == 6)
      #expect(document["student.outputs"].number == 3)
      #expect(document["student.head"].text == "folded")
      #expect(document["selection.lambda"].number == 10)
      #expect(document["selection.rule"].text == "best")
      #expect(document["selection.folds"].number == 5)
      #expect(document["test.sensitivity"].list?.count == 3)
      #expect(document["test.confusion"].list?.count == 3)
    }
    #expect(
      try tool.json("s.json")["student.bytes"].number == Double(tool.bytes("s.tessera").count))
    #expect(
      try tool.json("s.json")["test"].value as? NSDictionary
        == tool.json("e.json")["test"].value as? NSDictionary)
  }

  @Test("evaluate says how int8 keeps to its bound, and when the record states another")
  func bound() throws {
    let tool = try made()
    defer { tool.remove() }
    let line = "int8 within its bound on all 60 rows ("
    let good = try tool.run("evaluate", "s.tessera", "test")
    #expect(good.code == 0 && good.output.contains(line) && !good.error.contains("bound"))
    let text = String(decoding: try tool.bytes("s.json"), as: UTF8.self)
    let norm = try #require(text.range(of: "\"norm\" : "))
    try tool.write(text.replacingCharacters(in: norm, with: "\"norm\" : 1"), to: "s.json")
    let other = try tool.run("evaluate", "s.tessera", "test")
    #expect(other.code == 0 && other.output.contains(line))
    #expect(other.error.contains("the bound on int8 in the run record is not that"))
  }

  @Test("sweep exports the same table as JSON and as CSV")
  func sweep() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    let outcome = try tool.run(
      "sweep", "dump", "--k", "1...3", "--lambda", "0.1...10", "--json", "t.json", "--csv", "t.csv")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("chosen: k = "))
    let table = try tool.json("t.json")
    let rows = try #require(table["rows"].list)
    #expect(rows.count == 9)
    let lines = String(decoding: try tool.data("t.csv"), as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 10)
    let header = lines[0].split(separator: ",").map(String.init)
    for (row, line) in zip(rows, lines.dropFirst()) {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      #expect(fields.count == header.count)
      for (name, field) in zip(header, fields) {
        guard let value = Double(field) else {
          #expect(field.isEmpty ? !JSON(row)[name].exists : name == "form")
          continue
        }
        let twin = try #require(JSON(row)[name].number)
        #expect(abs(twin - value) <= 1e-12 * abs(value), "\(name): \(field)")
      }
      #expect(JSON(row)["scores.mse"].list?.count == 5)
    }
    #expect(table["selection.mse"].number == rows.compactMap { JSON($0)["mse"].number }.min())
    #expect(try tool.files() == ["dump", "t.csv", "t.json"])
  }

  @Test("predict says what evaluate counted")
  func predict() throws {
    let tool = try made()
    defer { tool.remove() }
    let dump = Dump(rows: 60, seed: 2)
    for (option, file) in [("--labels", "l.npy"), ("--regions", "r.npy"), ("", "y.npy")] {
      let options = option.isEmpty ? [] : [option]
      #expect(try tool.run(["predict", "s.tessera", "test", "--output", file] + options).code == 0)
    }
    let labels = try words(tool, "l.npy").map { Int($0) }
    let regions = try words(tool, "r.npy").map { Int($0) }
    let logits = try words(tool, "y.npy").map { Float(bitPattern: $0) }
    #expect(labels.count == 60 && regions.count == 60 && logits.count == 180)
    for row in 0..<60 {
      let values = (0..<3).map { logits[3 * row + $0] }
      #expect(values[labels[row]] == values.max())
    }
    var confusion = [[Int]](repeating: [0, 0, 0], count: 3)
    for (truth, label) in zip(dump.labels, labels) { confusion[Int(truth)][label] += 1 }
    let record = try tool.json("s.json")
    #expect(record["test.confusion"].value as? [[Int]] == confusion)
    let regionCount = Int(record["student.k"].number ?? 0)
    #expect(regions.allSatisfy { (0..<regionCount).contains($0) })
  }

  /// The elements of a `.npy` file of 32-bit values, after its header.
  private func words(_ tool: Tool, _ name: String) throws -> [UInt32] {
    let bytes = try tool.bytes(name)
    let start = 10 + Int(bytes[8]) + 256 * Int(bytes[9])
    return stride(from: start, to: bytes.count, by: 4).map { offset in
      (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[offset + $1]) << UInt32(8 * $1) }
    }
  }

  @Test("inspect shows the arrays of a dump and the sections of a student")
  func inspect() throws {
    let tool = try made()
    defer { tool.remove() }
    let dump = try tool.run("inspect", "dump", "--json", "d.json")
    #expect(dump.code == 0)
    for name in ["inputs", "logits", "labels", "90 × 6"] { #expect(dump.output.contains(name)) }
    #expect(try tool.json("d.json")["arrays"].list?.count == 6)
    #expect(try tool.json("d.json")["sha256"].text?.count == 64)
    let student = try tool.run("inspect", "s.tessera", "--json", "i.json")
    #expect(student.code == 0)
    for word in ["region map 0", "checksum", "identifier", "seed 0"] {
      #expect(student.output.contains(word), "\(student.output)")
    }
    let document = try tool.json("i.json")
    let sections = try #require(document["sections"].list)
    let bytes = sections.reduce(0) { $0 + (JSON($1)["bytes"].number ?? 0) }
    #expect(bytes == document["bytes"].number)
    #expect(document["record.student.sha256"].text == document["sha256"].text)
  }

  @Test("inspect shows how a student takes its inputs")
  func inspectFrontEnd() throws {
    let tool = try made()
    defer { tool.remove() }
    let plain = try tool.run("inspect", "s.tessera", "--json", "i.json")
    #expect(plain.output.contains("inputs: floats limited to ±"), "\(plain.output)")
    #expect(plain.output.contains("no int16 counts"))
    #expect(try !tool.json("i.json")["counts_per_unit"].exists)
    let made = try tool.run(
      "compress", "dump", "--output", "c.tessera", "--k", "1", "--lambda", "10",
      "--counts-per-unit", "200", "--count-zero", "512")
    #expect(made.code == 0, "\(made.error)")
    let outcome = try tool.run("inspect", "c.tessera", "--json", "i.json")
    #expect(outcome.output.contains("int16 counts at 200 per unit, 512 for 0"))
    let document = try tool.json("i.json")
    #expect(abs((document["counts_per_unit"].number ?? 0) - 200) < 1e-4)
    #expect(document["count_zero"].number == 512)
  }

  @Test("inspect shows a dump that compress refuses, and why")
  func inspectRefused() throws {
    let tool = try Tool()
    defer { tool.remove() }
    var dump = Dump()
    dump.inputs[3] = .nan
    try dump.write(to: "dump", in: tool)
    let outcome = try tool.run("inspect", "dump")
    #expect(outcome.code == 0)
    #expect(outcome.error.contains("refuses this dump") && outcome.error.contains("NaN"))
  }

  @Test("a record of another student, or a damaged one, is ignored with a warning")
  func foreignRecord() throws {
    let tool = try made()
    defer { tool.remove() }
    let other = try tool.run(
      "compress", "dump", "--output", "t.tessera", "--k", "1", "--lambda", "1000")
    #expect(other.code == 0)
    try tool.write(tool.bytes("t.json"), to: "s.json")
    for word in ["another student", "not a run record"] {
      let outcome = try tool.run("evaluate", "s.tessera", "test", "--json", "e.json")
      #expect(outcome.code == 0)
      #expect(outcome.error.hasPrefix("warning: ") && outcome.error.contains(word))
      let document = try tool.json("e.json")
      #expect(document["test.accuracy"].exists && !document["test.float"].exists)
      #expect(!document["selection"].exists)
      let inspection = try tool.run("inspect", "s.tessera")
      #expect(inspection.code == 0 && inspection.error.contains(word))
      try tool.write(Array(tool.bytes("s.json").dropLast(100)), to: "s.json")
    }
  }

  @Test("a student works without its record")
  func withoutRecord() throws {
    let tool = try made()
    defer { tool.remove() }
    try FileManager.default.removeItem(atPath: tool.path("s.json"))
    for arguments in [
      ["evaluate", "s.tessera", "test", "--json", "e.json"], ["inspect", "s.tessera"],
      ["predict", "s.tessera", "test", "--output", "y.npy"],
    ] {
      let outcome = try tool.run(arguments)
      #expect(outcome.code == 0 && outcome.error.isEmpty, "\(outcome.error)")
    }
    let document = try tool.json("e.json")
    for key in Self.recordKeys where !key.hasPrefix("selection") {
      let needsRecord = ["float", "int8", "certificate"].contains { key.hasPrefix("test.\($0)") }
      #expect(document[key].exists == !needsRecord, "\(key)")
    }
  }

  @Test("a file that is no student, a changed one and another dump are refused")
  func refusedStudents() throws {
    let tool = try made()
    defer { tool.remove() }
    let student = try tool.bytes("s.tessera")
    var flipped = student
    flipped[flipped.count / 2] ^= 4
    try tool.write(flipped, to: "flipped.tessera")
    try tool.write(Array(student.dropLast(8)), to: "cut.tessera")
    try tool.write(
      Array("nothing of the kind, but long enough to be a student of sixty bytes".utf8),
      to: "other.tessera")
    let known = try tool.files()
    let cases: [(student: String, words: [String])] = [
      ("flipped.tessera", ["flipped.tessera", "checksum", "tessera compress"]),
      ("cut.tessera", ["cut.tessera", "cut short", "copy it again"]),
      ("other.tessera", ["other.tessera", "not a valid packed student"]),
      ("dump/inputs.npy", ["inputs.npy", "not a valid packed student"]),
      ("dump", ["dump", "not a regular file"]), ("none.tessera", ["none.tessera", "no such file"]),
    ]
    for (name, words) in cases {
      for verb in [
        ["evaluate", name, "test", "--json", "e.json"],
        ["predict", name, "test", "--output", "y.npy"],
      ] {
        let outcome = try tool.run(verb)
        let isMissing = name == "none.tessera" || name == "dump"
        #expect(outcome.code == (isMissing ? 66 : 65), "\(outcome.error)")
        #expect(outcome.output.isEmpty)
        for word in words { #expect(outcome.error.contains(word), "\(outcome.error)") }
      }
    }
    #expect(try tool.files() == known)
  }

  @Test("inputs and dumps of another width are refused")
  func otherWidths() throws {
    let tool = try made()
    defer { tool.remove() }
    try tool.write(
      NPYWriter.bytes(of: [Float](repeating: 1, count: 10), shape: [2, 5]), to: "n.npy")
    let known = try tool.files()
    let narrow = try tool.run("predict", "s.tessera", "n.npy", "--output", "y.npy")
    #expect(narrow.code == 65)
    #expect(narrow.error.contains("n.npy") && narrow.error.contains("5 features"))
    let wide = try tool.run("evaluate", "s.tessera", Self.test, "--json", "e.json")
    #expect(wide.code == 65)
    #expect(wide.error.contains("140 features") && wide.error.contains("student 6"))
    #expect(try tool.files() == known)
  }
}
