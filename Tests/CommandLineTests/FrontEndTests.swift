import Foundation
import Tessera
import Testing

/// Windows of counts on the command line.
@Suite("Front-ends")
struct FrontEndTests {
  /// Windows of two channels of 64 counts: a peak in one of them, wherever it is.
  private static func write(_ name: String, rows: Int, seed: UInt64, in tool: Tool) throws {
    var random = SeededGenerator(seed: seed)
    var (inputs, logits, labels): ([Int32], [Float], [Int32]) = ([], [], [])
    for row in 0..<rows {
      let place = Int(random.uniform() * 60)
      for channel in 0..<2 {
        for sample in 0..<64 {
          let isPeak = channel == row % 2 && (place..<place + 4).contains(sample)
          inputs.append(Int32(random.uniform() * 20) + (isPeak ? 900 : 0))
        }
      }
      logits += row % 2 == 0 ? [3, -2] : [-3, 2.5]
      labels.append(Int32(row % 2))
    }
    try tool.write(NPYWriter.bytes(of: inputs, shape: [rows, 2, 64]), to: "\(name)/inputs.npy")
    try tool.write(NPYWriter.bytes(of: logits, shape: [rows, 2]), to: "\(name)/logits.npy")
    try tool.write(NPYWriter.bytes(of: labels, shape: [rows]), to: "\(name)/labels.npy")
  }

  @Test("make a student of integer windows of several channels, which says how")
  func compression() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.write("train", rows: 120, seed: 1, in: tool)
    try Self.write("test", rows: 60, seed: 2, in: tool)
    let made = try tool.run(
      "compress", "train", "--front-end", "moments", "--test", "test", "--output", "s.tessera")
    #expect(made.code == 0, "\(made.error)")
    #expect(made.output.contains("front-end: moments"))
    let record = try tool.json("s.json")
    #expect(record["front_end.name"].text == "moments")
    #expect(record["front_end.stages"].list?.count == 1)
    #expect(record["test.accuracy"].number ?? 0 >= 0.95)
    let evaluated = try tool.run("evaluate", "s.tessera", "test", "--json", "e.json")
    #expect(evaluated.code == 0, "\(evaluated.error)")
    #expect(
      try tool.json("e.json")["test.accuracy"].number == record["test.accuracy"].number)
    // What inspect prints is a program file.
    let stage = try #require(record["front_end.stages"].list?[0] as? String)
    try tool.write("{\"stages\": [\n\(stage)\n]}", to: "p")
    let again = try tool.run(
      "compress", "train", "--front-end", "p", "--output", "t.tessera")
    #expect(again.code == 0, "\(again.error)")
    #expect(try tool.bytes("t.tessera") == tool.bytes("s.tessera"))
  }

  @Test(
    "are refused with the way on",
    arguments: [
      ("--front-end evnts", 65, "There is no front-end 'evnts'"),
      ("--front-end moments --instructions 10@cortex-m4", 65, "Raise --instructions"),
      ("--front-end moments --counts-per-unit 1,2,3", 65, "2 channels"),
      ("--front-end moments --counts-per-unit 1e6", 65, "Lower --counts-per-unit"),
      ("--front-end moments --instructions 10", 64, "--instructions"),
      ("--instructions 10@cortex-m4", 64, "goes with --front-end"),
      ("--front-end moments --standardize 3", 64, "does that itself"),
      ("--front-end moments --keep-inputs 50%", 64, "name a smaller one"),
      ("--counts-per-unit 1,2", 64, "one number"),
    ] as [(String, Int32, String)])
  func refusals(options: String, code: Int32, words: String) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.write("train", rows: 20, seed: 1, in: tool)
    let outcome = try tool.run(
      ["compress", "train", "--output", "s.tessera"]
        + options.split(separator: " ").map(String.init))
    #expect(outcome.code == code && outcome.error.contains(words), "\(outcome.error)")
    #expect(try tool.files() == ["train"])
  }

  @Test("of floats ask for the unit")
  func floats() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    let outcome = try tool.run("sweep", "dump", "--front-end", "auto")
    #expect(outcome.code == 65 && outcome.error.contains("--counts-per-unit"), "\(outcome.error)")
  }
}
