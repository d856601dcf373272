import ActivationFormats
import Foundation
import Rows
import Testing

/// Arrays of elements that are not read: what the message says to do with them in NumPy is done.
@Suite("Remedies for elements that are not read, run as they are printed")
struct ElementRemedyTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  private static let numpy = Shell.python(with: "numpy")

  /// Runs statements of Python in the folder of the test.
  private func run(_ statements: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try scratch.write("run.py", text: "import numpy\nimport numpy as np\n" + statements)
    let outcome = try Shell.run("python3 run.py", in: scratch.path, python: Self.numpy)
    try #require(outcome.code == 0, "\(outcome.output)", sourceLocation: sourceLocation)
  }

  private func refusal(
    of name: String, _ options: DumpOptions = DumpOptions(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let thrown = #expect(throws: ActivationFormatsError.self, sourceLocation: sourceLocation) {
      try ActivationDump.readInputs(
        scratch.path(name), options: options, parallelism: .allCores)
    }
    return thrown?.description ?? ""
  }

  private func values(_ name: String) throws -> [Double] {
    try ActivationDump.readInputs(scratch.path(name), parallelism: .allCores)
      .matrix(as: Double.self).elements
  }

  @Test(
    "complex numbers, times, numbers that are text, and wide numbers",
    .enabled(if: numpy != nil, "skipped: no numpy"),
    arguments: [
      ("np.array([[1 + 2j], [3 + 4j]])", [1, 2, 3, 4]),
      ("np.array([[1 + 2j], [3 + 4j]], 'complex64')", [1, 2, 3, 4]),
      ("np.array([['1970-01-01', '1970-01-02']], 'M8[D]').T", [0, 1]),
      ("np.array([[3], [5]], 'm8[s]')", [3, 5]),
      ("np.array([['1.5'], ['2']])", [1.5, 2]), ("np.array([[b'1'], [b'0']])", [1, 0]),
      ("np.array([[1.5], [2]], np.longdouble)", [1.5, 2]),
      ("np.array([[1.5], [2]], 'f4').view('V4')", [1.5, 2]),
      ("np.array([[1.5], [2]]).view('V8')", [1.5, 2]),
    ] as [(String, [Double])])
  func expressions(array: String, expected: [Double]) throws {
    try run("np.save('x.npy', \(array))")
    let message = try refusal(of: "x.npy")
    let found = try #require(message.firstMatch(of: #/(, |example )with |numbers: (?=array)/#))
    let rest = message[found.range.upperBound...]
    let expression = rest.range(of: " makes them").map { rest[..<$0.lowerBound] } ?? rest.dropLast()
    try run(
      """
      array = np.load('x.npy', allow_pickle=True)
      np.save('y.npy', \(expression))
      """)
    #expect(try values("y.npy") == expected)
  }

  @Test("an archive that inflates too much", .enabled(if: numpy != nil, "skipped: no numpy"))
  func suspicious() throws {
    try run("np.savez_compressed('x.npz', inputs=np.zeros((1_500_000, 4), 'f4'))")
    let message = try refusal(of: "x.npz")
    #expect(message.contains("Write it with numpy.savez"))
    try run("numpy.savez('y.npz', **np.load('x.npz'))")
    #expect(
      try ActivationDump.readInputs(scratch.path("y.npz"), parallelism: .allCores).shape
        == [1_500_000, 4])
  }

  @Test("a folder without arrays", .enabled(if: numpy != nil, "skipped: no numpy"))
  func emptyFolder() throws {
    let message = try refusal(of: "")
    #expect(message.contains("Write each array there with numpy.save, for example as inputs.npy."))
    try run("numpy.save('inputs.npy', np.ones((2, 2)))")
    #expect(try values("") == [1, 1, 1, 1])
  }

  /// Writes an array of records, runs the command of its refusal, and returns the message.
  private func mend(_ name: String, by statements: String, array: String = "inputs") throws
    -> String
  {
    try run(statements)
    let message = try refusal(of: name, DumpOptions(names: [.inputs: array]))
    let command = try #require(message.range(of: "with: "))
    let outcome = try Shell.run(String(message[command.upperBound...]), python: Self.numpy)
    try #require(outcome.code == 0, "\(outcome.output)")
    return message
  }

  @Test(
    "records of numbers become columns", .enabled(if: numpy != nil, "skipped: no numpy"),
    arguments: [
      "[('age', 'f4'), ('größe', 'f8')]", "[(('title', 'age'), 'i2'), ('sex', 'i4')]",
      "{'names': ['a', 'b'], 'formats': ['u1', 'u2'], 'offsets': [0, 8], 'itemsize': 16}",
      "[('a', [('x', 'f4')]), ('b', 'f4')]", "[('all', 'f4', (2,))]", "[('a', '?'), ('b', '?')]",
    ])
  func table(type: String) throws {
    // NumPy warns where letters beyond ASCII need version 3 of the format.
    let array = "x = np.lib.recfunctions.unstructured_to_structured(v, np.dtype(\(type)))\n"
    let statements =
      "import numpy.lib.recfunctions\nv = np.array([[1, 0], [0, 1]])\n" + array
      + "np.save('x.npy', x)\nnp.savez('x.npz', inputs=x, labels=[1, 0])\n"
    let isNested = type.contains("[('x'")
    for (name, mended) in [("x.npy", "x.npy.typed.npy"), ("x.npz", "x.npz.typed.npz")] {
      let message = try mend(name, by: statements, array: name == "x.npy" ? "x" : "inputs")
      #expect(message.contains("records of the fields '"))
      guard !isNested else { continue }
      #expect(try values(mended) == [1, 0, 0, 1])
    }
  }

  @Test(
    "records of several kinds of numbers become the columns of inputs, and else arrays",
    .enabled(if: numpy != nil, "skipped: no numpy"))
  func mixed() throws {
    let statements = """
      x = np.array([(1.5, 0), (2, 1)], [('age', 'f4'), ('sex', 'i4')])
      np.savez('x.npz', inputs=x, logits=[[1, 0], [0, 1]])
      np.savez('y.npz', y=x, inputs=[[1], [2]], logits=[[1, 0], [0, 1]])
      """
    _ = try mend("x.npz", by: statements, array: "inputs")
    #expect(try values("x.npz.typed.npz") == [1.5, 0, 2, 1])
    _ = try mend("y.npz", by: statements, array: "y")
    let dump = try ActivationDump.read(
      scratch.path("y.npz.typed.npz"), options: DumpOptions(names: [.labels: "sex"]),
      parallelism: .serial)
    #expect(dump.labels == [0, 1])
  }

  @Test("records of whole arrays become a dump", .enabled(if: numpy != nil, "skipped: no numpy"))
  func arrays() throws {
    let statements = """
      x = np.zeros(4, [('inputs', 'f4', (2,)), ('logits', 'f4', (3,)), ('labels', 'U1')])
      x['inputs'] = np.arange(8).reshape(4, 2)
      x['logits'][range(4), [0, 1, 2, 0]] = 1
      x['labels'] = list('NSVN')
      np.save('x.npy', x)
      np.savez('x.npz', x=x, class_names=list('NSV'))
      """
    for (name, mended) in [("x.npy", "x.npy.npz"), ("x.npz", "x.npz.typed.npz")] {
      let message = try mend(name, by: statements, array: "x")
      #expect(message.contains("'inputs', 'logits', 'labels'"))
      let dump = try ActivationDump.read(scratch.path(mended), parallelism: .allCores)
      #expect(dump.labels == [0, 1, 2, 0] && dump.classNames == ["N", "S", "V"])
      #expect(try dump.inputs.matrix(as: Float.self).elements == (0..<8).map(Float.init))
    }
  }
}
