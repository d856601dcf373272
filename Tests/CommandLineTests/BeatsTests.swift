import Foundation
import Tessera
import Testing

/// From a record of counts to a student that answers beats of a stream.
@Suite("Beats")
struct BeatsTests {
  typealias Case = RefusedRequestTests.Case

  /// Options after `beats record.npy`.
  static let refusals: [Case] = [
    Case("--output b", 64, "--rate"),
    Case("--output b --rate 35", 64, "--rate takes 36"),
    Case("--rate 125", 64, "--output"),
    Case("--output b --rate 125 --cut 3", 64, "--cut"),
    Case("--output b --rate 125 --cut 9000,9000", 64, "--cut"),
    Case("--output b --rate 125 --report", 64, "--annotations"),
    Case("--output b --rate 125 --annotations a.npy b.npy", 64, "a file for each record"),
    Case("--output b --rate 125 --annotations nowhere.npy", 66, "nowhere.npy"),
    Case("--output b --rate 125 --annotations wrong.npy", 65, "row 1", "ascend"),
    Case("--output b --rate 125 --annotations wide.npy", 65, "one or two columns"),
    Case("--output b.npy --rate 125", 73, "folder"),
    Case("--output filled --rate 125", 73, "logits.npy", "other inputs"),
  ]

  /// Where the peaks of the record are.
  private static let peaks = (0..<150).map { 100 * $0 + 4 }

  /// Writes a record at 125 Hz, whose peaks have two heights in turn, and files for refusals.
  private static func write(to tool: Tool) throws {
    let samples = (0..<15_000).map { index -> Int32 in
      let height: Int32 = (index / 100).isMultiple(of: 2) ? 800 : 650
      let eighths: Int32 = [0, 1, 3, 6, 8, 6, 3, 1, 0][min(index % 100, 8)]
      return height * eighths / 8 + Int32(index % 7)
    }
    func npy(_ values: [Int32], _ shape: [Int]) -> [UInt8] {
      NPYWriter.bytes(of: values, shape: shape)
    }
    try tool.write(npy(samples, [15_000]), to: "record.npy")
    let annotations = peaks.enumerated().flatMap { [Int32($1), Int32($0 % 2)] }
    try tool.write(npy(annotations, [150, 2]), to: "notes.npy")
    try tool.write(npy([100, 100], [2]), to: "wrong.npy")
    try tool.write(npy([1, 2, 3], [1, 3]), to: "wide.npy")
    try tool.write(npy([0], [1]), to: "filled/logits.npy")
  }

  private static let known = ["record.npy", "notes.npy", "wrong.npy", "wide.npy", "filled"]

  @Test("refuses what cannot be done and leaves nothing behind", arguments: refusals)
  func refuses(request: Case) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.write(to: tool)
    let outcome = try tool.run(["beats", "record.npy"] + request.options)
    #expect(outcome.code == request.code, "\(outcome.error)")
    for word in request.words { #expect(outcome.error.contains(word), "\(outcome.error)") }
    #expect(try tool.files(except: Self.known).isEmpty)
  }

  @Test("refuses records that are no counts of one channel, and those without beats")
  func records() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try tool.write(NPYWriter.bytes(of: [1, 2, 3, 4] as [Int32], shape: [2, 2]), to: "two.npy")
    try tool.write(NPYWriter.bytes(of: [1, 0.5] as [Float], shape: [2]), to: "half.npy")
    try tool.write(NPYWriter.bytes(of: [1, 40_000] as [Int32], shape: [2]), to: "high.npy")
    try tool.write(
      NPYWriter.bytes(of: [Int32](repeating: 3, count: 2_000), shape: [2_000]), to: "flat.npy")
    for (name, word) in [
      ("two.npy", "one channel"), ("half.npy", "sample 1 is 0.5"), ("high.npy", "40000"),
      ("flat.npy", "no beat"),
    ] {
      let outcome = try tool.run("beats", name, "--rate", "125", "--output", "b")
      #expect(outcome.code == 65 && outcome.error.contains(word), "\(name): \(outcome.error)")
    }
    #expect(try tool.files() == ["flat.npy", "half.npy", "high.npy", "two.npy"])
  }

  @Test("warns, once, of a cut that may be the wrong way round")
  func order() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.write(to: tool)
    let outcome = try tool.run(
      "beats", "record.npy", "--rate", "125", "--cut", "30,19", "--output", "b")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.error.components(separatedBy: "write --cut 19,30").count == 2)
  }

  @Test("cuts beats, labels them, and reports how they match annotations")
  func cut() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.write(to: tool)
    let outcome = try tool.run(
      "beats", "record.npy", "--rate", "125", "--output", "b", "--annotations", "notes.npy",
      "--report", "--json", "b.json")
    #expect(outcome.code == 0 && outcome.error.isEmpty, "\(outcome.error)")
    for word in ["sensitivity", "1.0000", "windows of 53 numbers", "--rate 125 --beats 19,30"] {
      #expect(outcome.output.contains(word), "\(outcome.output)")
    }
    let figures = try tool.json("b.json")
    #expect(figures["features"].number == 53)
    let rows = try #require(figures["rows"].number)
    #expect(rows > 130)
    let inputs = try tool.bytes("b/inputs.npy")
    #expect(inputs.count == 128 + Int(rows) * 53 * 2)
    #expect(!FileManager.default.fileExists(atPath: tool.path("b/groups.npy")))
    for name in ["places", "labels"] {
      #expect(try tool.bytes("b/\(name).npy").count == 128 + Int(rows) * 4)
    }
  }

  @Test("replaces the windows of a former run, and refuses what of it would stay")
  func again() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.write(to: tool)
    let cut = ["beats", "record.npy", "--rate", "125", "--output", "b"]
    let notes = ["--annotations", "notes.npy"]
    for options in [notes, notes + ["--cut", "10,20"]] {
      let outcome = try tool.run(cut + options)
      #expect(outcome.code == 0, "\(outcome.error)")
    }
    let before = try tool.bytes("b/inputs.npy")
    let refused = try tool.run(cut)
    #expect(refused.code == 73 && refused.error.contains("labels.npy is there"), "\(refused.error)")
    #expect(try tool.bytes("b/inputs.npy") == before)
  }

  @Test("wait for the teacher before a student is evaluated on them")
  func unanswered() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.write(to: tool)
    let cut = try tool.run(
      "beats", "record.npy", "--rate", "125", "--output", "b", "--annotations", "notes.npy")
    #expect(cut.code == 0, "\(cut.error)")
    let compress = try tool.run("compress", "b", "--output", "s.tessera")
    #expect(compress.code == 65)
    for word in ["wait for the teacher", "logits.npy", "predict --labels"] {
      #expect(compress.error.contains(word), "\(compress.error)")
    }
  }

  @Test("standardises cuts, and gives intervals in octaves")
  func standardized() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.write(to: tool)
    let outcome = try tool.run(
      "beats", "record.npy", "--rate", "125", "--output", "b", "--standardize")
    #expect(outcome.code == 0 && outcome.error.isEmpty, "\(outcome.error)")
    #expect(outcome.output.contains("--standardize 49 --counts-per-unit 1024"))
    let bytes = Array(try tool.bytes("b/inputs.npy").dropFirst(128).prefix(53 * 4))
    let row = (0..<53).map { index in
      Float(
        bitPattern: (0..<4).reduce(0) { $0 | UInt32(bytes[4 * index + $1]) << UInt32(8 * $1) })
    }
    let (sum, squares) = row.prefix(49).reduce((Float(0), Float(0))) { ($0.0 + $1, $0.1 + $1 * $1) }
    #expect(abs(sum / 49) < 1e-4 && abs(squares / 49 - 1) < 1e-4)
    #expect(abs(row[52] - 6.644) < 0.02, "an interval of 100 samples")
  }

  @Test("leads to a student that finds and answers beats on a device")
  func student() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Self.write(to: tool)
    let cut = try tool.run(
      "beats", "record.npy", "--rate", "125", "--output", "b", "--annotations", "notes.npy",
      "--json", "b.json")
    #expect(cut.code == 0, "\(cut.error)")
    let rows = Int(try #require(tool.json("b.json")["rows"].number))
    // The teacher: how high the peak is, in the window's twentieth sample.
    let bytes = try tool.bytes("b/inputs.npy").dropFirst(128)
    let logits = (0..<rows).flatMap { row -> [Float] in
      let at = bytes.startIndex + 2 * (row * 53 + 19)
      let value = Float(Int16(truncatingIfNeeded: Int(bytes[at]) | Int(bytes[at + 1]) << 8))
      return [(value - 725) / 20, (725 - value) / 20]
    }
    try tool.write(NPYWriter.bytes(of: logits, shape: [rows, 2]), to: "b/logits.npy")
    let compress = try tool.run(
      "compress", "b", "--k", "1", "--lambda", "1", "--counts-per-unit", "1", "--rate", "125",
      "--beats", "19,30", "--force", "--output", "s.tessera")
    #expect(compress.code == 0, "\(compress.error)")
    let inspect = try tool.run("inspect", "s.tessera", "--json", "i.json")
    #expect(inspect.code == 0, "\(inspect.error)")
    let generate = try tool.run(
      "generate", "s.tessera", "--output", "f", "--name", "beats")
    #expect(generate.code == 0, "\(generate.error)")
    let header = String(decoding: try tool.bytes("f/src/beats.h"), as: UTF8.self)
    #expect(header.contains("#define BEATS_BEAT_SIZE "))
    let runtime = String(decoding: try tool.bytes("f/src/tessera.c"), as: UTF8.self)
    #expect(runtime.contains("#define TESSERA_WITH_BEATS 1"))
    #expect(runtime.contains("#define TESSERA_WITH_STREAM 0"))
    for (options, word) in [
      (["--beats", "19,31", "--rate", "125"], "19 and 31"), (["--beats", "19,30"], "--rate"),
      (["--beats", "19,30", "--rate", "35"], "--rate takes 36 to 9000 samples a second"),
      (["--rate", "0"], "--rate takes 0.001 to 4000000 samples a second"),
      (["--hop", "0"], "--hop takes"), (["--hop", "3", "--beats", "19,30"], "exclude"),
    ] {
      let refused = try tool.run(["compress", "b", "--output", "t.tessera"] + options)
      #expect(refused.code != 0 && refused.error.contains(word), "\(refused.error)")
    }
  }
}
