import Foundation
import Tessera
import Testing

/// Rows without a label, and labels that are no numbers from 0, from a file to the figures.
@Suite("Labels of a dump")
struct LabelTests {
  private static let train = Dump()
  private static let test = Dump(rows: 60, seed: 2)
  private static let quick = ["--test", "test", "--k", "1", "--lambda", "10", "--quiet"]

  /// A folder with both dumps, whose labels are changed.
  private func made(_ change: (Int, Int32) -> Int32) throws -> Tool {
    let tool = try Tool()
    for (name, dump) in [("dump", Self.train), ("test", Self.test)] {
      let labels = dump.labels.enumerated().map { change($0.offset, $0.element) }
      try dump.write(
        to: name, in: tool, replacing: ["labels": NPYWriter.bytes(of: labels, shape: [dump.rows])])
    }
    return tool
  }

  private func compress(_ tool: Tool, _ options: [String] = []) throws -> Tool.Outcome {
    try tool.run(["compress", "dump", "--output", "s.tessera"] + Self.quick + options)
  }

  @Test(
    "rows without a label count in agreement and not in accuracy", arguments: [-100, -1] as [Int32])
  func unlabelled(value: Int32) throws {
    let whole = try made { _, label in label }
    let part = try made { row, label in row % 2 == 0 ? value : label }
    defer { for tool in [whole, part] { tool.remove() } }
    #expect(try compress(whole).code == 0)
    let outcome = try compress(part)
    #expect(outcome.code == 0)
    #expect(outcome.error.contains("note: dump: 45 rows have no label: labels is \(value) there"))
    #expect(outcome.error.contains("note: test: 30 rows have no label: labels is \(value) there"))
    // The student does not depend on labels.
    #expect(try part.bytes("s.tessera") == whole.bytes("s.tessera"))
    let (test, expected) = (try part.json("s.json"), try whole.json("s.json"))
    #expect(test["test.agreement"].number == expected["test.agreement"].number)
    #expect(test["test.rmse"].number == expected["test.rmse"].number)
    #expect(try evaluatedRows(of: part) == 30 && evaluatedRows(of: whole) == 60)
  }

  /// The number of rows in the confusion matrix.
  private func evaluatedRows(of tool: Tool) throws -> Double {
    let rows = try tool.json("s.json")["test.confusion"].list ?? []
    return rows.reduce(0) { sum, row in
      sum + ((row as? [Double]) ?? []).reduce(0, +)
    }
  }

  @Test("scores, distillation and augmentation know rows without a label")
  func everyUser() throws {
    let tool = try made { row, label in row % 2 == 0 ? -100 : label }
    defer { tool.remove() }
    for options in [
      ["--score", "accuracy"], ["--search", "default", "--label-share", "20%"],
      ["--search", "default", "--balance", "0.5"],
    ] {
      let outcome = try tool.run(
        ["compress", "dump", "--output", "s.tessera", "--test", "test"] + options)
      #expect(outcome.code == 0, "\(options): \(outcome.error)")
    }
    #expect(try tool.run("augment", "dump", "--output", "more").code == 0)
    #expect(try tool.run("report", "s.tessera", "--test", "test", "--output", "r.html").code == 0)
  }

  @Test("labels from 1 are refused with an option that reads them")
  func fromOne() throws {
    let tool = try made { _, label in label + 1 }
    defer { tool.remove() }
    let refused = try compress(tool)
    #expect(refused.code == 65)
    let remedy = try #require(refused.error.firstMatch(of: /--label-values [0-9,]+/)?.output)
    let outcome = try compress(tool, remedy.split(separator: " ").map(String.init))
    #expect(outcome.code == 0, "\(outcome.error)")
    let plain = try made { _, label in label }
    defer { plain.remove() }
    #expect(try compress(plain).code == 0)
    let accuracy = try plain.json("s.json")["test.accuracy"].number
    #expect(try accuracy != nil && tool.json("s.json")["test.accuracy"].number == accuracy)
  }

  @Test("a value that stands for no label is refused with an option that reads it")
  func noLabel() throws {
    let tool = try made { row, label in row % 9 == 0 ? 9 : label }
    defer { tool.remove() }
    let refused = try compress(tool)
    #expect(refused.code == 65)
    let remedy = try #require(refused.error.firstMatch(of: /--no-label [0-9]+/)?.output)
    #expect(try compress(tool, remedy.split(separator: " ").map(String.init)).code == 0)
    #expect(try compress(tool, ["--label-values", "0,1,1"]).code == 64)
  }

  @Test("arrays under other names are refused with options that read them")
  func otherNames() throws {
    let tool = try Tool()
    defer { tool.remove() }
    for (name, dump) in [("dump", Self.train), ("test", Self.test)] {
      for (array, stored) in [("inputs", "x_train"), ("logits", "outputs"), ("labels", "y_train")] {
        try tool.write(try #require(dump.arrays[array]), to: "\(name)/\(stored).npy")
      }
    }
    let refused = try compress(tool)
    #expect(refused.code == 65)
    let options = refused.error.matches(of: /--array ([a-z]+=[a-z_]+)/).flatMap {
      ["--array", String($0.output.1)]
    }
    #expect(options.count == 6)
    #expect(try compress(tool, options).code == 0)
    #expect(try tool.json("s.json")["test.accuracy"].exists)
  }

  @Test("a plain table is refused with options that read it")
  func plainTable() throws {
    let tool = try Tool()
    defer { tool.remove() }
    for (name, dump) in [("dump.csv", Self.train), ("test.csv", Self.test)] {
      let text = dump.csv.replacing("inputs.", with: "lead ").replacing("logits.", with: "score_")
        .replacing("labels", with: "diagnosis")
      try tool.write(text, to: name)
    }
    func compress(_ options: [String]) throws -> Tool.Outcome {
      try tool.run(
        ["compress", "dump.csv", "--test", "test.csv", "--output", "s.tessera"]
          + Self.quick.dropFirst(2) + options)
    }
    let refused = try compress([])
    #expect(refused.code == 65)
    let options = refused.error.matches(of: /--array ('[^']+'|[^ ]+)/).flatMap {
      ["--array", $0.output.1.trimmingCharacters(in: CharacterSet(charactersIn: "'\n"))]
    }
    #expect(options.count == 6)
    #expect(try compress(options).code == 0)
    #expect(try tool.json("s.json")["test.accuracy"].exists)
  }
}
