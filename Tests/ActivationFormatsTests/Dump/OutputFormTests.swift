import ActivationFormats
import Foundation
import Rows
import Testing

/// Outputs in the forms that people have them. Each becomes logits, or is refused with its name.
@Suite("Outputs")
struct OutputFormTests {
  let scratch: Scratch

  init() throws {
    scratch = try Scratch()
    try scratch.write("inputs", shape: [4, 2], [1, 2, 3, 4, 5, 6, 7, 8])
  }

  /// Four rows of three logits each.
  private static let logits = [1, 3, -2, -1, 1, 4, 0, 3, 7, 2, 5, 6.0]

  private static func softmax(_ logits: [Double] = logits, classes: Int = 3) -> [Double] {
    stride(from: 0, to: logits.count, by: classes).flatMap { start in
      let values = logits[start..<start + classes].map { exp($0) }
      return values.map { $0 / values.reduce(0, +) }
    }
  }

  private func read(
    as form: OutputForm? = nil, task: LearningTask = .classification
  ) throws -> ActivationDump {
    try ActivationDump.read(
      scratch.path, options: DumpOptions(task: task, outputForm: form), parallelism: .serial)
  }

  private func read(
    _ outputs: [Double], columns: Int = 3, as form: OutputForm? = nil
  ) throws -> Matrix<Double> {
    try scratch.write("logits", shape: [outputs.count / columns, columns], outputs)
    return try #require(try read(as: form).logits).matrix()
  }

  /// Logits less their mean over the row, which no class sees.
  private static func centred(_ logits: [Double], classes: Int = 3) -> [Double] {
    stride(from: 0, to: logits.count, by: classes).flatMap { start in
      let row = logits[start..<start + classes]
      return row.map { $0 - row.reduce(0, +) / Double(classes) }
    }
  }

  private func expect(_ found: Matrix<Double>, _ logits: [Double], within error: Double) {
    let expected = Self.centred(logits, classes: found.columnCount)
    for (value, other) in zip(Self.centred(found.elements, classes: found.columnCount), expected) {
      #expect(abs(value - other) <= error, "\(value) for \(other)")
    }
  }

  @Test("that are logits stay as they are, to the bit")
  func logits() throws {
    #expect(try read(Self.logits).elements == Self.logits)
    #expect(try read().notes.isEmpty)
  }

  @Test("that are probabilities become their logits, and a note says so", arguments: [1.0, 100])
  func probabilities(total: Double) throws {
    expect(try read(Self.softmax().map { total * $0 }), Self.logits, within: 1e-9)
    #expect(try read().notes == [.converted(array: "logits", form: .probabilities)])
    #expect(try read().logits?.form == .probabilities)
  }

  @Test("in single precision keep logits that lie 25 apart")
  func singlePrecision() throws {
    let logits = [0.0, 25, 3, 1, 0, 2]
    try scratch.write("inputs", shape: [2, 2], [1, 2, 3, 4])
    try scratch.write("logits", shape: [2, 3], floats: Self.softmax(logits).map { Float($0) })
    expect(try #require(try read().logits).matrix(), logits, within: 1e-4)
  }

  @Test("with two decimals are probabilities")
  func decimals() throws {
    let found = try read(Self.softmax().map { (100 * $0).rounded() / 100 })
    #expect(try read().logits?.form == .probabilities)
    for row in 0..<4 {
      let best = (0..<3).reduce(0) {
        Self.logits[3 * row + $1] > Self.logits[3 * row + $0] ? $1 : $0
      }
      #expect((0..<3).reduce(0) { found[row, $1] > found[row, $0] ? $1 : $0 } == best)
    }
  }

  @Test(
    "that are 0 after rounding are taken for far less than half a step",
    arguments: [(256, 1), (1, 0.01), (1, 0.001), (100, 0.1)])
  func roundedZeros(total: Double, step: Double) throws {
    let shares = Self.softmax([9, 0, -1, 0, 2, 1, 1, 1, -9, 0.5, 0, 9])
    let found = try read(shares.map { ($0 * total / step).rounded() * step })
    #expect(try read().logits?.form == .probabilities)
    // The two classes of row 0 that are 0 are alike, and 12 or more below the first one.
    #expect(found[0, 1] == found[0, 2])
    let gap = found[0, 0] - found[0, 1]
    #expect(gap > 12 && gap < 18, "\(gap)")
  }

  @Test("of an integer softmax are probabilities of 1/256", arguments: ["|i1", "|u1"])
  func integers(type: String) throws {
    let zero = type == "|i1" ? -128.0 : 0
    let values = Self.softmax().map { min(max((256 * $0).rounded() + zero, zero), zero + 255) }
    try scratch.write(
      "logits.npy",
      NPY.file(
        type: type, shape: [4, 3], bytes: values.map { UInt8(truncatingIfNeeded: Int($0)) }))
    let dump = try read()
    #expect(dump.logits?.form == .probabilities)
    let found = try #require(dump.logits).matrix(as: Double.self)
    #expect(
      (0..<4).map { row in (0..<3).reduce(0) { found[row, $1] > found[row, $0] ? $1 : $0 } }
        == [1, 2, 2, 2])
  }

  @Test("that are votes of one number, or answers alone, are probabilities")
  func votes() throws {
    let found = try read([7, 2, 1, 0, 10, 0, 3, 3, 4, 10, 0, 0])
    #expect(try read().logits?.form == .probabilities)
    #expect(abs(found[0, 0] - found[0, 1] - log(3.5)) < 1e-12)
    let answers = try read([1, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0])
    #expect(abs(answers[0, 0] - answers[0, 1] - log(1000)) < 1e-9)
  }

  @Test("that are logarithms with −∞ get a least probability")
  func infinities() throws {
    let half = log(0.5)
    let found = try read([0, -.infinity, half, half, half, half, 0, -.infinity], columns: 2)
    #expect(try read().notes == [.converted(array: "logits", form: .logProbabilities)])
    #expect(found.elements.allSatisfy(\.isFinite) && found[0, 0] - found[0, 1] > 25)
    #expect(found[1, 0] == found[1, 1])
  }

  @Test("with −∞ that are no logarithms of probabilities are refused")
  func otherInfinities() throws {
    try scratch.write("logits", shape: [4, 2], [5, -.infinity, 1, 2, 1, 2, 1, 2])
    expectFailure(
      .nonFinite(file: scratch.path("logits.npy"), array: "logits", count: 1, row: 0, column: 1)
    ) { try read() }
  }

  @Test("that are one number for each row decide at 0", arguments: [[4, 1], [4]])
  func single(shape: [Int]) throws {
    try scratch.write("logits", shape: shape, [1.5, -2, 0, 3])
    try scratch.write("labels", shape: [4], integers: [1, 0, 0, 1])
    let dump = try read()
    #expect(dump.outputCount == 2 && dump.logits?.isSingle == true)
    #expect(try dump.logits?.matrix(as: Double.self).elements == [0, 1.5, 0, -2, 0, 0, 0, 3])
    #expect(try dump.logits?.gathering(rows: [1, 3], as: Float.self).elements == [0, -2, 0, 3])
    #expect(dump.notes == [.singleOutput(array: "logits")])
    #expect(dump.notes[0].description.hasSuffix("give --task regression"))
    #expect(try read(task: .regression).activations?.columnCount == 1)
  }

  @Test("that are one probability for each row decide at one half")
  func singleProbability() throws {
    let found = try read([0.9, 0.25, 0.5, 0], columns: 1)
    #expect(found.columnCount == 2 && (0..<4).allSatisfy { found[$0, 0] == 0 })
    #expect(abs(found[0, 1] - log(9)) < 1e-12 && abs(found[1, 1] + log(3)) < 1e-12)
    #expect(found[2, 1] == 0 && found[3, 1] < -25)
    #expect(try read().notes == [.converted(array: "logits", form: .probabilities)])
  }

  @Test("that are one probability are logits where a person states that")
  func statedLogits() throws {
    #expect(try read([0.9, 0.25, 0.5, 0], columns: 1, as: .logits)[0, 1] == 0.9)
    #expect(
      try read(as: .logits).notes == [
        .singleOutput(array: "logits")
      ])
  }

  @Test("that are all on one side of 0 are noted, with the way to a regression")
  func oneSide() throws {
    _ = try read([71, 64, 80, 920], columns: 1)
    let notes = try read().notes
    #expect(notes.contains(.oneAnswer(array: "logits", label: 1)))
    #expect(
      "\(notes)".contains("--task regression")
        || notes.map(\.description).joined()
          .contains("--task regression")
    )
    #expect(try read(task: .regression).activations?.columnCount == 1)
  }

  @Test("of one integer each are refused, and both ways on work")
  func singleInteger() throws {
    try scratch.write("logits.npy", NPY.file(type: "|i1", shape: [4, 1], bytes: [1, 254, 3, 0]))
    expectFailure(
      .ambiguousOutputs(file: scratch.path, array: "logits", type: "int8", count: 1),
      says: "--logits-are logits", "--logits-are probabilities"
    ) { try read() }
    #expect(try read(as: .logits).logits?.matrix(as: Double.self)[1, 1] == -2)
    let share = 129.0 / 256
    let found = try #require(try read(as: .probabilities).logits).matrix(as: Double.self)
    #expect(abs(found[0, 1] - log(share / (1 - share))) < 1e-12)
  }

  @Test("of two classes that are opposite in 8 bits are refused, and both ways on work")
  func opposite() throws {
    for (type, bytes) in [
      ("int8", [5, 251, 130, 126, 0, 0]), ("uint8", [133, 123, 2, 254, 128, 128]),
    ]
      as [(String, [UInt8])]
    {
      try scratch.write("inputs", shape: [3, 2], [1, 2, 3, 4, 5, 6])
      try scratch.write(
        "logits.npy",
        NPY.file(type: type == "int8" ? "|i1" : "|u1", shape: [3, 2], bytes: bytes))
      expectFailure(
        .ambiguousOutputs(file: scratch.path, array: "logits", type: type, count: 2),
        says: "opposite in every row", "--logits-are logits", "--logits-are probabilities"
      ) { try read() }
      #expect(try read(as: .logits).logits?.form == .logits)
      #expect(try read(as: .probabilities).logits?.form == .probabilities)
    }
    // A sure row is at the ends of 8 bits: only a softmax has these.
    try scratch.write(
      "logits.npy", NPY.file(type: "|i1", shape: [3, 2], bytes: [5, 251, 127, 128, 0, 0]))
    #expect(try read().logits?.form == .probabilities)
  }

  @Test("that are several probabilities for each row are refused as multi-label, with two ways on")
  func multilabel() throws {
    try scratch.write("logits", shape: [4, 2], [0.9, 0.8, 0.1, 0.7, 0.2, 0.2, 0.6, 0.1])
    expectFailure(
      .multilabel(file: scratch.path, array: "logits"),
      says: "multi-label", "--task regression for outputs that are decided one by one",
      "--logits-are logits for classes of which one holds"
    ) { try read() }
    #expect(throws: ActivationFormatsError.multilabel(file: scratch.path, array: "logits")) {
      try read(as: .logits, task: .multilabel)
    }
    #expect(try read(task: .regression).activations?.columnCount == 2)
    #expect(try read(as: .logits).logits?.form == .logits)
  }

  @Test("that are not of the form that a person states are refused")
  func otherForm() throws {
    try scratch.write("logits", shape: [4, 1], [-3, 2, 1, 5])
    expectFailure(
      .otherForm(
        file: scratch.path, array: "logits", form: .probabilities, least: -3, largest: 5),
      says: "-3", "5", "no probabilities", "logits, probabilities or log-probabilities"
    ) { try read(as: .probabilities) }
    #expect(throws: ActivationFormatsError.self) { try read(as: .logProbabilities) }
  }

  @Test("of a regression are targets; labels and head are noted as unused")
  func regression() throws {
    try scratch.write("logits", shape: [4, 2], Array(Self.logits.prefix(8)))
    try scratch.write("labels", shape: [4], [0.5, 1.5, 2.5, 3.5])
    let dump = try read(task: .regression)
    #expect(dump.logits == nil && dump.labels == nil)
    #expect(try dump.activations?.matrix(as: Double.self).elements == Array(Self.logits.prefix(8)))
    #expect(dump.notes == [.targets(array: "logits"), .unused(array: "labels")])
  }

  /// 20 rows of three logits.
  private static let manyLogits = (0..<60).map { 4 * sin(Double($0 * $0)) }

  @Test(
    "that are rounded shares of any total are probabilities",
    arguments: [1_000.0, 32_767, 65_536, 1_000_000, 0x1p30])
  func totals(total: Double) throws {
    try scratch.write("inputs", shape: [20, 1], (0..<20).map(Double.init))
    let shares = Self.softmax(Self.manyLogits)
    for values in [shares.map { (total * $0).rounded() }, shares.map { total * $0 }] {
      _ = try read(values)
      #expect(try read().notes == [.converted(array: "logits", form: .probabilities)])
    }
    // One row in a hundred may be cut short, and not one in ten.
    var cut = shares.map { (total * $0).rounded() }
    cut[0] += total / 20
    _ = try read(cut)
    #expect(try read().logits?.form == .logits)
    _ = try read(Self.manyLogits.map { ($0 + 4).rounded() })
    #expect(try read().logits?.form == .logits)
  }

  @Test("that are one probability in percent are refused, and each way on works")
  func percentages() throws {
    try scratch.write("logits", shape: [4, 1], [90, 25, 50, 0.5])
    expectFailure(
      .percentages(file: scratch.path, array: "logits", least: 0.5, largest: 90),
      says: "--logits-are probabilities", "--logits-are logits", "--task regression"
    ) { try read() }
    let found = try #require(try read(as: .probabilities).logits).matrix(as: Double.self)
    #expect(abs(found[0, 1] - log(9)) < 1e-12 && found[2, 1] == 0)
    #expect(try read(as: .logits).logits?.form == .logits)
    #expect(try read(task: .regression).activations?.columnCount == 1)
  }

  @Test("that are numbers of classes are refused for what they are")
  func classNumbers() throws {
    for shape in [[4, 1], [4]] {
      try scratch.write("logits", shape: shape, integers: [0, 2, 1, 2])
      expectFailure(
        .classNumbers(file: scratch.path, array: "logits", count: 3), says: "numpy.eye(3)"
      ) { try read() }
    }
    try scratch.write("logits", shape: [4, 3], [1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1])
    #expect(try read().logits?.form == .probabilities)
  }

  /// The outputs of a dump beside the training dump.
  private func read(beside form: OutputForm) throws -> ActivationDump {
    var options = DumpOptions()
    options.expectedForm = form
    return try ActivationDump.read(scratch.path, options: options, parallelism: .serial)
  }

  @Test("beside a training dump have its form where it fits")
  func expected() throws {
    try scratch.write("logits", shape: [4, 1], [0.5, 0.25, 0.1, 0.9])
    #expect(try read(beside: .logits).logits?.form == .logits)
    #expect(try read(beside: .probabilities).logits?.form == .probabilities)
    try scratch.write("logits", shape: [4, 1], [0.5, 0.25, -0.1, 0.9])
    let other = try read(beside: .probabilities)
    #expect(other.logits?.form == .logits)
    #expect(
      other.notes.contains(.otherForm(array: "logits", form: .logits, expected: .probabilities)))
    try scratch.write("inputs", shape: [100, 1], (0..<100).map(Double.init))
    try scratch.write("logits", shape: [100, 1], (0..<100).map { Double($0) / 100 })
    expectFailure(
      .doubtfulForm(file: scratch.path, array: "logits", rows: 100),
      says: "numpy.log(array / (1 - array))", "--logits-are logits"
    ) { try read(beside: .logits) }
    #expect(try read(as: .logits).logits?.form == .logits)
    try scratch.write("inputs", shape: [4, 1], (0..<4).map(Double.init))
    try scratch.write("logits", shape: [4, 3], Self.softmax())
    #expect(try read(beside: .logits).logits?.form == .probabilities)
    try scratch.write("logits", shape: [4, 3], Self.logits)
    #expect(try read(beside: .probabilities).logits?.form == .logits)
  }

  @Test("that are a softmax with one decimal, or with a row of zeros, are read as a person states")
  func coarse() throws {
    let rows = [0.3, 0.3, 0.3, 0.9, 0.1, 0.1, 0, 0, 0, 0.2, 0.8, 0]
    try scratch.write("logits", shape: [4, 3], rows)
    expectFailure(
      .multilabel(file: scratch.path, array: "logits"), says: "--logits-are probabilities"
    ) { try read() }
    #expect(try read(as: .probabilities).logits?.form == .probabilities)
  }
}
