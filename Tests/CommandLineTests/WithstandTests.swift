import Foundation
import Tessera
import Testing

/// `--withstand` on the command line.
@Suite("Withstanding")
struct WithstandTests {
  /// Bumps at two places in windows of 24 samples.
  private static func write(rows: Int, in tool: Tool) throws {
    var random = SeededGenerator(seed: 3)
    var (inputs, logits, labels): ([Float], [Float], [Int32]) = ([], [], [])
    for row in 0..<rows {
      let place = row % 2 == 0 ? 7.0 : 16.0
      inputs += (0..<24).map {
        Float(exp(-pow(Double($0) - place, 2) / 2) + 0.2 * random.uniform())
      }
      logits += row % 2 == 0 ? [2, -1] : [-1.5, 2.5]
      labels.append(Int32(row % 2))
    }
    try tool.write(NPYWriter.bytes(of: inputs, shape: [rows, 24]), to: "dump/inputs.npy")
    try tool.write(NPYWriter.bytes(of: logits, shape: [rows, 2]), to: "dump/logits.npy")
    try tool.write(NPYWriter.bytes(of: labels, shape: [rows]), to: "dump/labels.npy")
  }

  private static func compress(_ options: String, to name: String, in tool: Tool) throws {
    let made = try tool.run(
      ["compress", "dump", "--form", "regional", "--repeats", "1", "--output", name]
        + options.split(separator: " ").map(String.init))
    #expect(made.code == 0, "\(made.error)")
  }

  @Test("makes students of windows that are cut beside their place, and says so")
  func shift() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.write(rows: 200, in: tool)
    try Self.compress("", to: "plain.tessera", in: tool)
    try Self.compress(
      "--withstand shift=4,stretch=5%,noise=20dB,share=80% --changed-folds --copies 3",
      to: "s.tessera", in: tool)
    let record = try tool.json("s.json")
    #expect(record["withstanding.shift"].number == 4)
    #expect(record["withstanding.stretch"].number == 0.05)
    #expect(record["withstanding.noise"].number == 0.1)
    #expect(record["withstanding.share"].number == 0.8)
    #expect(record["withstanding.copy_count"].number == 3)
    #expect(record["withstanding.is_judged"].number == 1)
    #expect(record["withstanding.seed"].number == 0)
    #expect(try tool.json("plain.json")["withstanding.shift"].number == nil)
    var accuracies: [Double] = []
    for student in ["plain.tessera", "s.tessera"] {
      let measured = try tool.run("robustness", student, "dump", "--json", "r.json")
      #expect(measured.code == 0, "\(measured.error)")
      let bytes = try tool.bytes("r.json")
      let figures = try #require(JSONDocument.decode(RobustnessRecord.self, from: bytes))
      let row = figures.disturbances.first { $0.kind == .jitter && $0.strength == 4 }
      accuracies.append(try #require(row?.figures.accuracy?.value))
    }
    #expect(accuracies[1] > accuracies[0] + 0.1, "\(accuracies)")
    let card = try tool.run("report", "s.tessera", "--card", "card.md", "--output", "page.html")
    #expect(card.code == 0, "\(card.error)")
    #expect(
      try String(decoding: tool.bytes("card.md"), as: UTF8.self).contains(
        "cuts up to 4 samples off"))
  }

  @Test("is the same on one thread, and with another seed another")
  func seeds() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.write(rows: 120, in: tool)
    let options = "--withstand shift=3,noise=10%"
    try Self.compress(options, to: "a.tessera", in: tool)
    try Self.compress("\(options) --threads 1", to: "b.tessera", in: tool)
    #expect(try tool.bytes("a.tessera") == tool.bytes("b.tessera"))
    let swept = try tool.run("sweep", "dump", "--withstand", "shift=3", "--form", "regional")
    #expect(swept.code == 0, "\(swept.error)")
  }

  @Test("becomes copies of windows before a program")
  func program() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.write(rows: 120, in: tool)
    try Self.compress(
      "--front-end samples --counts-per-unit 100 --withstand shift=4 --copies 1", to: "s.tessera",
      in: tool)
    try Self.compress(
      "--front-end samples --counts-per-unit 100", to: "plain.tessera", in: tool)
    #expect(try tool.json("s.json")["withstanding.shift"].number == 4)
    #expect(try tool.bytes("s.tessera") != tool.bytes("plain.tessera"))
    #expect(try tool.json("s.json")["dumps"].list?.count == 1)
  }

  @Test(
    "is refused with the way on",
    arguments: [
      ("--withstand shift=0", 64, "--withstand"),
      ("--withstand shift=3,shift=2", 64, "--withstand"),
      ("--withstand stretch=60%", 64, "--withstand"), ("--withstand noise=-3", 64, "--withstand"),
      ("--withstand speed=3", 64, "--withstand"), ("--withstand shift", 64, "--withstand"),
      ("--withstand noise=nandB", 64, "--withstand"), ("--withstand share=50%", 64, "--withstand"),
      ("--window 3", 64, "go with --withstand"), ("--copies 3", 64, "go with --withstand"),
      ("--changed-folds", 64, "go with --withstand"),
      ("--withstand shift=3 --copies 9", 64, "--copies"),
      ("--withstand shift=3 --window 0", 64, "--window"),
      ("--withstand shift=3 --k 2", 64, "default and thorough"),
      ("--withstand shift=3 --keep-inputs 50%", 64, "--keep-inputs"),
      ("--withstand shift=30", 65, "30"), ("--withstand shift=3 --window 25", 65, "24 features"),
      (
        "--withstand shift=3 --front-end samples --counts-per-unit 100 --changed-folds", 64,
        "--changed-folds"
      ),
    ] as [(String, Int32, String)])
  func refusals(options: String, code: Int32, words: String) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.write(rows: 60, in: tool)
    let outcome = try tool.run(
      ["compress", "dump", "--output", "s.tessera"] + options.split(separator: " ").map(String.init)
    )
    #expect(outcome.code == code, "\(outcome.error)")
    #expect(outcome.error.contains(words), "\(outcome.error)")
  }
}
