import Foundation
import Tessera
import Testing

/// Teachers of numbers and of one output, from a file to the figures.
@Suite("Targets and single outputs")
struct TargetTests {
  private static let quick = ["--k", "1", "--lambda", "0.01"]

  /// A folder with a dump whose outputs are `outputs` of each row's logits.
  private func made(
    _ outputs: ([Float]) -> [Float], rows: Int = 90, replacing: [String: [UInt8]?] = [:]
  ) throws -> Tool {
    let tool = try Tool()
    let dump = Dump(rows: rows)
    let values = (0..<rows).map { outputs(Array(dump.logits[3 * $0..<3 * $0 + 3])) }
    var changes: [String: [UInt8]?] = [
      "activations": nil, "head_weight": nil, "head_bias": nil, "labels": nil,
      "logits": NPYWriter.bytes(of: Array(values.joined()), shape: [rows, values[0].count]),
    ]
    changes.merge(replacing) { $1 }
    try dump.write(to: "dump", in: tool, replacing: changes)
    return tool
  }

  @Test("a target that integers lose is refused by name, and --force says so")
  func units() throws {
    let tool = try made { [$0[0], 1e9 * $0[1]] }
    defer { tool.remove() }
    let regression = ["compress", "dump", "--task", "regression", "--output", "s.tessera"]
    let refused = try tool.run(regression + Self.quick)
    #expect(refused.code == 65 && refused.error.contains("Integers lose target 0"))
    #expect(refused.error.contains("divide it by its deviation"))
    let forced = try tool.run(regression + Self.quick + ["--force"])
    #expect(forced.code == 0 && forced.error.contains("R2 of target 0 is"), "\(forced.error)")
    #expect(forced.output.contains("R2 of target 1, training rows"))
  }

  @Test("one target has R2 and a deviation without a test dump, too")
  func oneTarget() throws {
    let tool = try made { [5 + $0[0]] }
    defer { tool.remove() }
    let outcome = try tool.run(
      ["compress", "dump", "--task", "regression", "--output", "s.tessera", "--test", "dump"]
        + Self.quick)
    #expect(outcome.code == 0, "\(outcome.error)")
    let plain = try tool.run(
      ["compress", "dump", "--task", "regression", "--output", "s.tessera"] + Self.quick)
    #expect(plain.output.contains("in cross-validation where the targets deviate by"))
    #expect(plain.output.contains(/student [0-9]+ B, R2 0\.[0-9]+, RMSE/), "\(plain.output)")
    #expect(try tool.json("s.json")["targets.deviation"].number ?? 0 > 0)
  }

  @Test("the outputs of few rows have the form of the training dump's")
  func fewRows() throws {
    let tool = try made { [$0[0] - $0[1]] }
    defer { tool.remove() }
    #expect(try tool.run(["compress", "dump", "--output", "s.tessera"] + Self.quick).code == 0)
    #expect(try tool.json("s.json")["teacher.output_form"].text == "logits")
    let dump = Dump(rows: 90)
    let few = (0..<90).filter { (0.0..<1).contains(dump.logits[3 * $0] - dump.logits[3 * $0 + 1]) }
    try #require(!few.isEmpty)
    let inputs = few.flatMap { dump.inputs[6 * $0..<6 * $0 + 6] }
    let outputs = few.map { dump.logits[3 * $0] - dump.logits[3 * $0 + 1] }
    let labels = outputs.map { Int32($0 > 0 ? 1 : 0) }
    try dump.write(
      to: "few", in: tool,
      replacing: [
        "activations": nil, "head_weight": nil, "head_bias": nil,
        "inputs": NPYWriter.bytes(of: inputs, shape: [few.count, 6]),
        "logits": NPYWriter.bytes(of: outputs, shape: [few.count, 1]),
        "labels": NPYWriter.bytes(of: labels, shape: [few.count]),
      ])
    let outcome = try tool.run("evaluate", "s.tessera", "few")
    #expect(outcome.code == 0 && outcome.output.contains("(teacher 1.000)"), "\(outcome.output)")
    #expect(try tool.run("report", "s.tessera", "--card", "c.md", "--output", "p.html").code == 0)
    let card = String(decoding: try tool.bytes("c.md"), as: UTF8.self)
    #expect(card.contains("gives 2 classes"), "\(card.prefix(700))")
  }

  @Test("a teacher that is said to be smaller makes no headline")
  func smallTeacher() throws {
    let tool = try made(
      { $0 },
      replacing: ["teacher_macs": NPYWriter.bytes(of: [Int32(0)], shape: [1])])
    defer { tool.remove() }
    let outcome = try tool.run(["compress", "dump", "--output", "s.tessera"] + Self.quick)
    #expect(outcome.code == 0 && !outcome.output.contains("times"), "\(outcome.output)")
  }
}
