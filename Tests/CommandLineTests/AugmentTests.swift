import Foundation
import Tessera
import Testing

/// From a training dump to a transfer dump that the teacher labelled.
@Suite("Augment")
struct AugmentTests {
  /// Options after `augment dump`.
  typealias Case = RefusedRequestTests.Case

  static let refusals: [Case] = [
    Case("--output t --count 0", 64, "--count takes 1"),
    Case("--output t --methods mix,stretch", 64, "mix,stretch"),
    Case("--output t --methods", 64, "--methods"),
    Case("--output t --window 0", 64, "--window takes at least 1"),
    Case("--output t --shift 0", 64, "--shift takes at least 1"),
    Case("--output t --scale 100%", 64, "--scale takes less than 100%"),
    Case("--output t --noise 0", 64, "leave noise out"),
    Case("--output t --wander 2", 64, "--wander"),
    Case("--output t --same-group 1", 64, "--same-group"),
    Case("--output t --seed -1", 64, "--seed"),
    Case("--output t --threads 0", 64, "--threads"),
    Case("--count 5", 64, "--output"),
    Case("--output t --window 7", 65, "--window 7", "6 features"),
    Case("--output t --shift 6", 65, "--shift 6", "6 samples"),
    Case("--output t --window 1 --methods shift", 65, "one sample", "--methods"),
    Case("--output t --array labels=nowhere", 65, "nowhere"),
    Case("--output dump", 73, "dump"),
    Case("--output dump/inputs.npy", 73, "input"),
    Case("--output dump/more.npy", 73, "array of the dump"),
    Case("--output t.npz", 73, ".npy files"),
    Case("--output nowhere/t.npy", 73, "mkdir"),
    Case("--output t.npy --json t.parents.npy", 73, "another result"),
    Case("--output /dev/null", 73, "not a directory"),
  ]

  @Test("refuses what cannot be done and leaves nothing behind", arguments: refusals)
  func refuses(request: Case) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    let inputs = try tool.bytes("dump/inputs.npy")
    let outcome = try tool.run(["augment", "dump"] + request.options)
    #expect(outcome.code == request.code, "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    for word in request.words { #expect(outcome.error.contains(word), "\(outcome.error)") }
    #expect(try tool.files() == ["dump"])
    #expect(try tool.bytes("dump/inputs.npy") == inputs)
  }

  @Test("makes a directory that is a transfer dump once the teacher has run over it")
  func transfer() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    let outcome = try tool.run(
      "augment", "dump", "--output", "out/t/", "--count", "300", "--window", "4", "--seed", "7",
      "--json", "a.json")
    #expect(outcome.code == 0 && outcome.error.isEmpty, "\(outcome.error)")
    for word in [
      "300 inputs of 6 features from 90 rows, seed 7", "mix", "the first 4 features",
      "not standardised", "out/t/inputs.npy", "out/t/parents.npy", "--transfer out/t",
    ] {
      #expect(outcome.output.contains(word), "\(outcome.output)")
    }
    let record = try tool.json("a.json")
    #expect(record["rows"].number == 300 && record["seed"].number == 7)
    #expect(record["methods"].list?.count == 5)
    #expect(record["source.sha256"].text?.count == 64)
    // A teacher with three outputs.
    let x = try ActivationDump.readInputs(tool.path("out/t/inputs.npy"), parallelism: .allCores)
      .matrix(as: Float.self)
    let logits = (0..<300).flatMap { row in [x[row, 0], x[row, 2] - x[row, 5], x[row, 4]] }
    try tool.write(NPYWriter.bytes(of: logits, shape: [300, 3]), to: "out/t/logits.npy")
    let made = try tool.run(
      ["compress", "dump", "--transfer", "out/t", "--output", "s.tessera"] + VerbTests.quick)
    #expect(made.code == 0, "\(made.error)")
    let again = try tool.run("augment", "dump", "--output", "out/t", "--seed", "8")
    #expect(again.code == 73 && again.error.contains("logits.npy"), "\(again.error)")
  }

  @Test("writes two files beside each other where a .npy is named")
  func files() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    let outcome = try tool.run(
      "augment", "dump", "--output", "x.npy", "--methods", "mix", "--count", "40")
    #expect(outcome.code == 0 && outcome.error.isEmpty, "\(outcome.error)")
    #expect(try tool.files() == ["dump", "x.npy", "x.parents.npy"])
    let first = try tool.bytes("x.npy")
    for threads in ["1", "3"] {
      let again = try tool.run(
        "augment", "dump", "--output", "x.npy", "--methods", "mix", "--count", "40", "--threads",
        threads)
      #expect(again.code == 0)
      #expect(try tool.bytes("x.npy") == first)
    }
  }

  /// The dump that `augment` makes of real beats, with logits that no check reads.
  private func realDump(
    _ name: String, _ options: [String], in tool: Tool
  ) throws -> ActivationDump {
    let outcome = try tool.run(
      ["augment", PublishedResultTests.path("\(name)-train"), "--output", name] + options)
    try #require(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("standardised, and again after the change"))
    let rows = try ActivationDump.readInputs(
      tool.path("\(name)/inputs.npy"), parallelism: .allCores
    ).rowCount
    try tool.write(
      NPYWriter.bytes(of: [Float](repeating: 0, count: 2 * rows), shape: [rows, 2]),
      to: "\(name)/logits.npy")
    return try ActivationDump.read(tool.path(name), parallelism: .allCores)
  }

  @Test(
    "ECG5000: 6,000 standardised beats, nearly all like one of their parents",
    .enabled(if: PublishedResultTests.has("ecg5000"), "skipped: no dump"))
  func ecg5000() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let train = try ActivationDump.read(
      PublishedResultTests.path("ecg5000-train"), parallelism: .allCores)
    let made = try realDump("ecg5000", ["--methods", "mix,wander,noise"], in: tool)
    #expect(made.sampleCount == 6_000 && made.featureCount == 140)
    let x = try train.inputs.matrix(as: Double.self)
    let z = try made.inputs.matrix(as: Double.self)
    let parents = try #require(made.parents)
    var similar = 0
    for row in 0..<6_000 {
      let products = parents[row].filter { $0 >= 0 }.map { parent in
        zip(x[row: Int(parent)], z[row: row]).reduce(0) { $0 + $1.0 * $1.1 } / 140
      }
      // Of windows with mean 0 and deviation 1 this is the correlation.
      if products.contains(where: { $0 > 0.9 }) { similar += 1 }
      #expect(abs(z[row: row].reduce(0, +)) < 1e-3)
    }
    #expect(similar > 5_400, "\(similar)")
  }

  @Test(
    "MIT-BIH: grouped folds train on three quarters of the rows, and on more within groups",
    .enabled(if: PublishedResultTests.has("mitbih"), "skipped: no dump"))
  func mitbih() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let train = try ActivationDump.read(
      PublishedResultTests.path("mitbih-train"), parallelism: .allCores)
    let folds = try KFold().split(groups: #require(train.groups))
    for (share, expected) in [("0", 0.717), ("50%", 0.758), ("100%", 0.8)] {
      try? FileManager.default.removeItem(atPath: tool.path("mitbih"))
      let made = try realDump("mitbih", ["--window", "140", "--same-group", share], in: tool)
      #expect(made.sampleCount == 24_000 && made.featureCount == 144)
      try made.validateParents(trainingSampleCount: train.sampleCount)
      let parents = try #require(made.parents)
      let trained = (0..<5).map { fold in
        folds.trainingRows(fold, parents: parents).count { $0 >= Int32(train.sampleCount) }
      }
      #expect(abs(Double(trained.reduce(0, +)) / 120_000 - expected) < 0.015, "\(share)")
    }
  }

  @Test("says that standardised windows stay so, and what it leaves out")
  func standardized() throws {
    let tool = try Tool()
    defer { tool.remove() }
    var dump = Dump()
    dump.standardize()
    try dump.write(to: "dump", in: tool, replacing: ["activations": nil])
    let outcome = try tool.run("augment", "dump", "--output", "t", "--count", "10")
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("all features, standardised, and again after the change"))
    #expect(outcome.output.contains("left out: scale"))
    let plain = try tool.run(
      "augment", "dump", "--output", "t", "--count", "10", "--no-standardize")
    #expect(plain.output.contains("not standardised") && !plain.output.contains("left out"))
  }
}
