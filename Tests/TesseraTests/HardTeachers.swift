import Rows
import Tessera

/// Teachers that a student follows, and teachers that none can.
enum HardTeachers {
  /// Logits that are 4 for the class of a row and 0 for the others.
  private static func dump(
    _ inputs: Matrix<Float>, _ classes: [Int], of count: Int
  ) throws -> ActivationDump {
    try ActivationDump(
      inputs: inputs,
      logits: Matrix(
        rowCount: classes.count, columnCount: count,
        elements: classes.flatMap { label in (0..<count).map { $0 == label ? 4 : 0 } }),
      parallelism: .serial)
  }

  private static func noise(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix<Float> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rowCount: rows, columnCount: columns,
      elements: (0..<rows * columns).map { _ in Float(2 * generator.uniform() - 1) })
  }

  /// Pulses of three forms in 48 samples, whose sums are 0; the teacher knows the form, wherever the
  /// pulse lies.
  ///
  /// - Parameter isAligned: whether all pulses lie in the middle.
  static func pulses(_ count: Int, isAligned: Bool) throws -> ActivationDump {
    var generator = SeededGenerator(seed: 5)
    var inputs = noise(count, 48, seed: 6)
    let forms: [[Float]] = [[2, 2, -2, -2], [-2, -2, 2, 2], [2, -2, -2, 2]]
    for row in 0..<count {
      let place = isAligned ? 22 : Int(generator.uniform() * 44)
      for column in 0..<48 { inputs[row, column] *= 0.2 }
      for (offset, value) in forms[row % 3].enumerated() { inputs[row, place + offset] += value }
    }
    return try dump(inputs, (0..<count).map { $0 % 3 }, of: 3)
  }

  /// The sign of the product of four inputs.
  static func parity(_ count: Int) throws -> ActivationDump {
    let inputs = noise(count, 4, seed: 7)
    let classes = (0..<count).map { row in inputs[row: row].reduce(1, *) > 0 ? 1 : 0 }
    return try dump(inputs, classes, of: 2)
  }

  /// Answers that have nothing to do with the inputs.
  static func unrelated(_ count: Int) throws -> ActivationDump {
    var generator = SeededGenerator(seed: 8)
    return try dump(
      noise(count, 8, seed: 9), (0..<count).map { _ in Int(generator.uniform() * 2) }, of: 2)
  }

  /// Two classes by the sum of many inputs, in few rows.
  static func wide(_ count: Int, features: Int) throws -> ActivationDump {
    let inputs = noise(count, features, seed: 10)
    let classes = (0..<count).map { row in inputs[row: row].reduce(0, +) > 0 ? 1 : 0 }
    return try dump(inputs, classes, of: 2)
  }
}
