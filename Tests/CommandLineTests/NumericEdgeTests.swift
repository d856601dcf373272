import Foundation
import Tessera
import Testing

/// `compress` on dumps at the edges of numbers gives a student, or one message.
@Suite("Numbers at the edges")
struct NumericEdgeTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    /// Words of the message; none for a student.
    let words: [String]
    let options: [String]
    let spoil: @Sendable (inout Dump) -> Void

    init(
      _ name: String, _ options: [String] = [], refusedWith words: [String] = [],
      spoil: @escaping @Sendable (inout Dump) -> Void
    ) {
      testDescription = name + (options.isEmpty ? "" : " " + options.joined(separator: " "))
      self.words = words
      self.options = options
      self.spoil = spoil
    }
  }

  private static let grid = ["--k", "1...3", "--lambda", "1e-12,0.01,1,1e12"]

  private static func setInputs(
    _ value: @escaping @Sendable (_ row: Int, _ column: Int, _ old: Float) -> Float
  ) -> @Sendable (inout Dump) -> Void {
    { dump in
      for index in dump.inputs.indices {
        let (row, column) = index.quotientAndRemainder(dividingBy: Dump.features)
        dump.inputs[index] = value(row, column, dump.inputs[index])
      }
    }
  }

  private static func setLogits(
    _ value: @escaping @Sendable (_ column: Int, _ old: Float) -> Float
  ) -> @Sendable (inout Dump) -> Void {
    { dump in
      for index in dump.logits.indices {
        dump.logits[index] = value(index % Dump.outputs, dump.logits[index])
      }
    }
  }

  /// Every row is one of three, with the logits of that one.
  private static let repeatRows: @Sendable (inout Dump) -> Void = { dump in
    for index in dump.inputs.indices {
      dump.inputs[index] = dump.inputs[index % (3 * Dump.features)]
    }
    for index in dump.logits.indices {
      dump.logits[index] = dump.logits[index % (3 * Dump.outputs)]
    }
  }

  static let students: [Case] = [
    Case("duplicated rows", spoil: repeatRows),
    Case("duplicated rows", grid, spoil: repeatRows),
    Case("constant features", spoil: setInputs { $1 < 2 ? 7 : $2 }),
    Case("constant features", grid, spoil: setInputs { $1 < 2 ? 7 : $2 }),
    Case(
      "repeated features", grid,
      spoil: setInputs { $1 == 3 ? Float($0 % 7) : $1 == 4 ? Float($0 % 7) : $2 }),
    Case("denormal features", grid, spoil: setInputs { $1 == 0 ? $2 * 1e-42 : $2 }),
    Case("zeros of both signs", grid, spoil: setInputs { $1 == 0 ? ($0 % 2 == 0 ? 0 : -0.0) : $2 }),
    Case("one class only", spoil: setLogits { $0 == 1 ? 9 : $1 * 0.1 }),
    Case("one class only", grid, spoil: setLogits { $0 == 1 ? 9 : $1 * 0.1 }),
    Case("all logits equal", spoil: setLogits { _, _ in 1.5 }),
    Case("all logits equal", grid, spoil: setLogits { _, _ in 1.5 }),
    Case("all logits zero", grid, spoil: setLogits { _, _ in -0.0 }),
    // The region of one far row has no validation rows in all folds but one.
    Case("empty validation regions", grid, spoil: setInputs { $0 == 0 ? 50 : $2 }),
    Case("λ = 0 where it has an answer", ["--k", "1", "--lambda", "0"]) { _ in },
  ]

  static let refused: [Case] = [
    Case(
      "more regions than distinct rows", ["--k", "1...5", "--lambda", "1"],
      refusedWith: ["k = 5", "only 3 distinct rows"], spoil: repeatRows),
    Case("one row, repeated", refusedWith: ["same inputs"], spoil: setInputs { _, _, _ in 3 }),
    Case(
      "one row, repeated", ["--k", "2", "--lambda", "1"], refusedWith: ["only 1 distinct"],
      spoil: setInputs { _, _, _ in -0.0 }),
    Case(
      "λ = 0 and constant features", ["--k", "1", "--lambda", "0"],
      refusedWith: ["lambda = 0", "rank 5"], spoil: setInputs { $1 == 0 ? 7 : $2 }),
    Case(
      "1e30 beside 1e-30", ["--k", "1", "--lambda", "1"],
      refusedWith: ["lies outside 2^-64", "Rescale"],
      spoil: setInputs { $1 == 0 ? $2 * 1e30 : $1 == 1 ? $2 * 1e-30 : $2 }),
    Case(
      "1e30 beside 1e-30", grid, refusedWith: ["leave single precision", "Rescale"],
      spoil: setInputs { $1 == 0 ? $2 * 1e30 : $1 == 1 ? $2 * 1e-30 : $2 }),
    Case(
      "all inputs tiny", grid, refusedWith: ["leave single precision"],
      spoil: setInputs { $2 * 1e-30 }),
    Case("all inputs denormal", refusedWith: ["single precision"], spoil: setInputs { $2 * 1e-42 }),
    Case(
      "the largest inputs", grid, refusedWith: ["single precision"],
      spoil: setInputs { $2 > 0 ? 3.4e38 : -3.4e38 }),
    Case(
      "huge logits", grid, refusedWith: ["output scale", "Rescale"], spoil: setLogits { $1 * 1e30 }),
    Case(
      "denormal logits", grid, refusedWith: ["output scale", "Rescale"],
      spoil: setLogits { $1 * 1e-40 }),
  ]

  private func compress(_ edge: Case) throws -> (Tool, Tool.Outcome) {
    let tool = try Tool()
    var dump = Dump()
    edge.spoil(&dump)
    // The logits are changed alone: without a head there is nothing for them to contradict.
    try dump.write(
      to: "dump", in: tool, replacing: ["head_weight": nil, "head_bias": nil, "activations": nil])
    let outcome = try tool.run(
      ["compress", "dump", "--output", "s.tessera", "--force", "--threads", "1"] + edge.options)
    return (tool, outcome)
  }

  @Test("make a student whose figures are numbers", arguments: students)
  func student(edge: Case) throws {
    let (tool, outcome) = try compress(edge)
    defer { tool.remove() }
    #expect(outcome.code == 0, "\(outcome.error)")
    let record = String(decoding: try tool.bytes("s.json"), as: UTF8.self).lowercased()
    #expect(!record.contains("nan") && !record.contains("inf\""))
    let evaluation = try tool.run("evaluate", "s.tessera", "dump", "--json", "e.json")
    #expect(evaluation.code == 0, "\(evaluation.error)")
    let agreement = try #require(try tool.json("e.json")["test.agreement"].number)
    #expect((0...1).contains(agreement))
  }

  @Test("are refused with one message", arguments: refused)
  func refusal(edge: Case) throws {
    let (tool, outcome) = try compress(edge)
    defer { tool.remove() }
    #expect(outcome.code == 65, "\(outcome.error)")
    #expect(outcome.error.hasPrefix("error: ") && outcome.error.split(separator: "\n").count == 1)
    for word in edge.words { #expect(outcome.error.contains(word), "\(outcome.error)") }
    #expect(try tool.files() == ["dump"])
  }

  @Test("fewer rows than features make a student of what there is")
  func fewRows() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let dump = Dump(rows: 12)
    // Each row twice as wide as there are rows.
    let inputs = (0..<12 * 24).map { dump.inputs[($0 * 5) % dump.inputs.count] }
    try dump.write(
      to: "dump", in: tool,
      replacing: ["inputs": NPYWriter.bytes(of: inputs, shape: [12, 24])])
    for options in [[], Self.grid] {
      let outcome = try tool.run(
        ["compress", "dump", "--output", "s.tessera", "--force", "--threads", "1"] + options)
      #expect(outcome.code == 0, "\(outcome.error)")
    }
  }

  @Test("a wrong number after λ is a usage error", arguments: ["nan", "inf", "-1", "1e400"])
  func wrongLambda(text: String) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    let outcome = try tool.run(
      ["compress", "dump", "--output", "s.tessera", "--lambda=\(text)", "--k", "1"])
    #expect(outcome.code == 64, "\(outcome.error)")
    #expect(try tool.files() == ["dump"])
  }
}
