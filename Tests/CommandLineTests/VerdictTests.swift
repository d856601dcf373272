import Foundation
import Tessera
import Testing

/// What the tool says where a student does not follow its teacher, and of doubtful rows.
@Suite("Verdicts") struct VerdictTests {
  private static let features = 60

  /// Pulses of three forms of sum 0, anywhere in a row.
  private func pulses(_ count: Int, seed: UInt64, features: Int = features) -> [String: [UInt8]] {
    var generator = SeededGenerator(seed: seed)
    let forms: [[Float]] = [[2, 2, -2, -2], [-2, -2, 2, 2], [2, -2, -2, 2]]
    var inputs: [Float] = []
    for row in 0..<count {
      var signal = (0..<features).map { _ in Float(generator.uniform() - 0.5) }
      let place = Int(generator.uniform() * Double(features - 4))
      for (offset, value) in forms[row % 3].enumerated() { signal[place + offset] += value }
      inputs += signal
    }
    let logits = (0..<count).flatMap { row in (0..<3).map { Float($0 == row % 3 ? 4 : 0) } }
    return [
      "inputs": NPYWriter.bytes(of: inputs, shape: [count, features]),
      "logits": NPYWriter.bytes(of: logits, shape: [count, 3]),
    ]
  }

  private func write(_ arrays: [String: [UInt8]], to name: String, in tool: Tool) throws {
    for (array, bytes) in arrays { try tool.write(bytes, to: "\(name)/\(array).npy") }
  }

  private let opening = "The students cannot follow the teacher"

  @Test("come first, in every place where a student is looked at")
  func first() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try write(pulses(240, seed: 1), to: "dump", in: tool)
    let made = try tool.run("compress", "dump", "--output", "s.tessera")
    #expect(made.code == 0 && made.output.hasPrefix(opening), "\(made.output)")
    #expect(made.output.contains("Likely reason: the signal lies at another place"))
    let record = String(decoding: try tool.bytes("s.json"), as: UTF8.self)
    #expect(record.contains("\"verdict\" : {") && record.contains("\"kind\" : \"shift\""))
    let quiet = try tool.run("compress", "dump", "--output", "q.tessera", "--quiet")
    #expect(quiet.code == 0 && quiet.error.contains(opening), "\(quiet.error)")
    let swept = try tool.run("sweep", "dump", "--json", "sweep.json")
    #expect(swept.code == 0 && swept.output.hasPrefix(opening), "\(swept.output)")
    #expect(String(decoding: try tool.bytes("sweep.json"), as: UTF8.self).contains("\"verdict\""))
    #expect(
      try tool.run("report", "s.tessera", "--output", "r.html", "--card", "c.md").code == 0)
    for page in ["r.html", "c.md"] {
      #expect(String(decoding: try tool.bytes(page), as: UTF8.self).contains(opening), "\(page)")
    }
    #expect(try tool.run("inspect", "s.tessera").code == 0)
    let refused = try tool.run("compress", "dump", "--output", "n.tessera", "--max-drop", "5%")
    #expect(refused.code == 65)
  }

  @Test("have ways on that the tool takes")
  func remedies() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try write(pulses(60, seed: 1), to: "dump", in: tool)
    try write(pulses(300, seed: 2), to: "more", in: tool)
    #expect(try tool.run("augment", "dump", "--output", "rows").code == 0)
    for arguments in [["--transfer", "more"], ["--search", "thorough", "--budget", "4KB"]] {
      let outcome = try tool.run(["compress", "dump", "--output", "s.tessera"] + arguments)
      #expect(outcome.code == 0, "\(arguments): \(outcome.error)")
    }
  }

  @Test("are not given to students that follow")
  func following() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let beats = Tool.root.appendingPathComponent("Examples/SyntheticBeats/beats-train.npz").path
    let outcome = try tool.run("compress", beats, "--output", "s.tessera")
    #expect(outcome.code == 0 && outcome.output.hasPrefix("student "), "\(outcome.output)")
    #expect(!outcome.error.contains("warning:"), "\(outcome.error)")
    let record = String(decoding: try tool.bytes("s.json"), as: UTF8.self)
    #expect(!record.contains("\"verdict\""))
  }

  @Test("are joined by warnings about labels, classes and few rows")
  func warnings() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let rows = (0..<120).map { Int32($0 % 3) }
    for (name, labels, words) in [
      ("shuffled", (0..<120).map { Int32($0 / 40) }, "same order of rows"),
      ("permuted", rows.map { ($0 + 1) % 3 }, "output 2 is label 0"),
    ] {
      var arrays = pulses(120, seed: 3)
      arrays["labels"] = NPYWriter.bytes(of: labels, shape: [120])
      try write(arrays, to: name, in: tool)
      let outcome = try tool.run("sweep", name, "--k", "1", "--lambda", "1")
      #expect(outcome.code == 0 && outcome.error.contains(words), "\(outcome.error)")
    }
    try write(pulses(6, seed: 4), to: "few", in: tool)
    let few = try tool.run("sweep", "few", "--k", "1", "--lambda", "1", "--folds", "3")
    #expect(few.code == 0 && few.error.contains("6 training rows are so few"), "\(few.error)")
  }
}
