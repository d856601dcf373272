import Foundation
import Tessera
import Testing

/// Golden students of format version 2 in the verbs that take a student alone.
@Suite("Students of format version 2")
struct SecondVersionTests {
  private static let golden = Tool.root.appendingPathComponent("Tests/Fixtures/Golden")
  private static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: golden.path)) ?? [])
    .filter { $0.hasPrefix("v2-") && $0.hasSuffix(".tessera") }
    .map { String($0.dropLast(8)) }.sorted()

  /// A folder with a golden student as `s.tessera`.
  private func made(_ name: String) throws -> Tool {
    let tool = try Tool()
    let file = Self.golden.appendingPathComponent("\(name).tessera")
    try tool.write([UInt8](Data(contentsOf: file)), to: "s.tessera")
    return tool
  }

  @Test("are generated, and their folders verified", arguments: names)
  func chain(name: String) throws {
    let tool = try made(name)
    defer { tool.remove() }
    let outcome = try tool.run("generate", "s.tessera", "--output", "fw", "--json", "g.json")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(try tool.json("g.json")["vectors.count"].number == 32)
    let student = try tool.bytes("s.tessera")
    try tool.write([1, 2, 3, 4] + Array("TSRA".utf8) + student + [9], to: "raw.bin")
    let verified = try tool.run("inspect", "s.tessera", "--verify", "fw", "raw.bin")
    #expect(verified.code == 0, "\(verified.output)")
    let header = try tool.bytes("fw/src/model.h")
    try tool.write(header + Array("\n".utf8), to: "fw/src/model.h")
    let changed = try tool.run("inspect", "s.tessera", "--verify", "fw")
    #expect(changed.code == 65 && changed.output.contains("src/model.h"), "\(changed.output)")
    var raw = try tool.bytes("raw.bin")
    raw[8 + student.count / 2] ^= 1
    try tool.write(raw, to: "raw.bin")
    let damaged = try tool.run("inspect", "s.tessera", "--verify", "raw.bin")
    #expect(damaged.code == 65, "\(damaged.output)")
    #expect(damaged.output.contains("was changed or is damaged"), "\(damaged.output)")
  }

  @Test("are shown with the stages of their program")
  func program() throws {
    let tool = try made("v2-program-envelope-k2-c2")
    defer { tool.remove() }
    let outcome = try tool.run("inspect", "s.tessera", "--json", "i.json")
    #expect(outcome.code == 0, "\(outcome.error)")
    for words in [
      #"{"stage": "standardize", "source": "window", "target": "node1", "moments": false},"#,
      #"{"stage": "centre", "source": "node2", "target": "node2"},"#,
      #"{"stage": "autocorrelation", "source": "node2", "lags": [1, 2, 5, 11]},"#,
      #"{"stage": "moments", "source": "node1", "channel": 1}"#,
    ] { #expect(outcome.output.contains(words), "\(words)") }
    let stage = JSON(try tool.json("i.json")["program.stages"].list?[1])
    #expect(stage["operation"].text == "pool" && stage["target"].number == 2)
  }

  @Test(
    "are measured with their front-end apart",
    .enabled(if: GenerateTests.hasEmulator, "skipped: no qemu-system-arm"))
  func frontEnd() throws {
    let tool = try made("v2-program-events-k2-c2")
    defer { tool.remove() }
    let outcome = try tool.run("profile", "s.tessera", "--core", "cortex-m4", "--json", "p.json")
    #expect(outcome.code == 0 && outcome.output.contains("front-end"), "\(outcome.error)")
    let core = JSON(try tool.json("p.json")["cores"].list?.first)
    #expect(core["quantization"].list?.isEmpty == true)
    #expect(core["front_end.memory"].number == 276)
    let measured = try #require(core["front_end.instructions"].number)
    #expect(try tool.run("profile", "s.tessera", "--estimate", "--json", "e.json").code == 0)
    let cores = try #require(try tool.json("e.json")["cores"].list)
    let estimate = JSON(cores.first { JSON($0)["core"].text == "cortex-m4" })
    #expect(estimate["front_end.memory"].number == 276)
    let ratio = try measured / #require(estimate["front_end.instructions"].number)
    #expect((0.75...1.25).contains(ratio), "\(ratio)")
  }

  @Test("are shown with their windows, and profiled with their memory")
  func everything() throws {
    let tool = try made("v2-everything-n11-m30-k3-d6-q5-c2")
    defer { tool.remove() }
    let outcome = try tool.run("inspect", "s.tessera", "--json", "i.json")
    #expect(outcome.code == 0, "\(outcome.error)")
    for words in [
      "format version 2", "window: 36 numbers", "kept inputs: 11 of 36 features: 0, 2, 3",
      "quantised inputs of 16 bits", "limits: margin", "adaptation: constant", "beats: 12 samples",
      "section 60000", "integer centre",
    ] { #expect(outcome.output.contains(words), "\(words)") }
    let document = try tool.json("i.json")
    #expect(document["window.input_bytes"].number == 22 && !document["input_scale"].exists)
    #expect(document["scales"].list?.count == 4)
    let estimated = try tool.run("profile", "s.tessera", "--estimate", "--json", "p.json")
    #expect(estimated.code == 0 && estimated.output.contains("stream"), "\(estimated.error)")
    let core = JSON(try tool.json("p.json")["cores"].list?.first)
    #expect(core["memory.input"].number == 22 && core["memory.stream"].number == 160)
  }

  @Test("of one scale have no new keys but those of the window")
  func keys() throws {
    let tool = try GenerateTests.made()
    defer { tool.remove() }
    #expect(try tool.run("inspect", "s.tessera", "--json", "i.json").code == 0)
    #expect(try tool.run("profile", "s.tessera", "--estimate", "--json", "p.json").code == 0)
    let first = try tool.json("i.json")
    let second = try made("v2-channels-n12-k2-c2")
    defer { second.remove() }
    #expect(try second.run("inspect", "s.tessera", "--json", "i.json").code == 0)
    // A student of version 1 has its run record here.
    let keys = first.keys.subtracting(["record"])
    #expect(first["format_version"].number == 1 && !first["window"].exists)
    let added = try second.json("i.json").keys.subtracting(keys)
    #expect(added.isSubset(of: ["window", "counts_per_unit", "count_zero"]), "\(added)")
    let memory = JSON(try tool.json("p.json")["cores"].list?.first)["memory"]
    #expect(memory.keys == ["input", "model", "scratch", "stack"])
  }

  @Test("that take integers alone are proven on integers of a dump")
  func integers() throws {
    let tool = try made("v2-scales-integers-n5-k3-c5")
    defer { tool.remove() }
    let numbers: [Int32] = (0..<50).map { 16_777_217 + $0 * 3 }
    try tool.write(NPYWriter.bytes(of: numbers, shape: [10, 5]), to: "rows.npy")
    let generate = ["generate", "s.tessera", "--output", "fw", "--inputs", "rows.npy"]
    let outcome = try tool.run(generate)
    #expect(outcome.code == 0, "\(outcome.error)")
    let vectors = String(decoding: try tool.bytes("fw/test/vectors.c"), as: UTF8.self)
    #expect(vectors.contains("{\n        16777217, 16777220, "))
    #expect(try tool.run("inspect", "s.tessera", "--verify", "fw").code == 0)
    try tool.write(
      NPYWriter.bytes(of: [Float](repeating: 0.5, count: 5), shape: [1, 5]), to: "rows.npy")
    let refused = try tool.run(generate)
    #expect(
      refused.code == 65 && refused.error.contains("no integer of 32 bits"), "\(refused.error)")
  }

  @Test("with a binary output have two class names")
  func binary() throws {
    let tool = try made("v2-binary-n9-k3-c1")
    defer { tool.remove() }
    let generate = ["generate", "s.tessera", "--output", "fw", "--class-names"]
    #expect(try tool.run(generate + ["calm,alarm"]).code == 0)
    let refused = try tool.run(generate + ["a,b,c"])
    #expect(refused.code == 65 && refused.error.contains("between 2 classes"), "\(refused.error)")
    let shown = try tool.run("inspect", "s.tessera")
    #expect(shown.output.contains("the label is 1 where the output is above 0"))
  }

  @Test(
    "are measured on a core, with each type that they take",
    .enabled(if: GenerateTests.hasEmulator, "skipped: no qemu-system-arm"))
  func measured() throws {
    let tool = try made("v2-scales-integers-n5-k3-c5")
    defer { tool.remove() }
    let outcome = try tool.run("profile", "s.tessera", "--core", "cortex-m4", "--json", "p.json")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("tessera_quantize_f32, _i16 or _i32"), "\(outcome.output)")
    let core = JSON(try tool.json("p.json")["cores"].list?.first)
    #expect(core["method"].text == "measured", "\(outcome.output)")
    let types = core["quantization"].list?.compactMap { JSON($0)["input"].text }
    #expect(types == ["i16", "i32"])
  }
}
