import ActivationFormats
import Foundation
import Rows
import Testing

/// The commands that errors name for arrays of Python objects, run by Python where it has NumPy.
@Suite("Remedies of object arrays", .enabled(if: Python.numpy != nil, "skipped: no numpy"))
struct ObjectRemedyTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
  }

  /// A dump of three rows in which some arrays are what `code` makes, after its remedies were run.
  private func mended(_ code: String) throws -> ActivationDump {
    let path = scratch.path("d.npz")
    let made = try Python.run(
      """
      import numpy as np
      z = np.array([[1, 0, 0], [0, 2, 1], [0, 1, 3.]]); x = np.arange(6.).reshape(3, 2)
      d = dict(inputs=x, logits=z)
      \(code)
      np.savez('\(path)', **d)
      """)
    #expect(made.code == 0, "\(made.output)")
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.read(path, parallelism: .serial)
    }
    guard case .pickle(_, _, let command)? = thrown else {
      Issue.record("\(thrown as Any)")
      throw CancellationError()
    }
    let run = try Python.shell(command)
    #expect(run.code == 0, "\(run.output)")
    return try ActivationDump.read(path + ".typed.npz", parallelism: .serial)
  }

  @Test(
    "words, numbers and missing values become labels",
    arguments: [
      "d['labels'] = np.array([np.str_('a'), np.str_('c'), np.str_('b')], dtype=object)",
      "d['labels'] = np.array([np.int64(0), np.int64(2), np.int64(1)], dtype=object)",
    ])
  func labels(code: String) throws {
    #expect(try mended(code).labels == [0, 2, 1])
  }

  @Test("a dictionary of names becomes the names, and one of arrays the arrays")
  func dictionaries() throws {
    #expect(
      try mended("d['class_names'] = np.array({0: 'N', 1: 'S', 2: 'V'}, dtype=object)").classNames
        == ["N", "S", "V"])
    try scratch.remove("d.npz")
    let dump = try mended(
      "d['labels'] = np.array(dict(labels=np.array([0, 1, 2]), groups=np.array([5, 5, 6])))")
    #expect(dump.labels == [0, 1, 2] && dump.groups == [5, 5, 6])
  }

  @Test("rows of several lengths are named, with code that makes them one length")
  func ragged() throws {
    let path = scratch.path("d.npz")
    let make = """
      import numpy as np
      r = np.empty(3, dtype=object); r[:] = [[1., 2.], [3., 4., 5.], [5., 6.]]; rows = r
      z = np.array([[1, 0, 0], [0, 2, 1], [0, 1, 3.]])
      """
    #expect(try Python.run(make + "\nnp.savez('\(path)', inputs=r, logits=z)").code == 0)
    let thrown = #expect(throws: ActivationFormatsError.self) {
      try ActivationDump.read(path, parallelism: .serial)
    }
    guard case .pickle(_, _, let command)? = thrown else {
      Issue.record("\(thrown as Any)")
      return
    }
    let refused = try Python.shell(command)
    #expect(refused.code != 0 && refused.output.contains("rows have the shapes [(2,), (3,)]"))
    let start = try #require(refused.output.firstRange(of: "numpy.array("))
    let code = refused.output[start.lowerBound...].trimmingCharacters(in: .whitespacesAndNewlines)
    let made = try Python.run(
      make + "\nimport numpy; np.savez('\(path)', inputs=\(code), logits=z)")
    #expect(made.code == 0, "\(made.output)")
    #expect(
      try ActivationDump.read(path, parallelism: .serial).inputs.matrix(as: Float.self).elements
        == [1, 2, 3, 4, 5, 6])
  }

  @Test("rows of numbers stay numbers")
  func rows() throws {
    let code = """
      a = np.empty(3, dtype=object); a[:] = [[1., 2.], [3., 4.], [5., 6.]]; d['activations'] = a
      """
    #expect(try mended(code).activationCount == 2)
  }
}

/// The command that brings the targets of a regression to one unit.
@Suite("Remedy of units", .enabled(if: Python.numpy != nil, "skipped: no numpy"))
struct StandardizationTests {
  @Test("divides the targets of all dumps by the deviations of the first")
  func standardizes() throws {
    let scratch = try Scratch()
    let (train, test) = (scratch.path("a b.npz"), scratch.path("t.npz"))
    let made = try Python.run(
      """
      import numpy as np
      x = np.arange(8.).reshape(4, 2); t = np.array([[1, 1e6, 5], [3, 5e6, 5], [1, 1e6, 5], [3, 5e6, 5]])
      np.savez('\(train)', inputs=x, logits=t); np.savez('\(test)', inputs=x[:1], logits=t[:1])
      """)
    #expect(made.code == 0, "\(made.output)")
    func read(_ path: String) throws -> ActivationDump {
      try ActivationDump.read(
        path, options: DumpOptions(task: .regression), parallelism: .serial)
    }
    let advice = try read(train).standardization(with: [read(test)])
    let command = try #require(advice.firstRange(of: "python3").map { advice[$0.lowerBound...] })
    let run = try Python.shell(String(command.dropLast(2)))
    #expect(run.code == 0, "\(run.output)")
    #expect(
      try read(train + ".standard.npz").activations?.matrix(as: Double.self).elements.prefix(6)
        == [-1, -1, 0, 1, 1, 0])
    #expect(
      try read(test + ".standard.npz").activations?.matrix(as: Double.self).elements == [-1, -1, 0])
  }
}

/// Python with NumPy.
private enum Python {
  static let numpy = Shell.python(with: "numpy")

  static func run(_ code: String) throws -> Shell.Outcome {
    try Shell.run("python3 -c \"$1\"", [code], python: numpy)
  }

  static func shell(_ command: String) throws -> Shell.Outcome {
    try Shell.run(command, python: numpy)
  }
}
