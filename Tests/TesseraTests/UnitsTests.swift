import Rows
import Tessera
import Testing

/// Tables of sensors, as people have them.
@Suite("Inputs of any unit")
struct UnitsTests {
  /// A kind of table, made of rows of five features of one unit each.
  enum Kind: CaseIterable {
    case pressureAndStrain, unixTime, outlier, sentinel

    func spoil(_ inputs: inout Matrix<Float>, _ random: inout SeededGenerator) {
      for row in 0..<inputs.rowCount {
        switch self {
        case .pressureAndStrain:
          inputs[row, 0] = 101_325 + 300 * inputs[row, 0]
          inputs[row, 1] = 0.01 + 0.002 * inputs[row, 1]
        case .unixTime: inputs[row, 0] = Float(1.7e9 + 31_557_600 * random.uniform())
        case .outlier: if row == 17 { inputs[row, 2] = 1e6 }
        case .sentinel: if random.uniform() < 0.07 { inputs[row, 3] = -999 }
        }
      }
    }
  }

  private static func dump(_ kind: Kind, _ count: Int, seed: UInt64) throws -> ActivationDump {
    var random = SeededGenerator(seed: seed)
    var inputs = Matrix<Float>(
      rowCount: count, columnCount: 5,
      elements: (0..<5 * count).map { _ in Float(4 * random.uniform() - 2) })
    var weights = SeededGenerator(seed: 9)
    let layer = (0..<15).map { _ in 2 * weights.uniform() - 1 }
    let logits = (0..<count).flatMap { row in
      (0..<3).map { output in
        let sum = (0..<5).reduce(0.0) { $0 + layer[5 * output + $1] * Double(inputs[row, $1]) }
        return Float(sum / (1 + 0.3 * abs(sum)))
      }
    }
    kind.spoil(&inputs, &random)
    return try ActivationDump(
      inputs: inputs, logits: Matrix(rowCount: count, columnCount: 3, elements: logits),
      parallelism: .allCores)
  }

  @Test("make a student, which int8 costs little", arguments: Kind.allCases, [120, 300])
  func student(kind: Kind, count: Int) throws {
    let made = try Compression().run(
      Self.dump(kind, count, seed: 1), test: Self.dump(kind, 500, seed: 2), parallelism: .allCores)
    let agreement = try #require(made.record.test?.agreement)
    #expect(agreement > 0.7)
    let disagreement = try #require(made.record.int8Disagreement)
    // A sentinel makes a float student so steep that its own labels are no measure.
    #expect(disagreement <= 0.02 || kind == .sentinel)
    if kind == .outlier {
      #expect(made.columns.contains { $0.column == 2 })
    }
  }
}
