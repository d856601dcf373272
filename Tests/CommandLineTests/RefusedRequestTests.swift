import Foundation
import Tessera
import Testing

/// Requests that a good dump does not help.
@Suite("Refused requests")
struct RefusedRequestTests {
  /// Options of `compress`, the exit code and the text that the message must hold.
  struct Case: CustomTestStringConvertible, Sendable {
    let options: [String]
    let code: Int32
    let words: [String]
    var testDescription: String { options.joined(separator: " ") }

    init(_ options: String, _ code: Int32, _ words: String...) {
      self.options = options.split(separator: " ").map(String.init)
      self.code = code
      self.words = words
    }
  }

  static let data: [Case] = [
    Case("--budget 20B", 65, "budget is 20", "Raise --budget"),
    Case("--max-drop 0 --k 1 --lambda 1000", 65, "--max-drop", "Nothing was written"),
    Case("--k 3 --lambda 0 --array inputs=doubled", 65, "lambda = 0", "rank", "above 0"),
    Case("--no-groups --k 89", 65, "k = 89", "distinct"),
    Case("--folds 10", 65, "9 groups", "--no-groups"),
    Case("--head none --score agreement", 65, "agreement", "--score mse"),
    Case("--head none --max-drop 1%", 65, "--max-drop", "logits"),
    Case("--head none --score accuracy", 65, "'labels'", "--score mse"),
    Case("--array labels=nowhere", 65, "'nowhere' is missing", "--array NAME=STORED"),
    Case("--transfer narrow", 65, "narrow", "5 features", "same teacher"),
    Case("--test narrow", 65, "narrow", "5 features"),
    Case("--test nowhere.npz", 66, "nowhere.npz", "no such file"),
    Case("--class-names a,b", 65, "2 class names", "3 outputs"),
    Case("--standardize 6 --counts-per-unit 10", 65, "leaves none", "Leave --counts-per-unit out"),
    Case("--standardize 7", 65, "6 features"),
    Case("--k 1 --counts-per-unit 1e15", 65, "at most", "Change --counts-per-unit"),
    Case("--json nowhere/c.json", 73, "nowhere/c.json", "does not exist", "mkdir"),
    Case("--json dump/inputs.npy", 73, "dump/inputs.npy", "input"),
    Case("--json s.tessera", 73, "another result"),
    Case("--json /dev/full", 74, "/dev/full", "space"),
  ]

  static let usage: [Case] = [
    Case("--k 0", 64, "--k"), Case("--k 5...1", 64, "--k", "1...5"), Case("--k 1025", 64, "--k"),
    Case("--k 1-5", 64, "1...5 or 1,2,4"), Case("--k abc", 64, "--k"), Case("--k -1", 64, "'-1'"),
    Case("--lambda abc", 64, "--lambda"), Case("--lambda -1", 64, "'-1'", "--lambda"),
    Case("--lambda 0...10", 64, "--lambda"), Case("--lambda inf", 64, "--lambda"),
    Case("--budget 0", 64, "--budget"), Case("--budget 4XB", 64, "4KB"),
    Case("--max-drop 200%", 64, "1% or 0.01"), Case("--max-drop 1", 64, "1% or 0.01"),
    Case("--keep-inputs 1.5", 64, "0% to 100%", "50% or 0.5"),
    Case("--seed 1 --seed=2", 64, "--seed is given twice"), Case("-o x", 64, "--output is given"),
    Case("--folds 1", 64, "2 to 64"),
    Case("--folds 65", 64, "2 to 64"), Case("--restarts 0", 64, "--restarts"),
    Case("--threads 0", 64, "--threads"), Case("--seed -1", 64, "--seed"),
    Case("--score acc", 64, "accuracy"), Case("--rule one", 64, "one-standard-error"),
    Case("--head fold", 64, "folded"), Case("--shrink none", 64, "global"),
    Case("--calibration 10", 64, "min-max"), Case("--array inputs", 64, "name=stored"),
    Case("--array inputs=a --array inputs=b", 64, "names an array twice"),
    Case("--array foo=bar", 64, "foo=bar"), Case("--outptu x", 64, "--output"),
    Case("--jsno x", 64, "--json"), Case("--memory 63MB", 64, "--memory takes at least 64MB"),
    Case("--class-names a,,c", 64, "none empty"),
    Case("--memory much", 64, "--memory"),
  ]

  @Test("are answered with a remedy and leave nothing behind", arguments: data + usage)
  func refuses(request: Case) throws {
    let tool = try Tool()
    defer { tool.remove() }
    let dump = Dump()
    let doubled = (0..<dump.rows).flatMap { row in
      let x = dump.inputs[row * Dump.features..<row * Dump.features + 3]
      return x + x
    }
    try dump.write(
      to: "dump", in: tool,
      replacing: [
        "groups": NPYWriter.bytes(of: dump.groups, shape: [dump.rows]),
        "doubled": NPYWriter.bytes(of: doubled, shape: [dump.rows, Dump.features]),
      ])
    let narrow = Array(dump.inputs.prefix(dump.rows * 5))
    try dump.write(
      to: "narrow", in: tool,
      replacing: ["inputs": NPYWriter.bytes(of: narrow, shape: [dump.rows, 5])])
    let outcome = try tool.run(["compress", "dump", "--output", "s.tessera"] + request.options)
    #expect(outcome.code == request.code, "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    for word in request.words { #expect(outcome.error.contains(word), "\(outcome.error)") }
    #expect(try tool.files() == ["dump", "narrow"])
    #expect(
      try !FileManager.default.contentsOfDirectory(atPath: tool.path("dump")).contains {
        $0.contains("partial")
      })
  }

  @Test("include more folds than rows")
  func fewRows() throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump(rows: 4).write(to: "dump", in: tool)
    let outcome = try tool.run("sweep", "dump", "--json", "t.json", "--csv", "t.csv")
    #expect(outcome.code == 65)
    #expect(outcome.error.contains("4 rows") && outcome.error.contains("5 folds"))
    #expect(try tool.files() == ["dump"])
  }

  @Test(
    "include places where no student can be",
    arguments: [
      ("nowhere/s.tessera", "mkdir"), ("taken", "directory"), ("s.json", "run record"),
      ("dump/inputs.npy", "input"), ("", "empty"), ("/dev/null", "directory"),
      ("notes.tessera", "notes.json"), ("blocked/s.tessera", "not a directory"),
    ])
  func places(output: String, word: String) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try Dump().write(to: "dump", in: tool)
    try tool.write("kept", to: "taken/file")
    try tool.write("{\"kept\": true}", to: "notes.json")
    try tool.write("kept", to: "blocked")
    let known = try tool.files()
    let inputs = try tool.bytes("dump/inputs.npy")
    let outcome = try tool.run("compress", "dump", "--output", output)
    #expect(outcome.code == 73, "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.contains(word), "\(outcome.error)")
    #expect(try tool.files() == known)
    #expect(try tool.bytes("dump/inputs.npy") == inputs)
    #expect(try tool.bytes("notes.json") == Array("{\"kept\": true}".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: tool.path("taken")) == ["file"])
  }
}
