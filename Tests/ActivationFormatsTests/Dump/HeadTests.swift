import ActivationFormats
import Foundation
import Rows
import Testing

@Suite("The head")
struct HeadTests {
  let scratch: Scratch

  init() throws {
    scratch = try .holdingDump()
  }

  private var weightFile: String { scratch.path("head_weight.npy") }

  private func read(_ layout: HeadLayout? = nil) throws -> ActivationDump {
    try ActivationDump.read(
      scratch.path, options: DumpOptions(headLayout: layout), parallelism: .allCores)
  }

  @Test("is transposed when its shape says so")
  func transposed() throws {
    let expected = try read().head
    try scratch.write("head_weight", shape: [3, 2], [1, -1, 2, 0, 3, 4])
    #expect(try read().head == expected)
  }

  @Test("has zeros for a missing bias")
  func noBias() throws {
    try scratch.remove("head_bias.npy")
    try scratch.remove("logits.npy")
    let dump = try read()
    #expect(dump.head?.bias == [0, 0, 0] && dump.outputCount == 3)
  }

  @Test(
    "of one output is that of the logits 0 and z, in every shape",
    arguments: [[2, 1], [1, 2], [2]])
  func oneOutput(shape: [Int]) throws {
    try scratch.write("head_weight", shape: shape, [3, -1])
    try scratch.write("head_bias", shape: [], [0.5])
    try scratch.write("logits", shape: [4, 1], [3.5, -0.5, 2.5, 6.5])
    try scratch.write("labels", shape: [4], integers: [1, 0, 1, 1])
    let head = try read().head
    #expect(head?.weight == Matrix(rows: [[0, 3], [0, -1]]) && head?.bias == [0, 0.5])
    try scratch.remove("logits.npy")
    #expect(try read().outputCount == 2)
  }

  @Test("reproduces probabilities after a softmax, and refuses others")
  func probabilities() throws {
    let logits = [1, 3, 3, -1, 1, 4, 0, 3, 7, 2, 5, 6.0]
    func softmax(_ shift: Double) -> [Double] {
      stride(from: 0, to: 12, by: 3).flatMap { start in
        let values = (0..<3).map { exp(logits[start + $0] + ($0 == 1 ? shift : 0)) }
        return values.map { $0 / values.reduce(0, +) }
      }
    }
    try scratch.write("logits", shape: [4, 3], softmax(0))
    #expect(try read().logits?.form == .probabilities)
    try scratch.write("logits", shape: [4, 3], softmax(0.5))
    #expect(throws: ActivationFormatsError.self) { try read() }
  }

  @Test("needs an option when it is square")
  func square() throws {
    try scratch.write("head_weight", shape: [2, 2], [1, 2, -1, 0])
    try scratch.write("head_bias", shape: [2], [0, 1])
    try scratch.write("logits", shape: [4, 2], [1, 3, -1, 1, 0, 3, 2, 5])
    try scratch.remove("labels.npy")
    expectFailure(
      .ambiguousHead(file: scratch.path, array: "head_weight", size: 2),
      says: scratch.path, "'head_weight'", "2 × 2", "'activations-by-outputs'",
      "'outputs-by-activations'"
    ) { try read() }
    #expect(try read(.activationsByOutputs).head?.weight == Matrix(rows: [[1, 2], [-1, 0]]))
    #expect {
      try read(.outputsByActivations)
    } throws: { error in
      "\(error)".contains("or choose the other head layout")
    }
    try scratch.write("head_weight", shape: [2, 2], [1, -1, 2, 0])
    #expect(try read(.outputsByActivations).head?.weight == Matrix(rows: [[1, 2], [-1, 0]]))
  }

  @Test("fits the activations and the logits")
  func shape() throws {
    try scratch.write("head_weight", shape: [4, 3], Array(repeating: 1, count: 12))
    expectFailure(
      .headShape(
        file: scratch.path, array: "head_weight", shape: [4, 3], activationCount: 2,
        outputCount: 3),
      says: scratch.path, "'head_weight'", "(4, 3)", "2 activations × 3 outputs", "Dump"
    ) { try read() }
    try scratch.write("head_weight", shape: [1, 2, 3], Array(repeating: 1, count: 6))
    expectFailure(
      .wrongRank(
        file: weightFile, array: "head_weight", shape: [1, 2, 3], expected: "p × C or C × p"),
      says: weightFile, "'head_weight'"
    ) { try read() }
  }

  @Test("has a bias for each output, and a weight for its bias")
  func bias() throws {
    try scratch.write("head_bias", shape: [2], [0, 1])
    expectFailure(
      .headBiasCount(file: scratch.path, array: "head_bias", count: 2, outputCount: 3),
      says: scratch.path, "'head_bias'", "2 elements for 3 outputs"
    ) { try read() }
    try scratch.remove("head_weight.npy")
    expectFailure(
      .headBiasWithoutWeight(file: scratch.path, array: "head_bias", weight: "head_weight"),
      says: scratch.path, "'head_bias'", "'head_weight'", "both or neither"
    ) { try read() }
  }

  @Test("is finite")
  func finite() throws {
    try scratch.write("head_weight", shape: [2, 3], [1, 2, 3, -1, .nan, 4])
    expectFailure(
      .nonFinite(file: scratch.path, array: "head_weight", count: 1, row: 1, column: 1),
      says: scratch.path, "'head_weight'", "row 1, column 1"
    ) { try read() }
  }

  @Test("agrees with the logits to a thousandth of their range")
  func agreement() throws {
    try scratch.write("logits", shape: [4, 3], [1, 3, 3, -1, 1, 4, 0, 3, 7.5, 2, 5, 6])
    expectFailure(
      .headDisagrees(
        file: scratch.path, array: "logits", row: 2, difference: 0.5, range: 8.5,
        tolerance: 1e-3, isSquare: false),
      says: scratch.path, "'logits'", "up to 0.5 (row 2)", "0.0588 of their range",
      "0.001 is allowed", "before the softmax"
    ) { try read() }
    try scratch.write("logits", shape: [4, 3], [1, 3, 3, -1, 1, 4, 0, 3, 7.007, 2, 5, 6])
    #expect(throws: Never.self) { try read() }
  }

  @Test("is compared on a sample of blocks when there is much to compute")
  func manyRows() throws {
    let (rows, inner, outputs) = (3000, 600, 700)
    let weight = Matrix<Double>(rowCount: inner, columnCount: outputs, repeating: 0.5)
    let head = DumpHead(weight: weight, bias: Array(repeating: 1, count: outputs))
    let activations = Matrix<Float>(rowCount: rows, columnCount: inner, repeating: 1)
    var logits = Matrix<Float>(rowCount: rows, columnCount: outputs, repeating: 301)
    let inputs = Matrix<Float>(rowCount: rows, columnCount: 1, repeating: 1)
    #expect(throws: Never.self) {
      try ActivationDump(
        inputs: inputs, activations: activations, logits: logits, head: head, parallelism: .allCores
      )
    }
    logits = Matrix(rowCount: rows, columnCount: outputs, repeating: 300)
    #expect(throws: ActivationFormatsError.self) {
      try ActivationDump(
        inputs: inputs, activations: activations, logits: logits, head: head, parallelism: .allCores
      )
    }
  }
}
