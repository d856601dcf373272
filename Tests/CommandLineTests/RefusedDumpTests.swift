import Foundation
import Tessera
import Testing

/// Messages of `compress` for dumps that it must refuse. It writes nothing.
@Suite("Refused dumps")
struct RefusedDumpTests {
  /// A way to spoil a dump and the text that the message must hold.
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var code: Int32 = 65
    /// The array's file, or the dump's name, and words of the remedy.
    let words: [String]
    var options: [String] = []
    let spoil: @Sendable (Dump, Tool) throws -> Void

    /// One array of a directory is replaced, or left out.
    init(
      _ name: String, _ array: String, _ words: [String], options: [String] = [],
      bytes: @escaping @Sendable (Dump) -> [UInt8]?
    ) {
      testDescription = name
      self.words = words
      self.options = options
      spoil = { try $0.write(to: "dump", in: $1, replacing: [array: bytes($0)]) }
    }

    init(
      _ name: String, code: Int32 = 65, _ words: [String],
      spoil: @escaping @Sendable (Dump, Tool) throws -> Void
    ) {
      testDescription = name
      self.code = code
      self.words = words
      self.spoil = spoil
    }
  }

  static let values: [Case] = [
    Case("NaN", "inputs", ["inputs.npy", "'inputs'", "row 2, column 1", "Remove these rows"]) {
      var values = $0.inputs
      values[2 * Dump.features + 1] = .nan
      return NPYWriter.bytes(of: values, shape: [$0.rows, Dump.features])
    },
    Case("an infinity", "logits", ["'logits'", "row 0, column 2", "repair the dump"]) {
      var values = $0.logits
      values[2] = -.infinity
      return NPYWriter.bytes(of: values, shape: [$0.rows, Dump.outputs])
    },
    Case("an empty array", "inputs", ["'inputs'", "empty", "at least one row"]) { _ in
      NPYWriter.bytes(of: [Float](), shape: [0, Dump.features])
    },
    Case("other numbers of rows", "logits", ["'logits'", "89 rows", "90", "same samples"]) {
      NPYWriter.bytes(
        of: Array($0.logits.dropLast(Dump.outputs)), shape: [$0.rows - 1, Dump.outputs])
    },
    Case(
      "a label beyond the classes", "labels",
      ["'labels'", "row 4", "3", "--no-label 0 --label-values 1,2,3"]
    ) {
      var labels = $0.labels
      labels[4] = 3
      return NPYWriter.bytes(of: labels, shape: [$0.rows])
    },
    Case("a negative label", "labels", ["'labels'", "row 0", "-2", "Renumber"]) {
      NPYWriter.bytes(of: [-2] + $0.labels.dropFirst(), shape: [$0.rows])
    },
    Case(
      "a head that misses the logits", "head_bias", ["'logits'", "misses", "before the softmax"]
    ) {
      NPYWriter.bytes(of: $0.headBias.map { $0 + 1 }, shape: [3])
    },
    Case(
      "a head of another shape", "head_weight", ["'head_weight'", "(5, 2)", "final dense layer"]
    ) {
      _ in NPYWriter.bytes(of: [Float](repeating: 0, count: 10), shape: [5, 2])
    },
    Case("no inputs", "inputs", ["'inputs'", "missing", "'logits'", "--array"]) { _ in nil },
  ]

  static let files: [Case] = [
    Case("10^12 rows in 128 bytes", "inputs", ["inputs.npy", "'inputs'"]) { _ in
      Forgery.npy(descriptor: "<f4", shape: "(1000000000000, 6)")
    },
    Case("more rows than a number holds", "inputs", ["inputs.npy", "overflow"]) { _ in
      Forgery.npy(descriptor: "<f4", shape: "(4611686018427387904, 6)")
    },
    Case("an array of objects", "inputs", ["inputs.npy", "pickle", "python3 -c", "np.save"]) { _ in
      Forgery.npy(descriptor: "|O", shape: "(3,)", data: [0x80, 4])
    },
    Case("a truncated array", "logits", ["logits.npy", "cut short", "again"]) {
      Array(($0.arrays["logits"] ?? []).dropLast(5))
    },
    Case("a zip bomb", ["dump.npz", "inflate", "more than 200 to 1"]) { _, tool in
      let bomb = Forgery.zip(
        entry: "inputs.npy", claim: 1 << 30, compressed: Array(repeating: 0, count: 1_000))
      try tool.write(bomb, to: "dump.npz")
    },
    Case("a truncated archive", ["dump.npz", "damaged", "again"]) { _, tool in
      let whole = Forgery.zip(entry: "inputs.npy", claim: 100, compressed: [1, 2, 3])
      try tool.write(Array(whole.dropLast(30)), to: "dump.npz")
    },
    Case("a pickle", ["dump.pt", "pickle", "python3 -c", "torch.load"]) { _, tool in
      try tool.write([0x80, 2], to: "dump.pt")
    },
    Case("no such file", code: 66, ["dump.npz", "no such file", "Check the path"]) { _, _ in },
    Case("a directory without arrays", ["dump", "no .npy", "numpy.save"]) { _, tool in
      try tool.write("nothing", to: "dump/notes.txt")
    },
    Case("a file of another kind", ["dump.txt", "not a dump", ".npz"]) { _, tool in
      try tool.write("nothing", to: "dump.txt")
    },
    Case("text that is no number", ["dump.csv", "line 3", "'x'", "not a number"]) { dump, tool in
      var lines = dump.csv.split(separator: "\n").map(String.init)
      lines[2] = "x" + lines[2].drop { $0 != "," }
      try tool.write(lines.joined(separator: "\n"), to: "dump.csv")
    },
    Case("a line with a field less", ["dump.csv", "line 5", "9 fields", "10"]) { dump, tool in
      var lines = dump.csv.split(separator: "\n").map(String.init)
      lines[4] = String(lines[4].drop { $0 != "," }.dropFirst())
      try tool.write(lines.joined(separator: "\n"), to: "dump.csv")
    },
  ]

  @Test("are answered with file, array and remedy", arguments: values + files)
  func refuses(spoiled: Case) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try spoiled.spoil(Dump(), tool)
    let known = try tool.files()
    let outcome = try tool.run(
      ["compress", known.first ?? "dump.npz", "--output", "s.tessera", "--json", "c.json"]
        + spoiled.options)
    #expect(outcome.code == spoiled.code, "\(outcome.error)")
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.hasPrefix("error: "))
    #expect(outcome.error.split(separator: "\n").count == 1)
    for word in spoiled.words { #expect(outcome.error.contains(word), "\(outcome.error)") }
    #expect(try tool.files(except: known) == [])
  }

  @Test("with p = C need the layout of the head, and take it")
  func ambiguousHead() throws {
    let tool = try Tool()
    defer { tool.remove() }
    let dump = Dump()
    // A head of 3 × 3: the logits themselves as activations, and the identity.
    let identity: [Float] = [1, 0, 0, 0, 1, 0, 0, 0, 1]
    try dump.write(
      to: "dump", in: tool,
      replacing: [
        "activations": NPYWriter.bytes(of: dump.logits, shape: [dump.rows, 3]),
        "head_weight": NPYWriter.bytes(of: identity, shape: [3, 3]),
        "head_bias": NPYWriter.bytes(of: [0, 0, 0] as [Float], shape: [3]),
      ])
    let arguments = ["compress", "dump", "--output", "s.tessera", "--k", "1", "--lambda", "1"]
    let refused = try tool.run(arguments)
    #expect(refused.code == 65)
    for word in ["'head_weight'", "3 × 3", "activations-by-outputs", "--head-layout"] {
      #expect(refused.error.contains(word), "\(refused.error)")
    }
    #expect(try tool.files() == ["dump"])
    let taken = try tool.run(arguments + ["--head-layout", "outputs-by-activations"])
    #expect(taken.code == 0, "\(taken.error)")
    #expect(try tool.files() == ["dump", "s.json", "s.tessera"])
  }

  @Test("says at once that a named pipe is no file", arguments: ["ff", "ff.npz", "ff.tessera"])
  func pipe(name: String) throws {
    let tool = try Tool()
    defer { tool.remove() }
    try #require(mkfifo(tool.path(name), 0o600) == 0)
    let outcome = try tool.run("inspect", name)
    #expect(outcome.code != 0 && outcome.error.contains("regular file"), "\(outcome.error)")
  }
}
