import Foundation
import Tessera
import Testing

/// How runs behave: the same bytes, silence in pipes, progress on terminals, names of all kinds.
@Suite("Runs")
struct RunTests {
  private func compress(_ tool: Tool, _ name: String, _ options: [String]) throws -> [UInt8] {
    let outcome = try tool.run(["compress", "dump", "--output", name + ".tessera"] + options)
    try #require(outcome.code == 0, "\(outcome.error)")
    return try tool.bytes(name + ".tessera")
  }

  @Test("give the same bytes for any number of threads, every time")
  func determinism() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump(rows: 300).write(to: "dump", in: tool)
    let first = try compress(tool, "a", ["--threads", "1"])
    for (index, threads) in ["1", "2", "3", "2"].enumerated() {
      #expect(try compress(tool, "b\(index)", ["--threads", threads]) == first)
    }
    #expect(try compress(tool, "c", ["--seed", "0"]) == first)
    let reseeded = try compress(tool, "d", ["--seed", "5", "--threads", "1"])
    #expect(try compress(tool, "e", ["--seed", "5", "--threads", "3"]) == reseeded)
  }

  @Test("give the same bytes for the bundled dump, whatever the threads")
  func bundledDeterminism() throws {
    let tool = try Tool()
    defer { tool.remove() }
    var students: Set<[UInt8]> = []
    for threads in ["1", "2", "3"] {
      let outcome = try tool.run(
        "compress", VerbTests.train, "--output", "s.tessera", "--threads", threads)
      #expect(outcome.code == 0, "\(outcome.error)")
      students.insert(try tool.bytes("s.tessera"))
    }
    #expect(students.count == 1)
  }

  @Test("give the same student for a directory and for a CSV file of one dump")
  func formats() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let dump = Dump()
    try dump.write(
      to: "dump", in: tool,
      replacing: ["activations": nil, "head_weight": nil, "head_bias": nil])
    try tool.write(dump.csv, to: "dump.csv")
    let directory = try compress(tool, "a", VerbTests.quick)
    let outcome = try tool.run(
      ["compress", "dump.csv", "--output", "b.tessera"] + VerbTests.quick)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(try tool.bytes("b.tessera") == directory)
  }

  @Test("say nothing on the standard error of a pipe, and use no escape codes")
  func silence() throws {
    let tool = try Tool()
    defer { tool.remove() }
    // A teacher of which there is nothing to warn.
    let dump = Tool.root.appendingPathComponent("Examples/SyntheticBeats/beats-train.npz").path
    let quick = ["--k", "1", "--lambda", "10"]
    let runs = [
      ["compress", dump, "--output", "s.tessera"] + quick,
      ["sweep", dump] + quick, ["evaluate", "s.tessera", dump], ["inspect", "s.tessera"],
      ["inspect", dump], ["predict", "s.tessera", dump, "--output", "y.npy"], ["--help"],
      ["help", "compress"], ["--version"],
    ]
    for arguments in runs {
      let outcome = try tool.run(arguments)
      #expect(outcome.code == 0, "\(arguments): \(outcome.error)")
      #expect(outcome.error.isEmpty, "\(arguments): \(outcome.error)")
      #expect(!outcome.output.isEmpty)
      #expect(!outcome.output.contains("\u{1B}") && !outcome.output.contains("\r"))
    }
  }

  @Test(
    "show the progress of long passes on a terminal",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: "/usr/bin/script"), "skipped: no script"))
  func progress() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let long = "'\(Tool.executable.path)' sweep '\(VerbTests.train)' --k 20...35 --threads 1"
    let outcome = try tool.start(
      ["-qec", long, "/dev/null"], program: URL(fileURLWithPath: "/usr/bin/script")
    ).outcome()
    #expect(outcome.code == 0, "\(outcome.output)")
    let lines = outcome.output.components(separatedBy: "\r\u{1B}[K")
    #expect(lines.contains { $0.hasPrefix("sweep: ") && $0.contains(" folds, about") })
    #expect(lines.last?.contains("chosen: k = ") == true, "the line is cleared at the end")
  }

  @Test("take names with blanks and letters of all kinds, and keep to their directory")
  func names() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "Ein Dump – données", in: tool)
    try FileManager.default.createDirectory(
      atPath: tool.path("aus gabe"), withIntermediateDirectories: true)
    let student = "aus gabe/schüler 学生.tessera"
    let made = try tool.run(
      ["compress", "Ein Dump – données/", "--output", student] + VerbTests.quick)
    #expect(made.code == 0, "\(made.error)")
    #expect(made.output.contains(student))
    let evaluated = try tool.run("evaluate", "./" + student, "Ein Dump – données")
    #expect(evaluated.code == 0 && evaluated.error.isEmpty, "\(evaluated.error)")
    #expect(try tool.files() == ["Ein Dump – données", "aus gabe"].sorted())
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: tool.path("aus gabe")).sorted()
        == ["schüler 学生.json", "schüler 学生.tessera"])
  }

  @Test("warn of a choice at the edge of the grid")
  func warnings() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    let edge = try tool.run(
      "compress", "dump", "--output", "s.tessera", "--k", "2", "--lambda", "100...1000")
    #expect(edge.code == 0)
    #expect(edge.error.contains("warning: the choice lies at the grid's smallest lambda"))
  }

  @Test("warn of a test dump that also trained the student")
  func testedOnTraining() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    let run = try tool.run(
      ["compress", "dump", "--test", "dump", "--output", "s.tessera"] + VerbTests.quick)
    #expect(run.code == 0)
    #expect(run.error.contains("warning: --test is a dump that also trained"), "\(run.error)")
  }

  @Test("refuse labels of a student whose outputs are activations")
  func labelsOfActivations() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    let made = try tool.run(
      ["compress", "dump", "--head", "none", "--output", "s.tessera"] + VerbTests.quick)
    #expect(made.code == 0, "\(made.error)")
    let run = try tool.run("predict", "s.tessera", "dump", "--labels", "--output", "l.npy")
    #expect(run.code == 65 && run.error.contains("--labels"), "\(run.error)")
  }

  @Test("refuse a student that integers ruin in every form, unless forced; then they warn")
  func ruinedStudent() throws {
    let tool = try Tool()
    defer { tool.remove() }
    // The second class lies beyond the half of the inputs that the calibration leaves.
    var random = SeededGenerator(seed: 3)
    let inputs = (0..<600).map { _ in
      (0..<6).reduce(Float(-3)) { sum, _ in sum + Float(random.uniform()) }
    }
    let logits = (0..<300).flatMap { [Float(0), inputs[2 * $0] - 0.8] }
    try tool.write(NPYWriter.bytes(of: inputs, shape: [300, 2]), to: "tails/inputs.npy")
    try tool.write(NPYWriter.bytes(of: logits, shape: [300, 2]), to: "tails/logits.npy")
    let arguments = ["compress", "tails", "--output", "f.tessera", "--calibration", "51"]
    let refused = try tool.run(arguments)
    #expect(refused.code == 65)
    #expect(refused.error.contains("int8 loses") && refused.error.contains("--force"))
    #expect(try tool.files() == ["tails"])
    let forced = try tool.run(arguments + ["--force"])
    #expect(forced.code == 0, "\(forced.error)")
    #expect(
      forced.error.contains("the packed and the float student give different labels"),
      "\(forced.error)")
  }

  @Test("take inputs of any unit, and say which row blows a column up")
  func units() throws {
    let tool = try Tool()
    defer { tool.remove() }
    var dump = Dump(rows: 240)
    for row in 0..<240 {
      dump.inputs[6 * row] = 101_325 + 300 * dump.inputs[6 * row]
      dump.inputs[6 * row + 1] = 0.01 + 0.002 * dump.inputs[6 * row + 1]
    }
    dump.inputs[6 * 17 + 3] = 1e6
    // Such logits that the labels depend on every column.
    try dump.write(
      to: "table", in: tool,
      replacing: ["head_bias": nil, "head_weight": nil, "activations": nil])
    let run = try tool.run("compress", "table", "--output", "s.tessera")
    #expect(run.code == 0, "\(run.error)")
    #expect(run.error.contains("inputs, column 3: row 17 holds 1e+06"), "\(run.error)")
    #expect(try tool.json("s.json")["inputs"]["has_scales"].exists)
    let same = try tool.run("evaluate", "s.tessera", "table")
    #expect(same.code == 0 && same.error.isEmpty, "\(same.error)")
  }

  @Test("take the bits of the inputs that are asked for")
  func inputBits() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    for (bits, expected) in [("int8", nil), ("auto", nil), ("int16", 16.0)] {
      let run = try tool.run(
        ["compress", "dump", "--output", "s.tessera", "--inputs", bits] + VerbTests.quick)
      #expect(run.code == 0, "\(run.error)")
      #expect(try tool.json("s.json")["inputs"]["bits"].number == expected)
    }
    #expect(try tool.run("compress", "dump", "-o", "s.tessera", "--inputs", "int4").code == 64)
  }

  @Test("keep a share of the inputs, and refuse none or the published search")
  func keptInputs() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump(rows: 120).write(to: "dump", in: tool)
    let make = ["compress", "dump", "--output", "s.tessera", "--keep-inputs"]
    let run = try tool.run(make + ["50%"])
    #expect(run.code == 0, "\(run.error)")
    // Three, or as many as the student has components.
    let kept = try #require(try tool.json("s.json")["kept_inputs"].list)
    #expect((3...5).contains(kept.count))
    for verb in [["evaluate", "s.tessera", "dump"], ["generate", "s.tessera", "-o", "out"]] {
      let run = try tool.run(verb)
      #expect(run.code == 0 && run.error.isEmpty, "\(run.error)")
    }
    #expect(try tool.run(make + ["100%"]).code == 0)
    #expect(!(try tool.json("s.json")["kept_inputs"].exists))
    for refused in [["0"], ["50%", "--k", "2"], ["50%", "--head", "none"], ["2"]] {
      #expect(try tool.run(make + refused).code == 64)
    }
  }

  @Test("say that wide inputs are seen in a span, unless they are to be quiet")
  func quietSpan() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let values = (0..<1_200).map { (index: Int) -> Float in
      Float((index * 7_919) % 1_009) / 1_009 - 0.5
    }
    try tool.write(NPYWriter.bytes(of: values, shape: [30, 40]), to: "dump/inputs.npy")
    try tool.write(
      NPYWriter.bytes(of: Array(values.prefix(90)), shape: [30, 3]), to: "dump/logits.npy")
    let sweep = ["sweep", "dump", "--k", "1", "--lambda", "1...10"]
    let spoken = try tool.run(sweep)
    #expect(spoken.code == 0 && spoken.error.contains("note: 30 rows span"), "\(spoken.error)")
    let quiet = try tool.run(sweep + ["--quiet"])
    #expect(quiet.code == 0 && !quiet.error.contains("note:"), "\(quiet.error)")
    #expect(try tool.run(sweep + ["--quiet", "--dry-run"]).error.contains("30 rows span"))
  }

  @Test("name the column of a value that no scale holds")
  func extremeValue() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let dump = Dump()
    var inputs = dump.inputs
    inputs[7 * Dump.features + 2] = 1e30
    try dump.write(
      to: "dump", in: tool,
      replacing: ["inputs": NPYWriter.bytes(of: inputs, shape: [dump.rows, Dump.features])])
    try tool.write("a\nb\nage\nd\ne\nf\n", to: "dump/feature_names.txt")
    let run = try tool.run(
      ["compress", "dump", "--output", "s.tessera", "--k", "1", "--lambda", "10"])
    #expect(run.code == 65 && run.error.contains("1e+30, in row 7, column 2 'age'"), "\(run.error)")
  }

  @Test("write results into a pipe or a device and leave it one")
  func streams() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    let outcome = try tool.run(
      ["sweep", "dump", "--json", "/dev/null", "--csv", "/dev/stdout"] + VerbTests.quick)
    #expect(outcome.code == 0, "\(outcome.error)")
    #expect(outcome.output.contains("k,lambda,bytes,macs,mse"))
    let type = try FileManager.default.attributesOfItem(atPath: "/dev/null")[.type]
    #expect(type as? FileAttributeType == .typeCharacterSpecial)
  }
}
