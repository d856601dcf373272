internal import PackedFormat
internal import Rows

/// Where inputs lie between their quanta: the numbers that are rounded to them.
struct InputPositions: Sendable {
  /// Quanta per unit of each input: per deviation of its window where it is standardised, per unit of
  /// the feature elsewhere.
  let quantaPerUnit: [Double]
  private let student: QuantizedStudent
  private let standardized: Int

  init(_ student: QuantizedStudent) {
    self.student = student
    let header = student.header
    let leading = header.standardizedInputCount
    standardized = leading
    let rest = (leading..<header.inputCount).map { index in
      let other = index - leading
      if let scales = student.scales {
        if let floats = scales.floats { return Double(floats[other].multiplier) }
        return scales.integers.map { Self.factor($0[other]) } ?? 0
      }
      return Double(header.inputMultiplier)
    }
    let gain = header.window.map { Double($0.gain) / 65_536 } ?? 0
    quantaPerUnit = Array(repeating: gain, count: leading) + rest
  }

  private static func factor(_ scale: IntegerScale) -> Double {
    Double(scale.multiplier) * Double(sign: .plus, exponent: -Int(scale.shift), significand: 1)
  }

  /// The positions of a row's inputs, in quanta.
  ///
  /// - Parameter features: F features without NaN.
  /// - Returns: n numbers.
  /// - Complexity: O(F).
  func positions(of features: Span<Float>) -> [Double] {
    let kept = student.keptInputs ?? Array(0..<features.count)
    var found = standardizedPositions(of: features, kept)
    for index in standardized..<kept.count {
      let (value, other) = (features[kept[index]], index - standardized)
      if let floats = student.scales?.floats {
        found.append(Double((value - floats[other].centre) * floats[other].multiplier))
      } else if let integers = student.scales?.integers {
        let scale = integers[other]
        found.append((Double(value) - Double(scale.centre)) * Self.factor(scale))
      } else {
        found.append(Double(value * student.header.inputMultiplier))
      }
    }
    return found
  }

  private func standardizedPositions(of features: Span<Float>, _ kept: [Int]) -> [Double] {
    guard let window = student.header.window else { return [] }
    let count = window.standardizedCount
    let counts = (0..<count).map { index in
      min(max((Double(features[index]) * Double(window.countsPerUnit)).rounded(), -32_767), 32_767)
    }
    let mean = counts.reduce(0, +) / Double(count)
    let variance = counts.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
    let gain = variance > 0 ? Double(window.gain) / 65_536 / variance.squareRoot() : 0
    return kept[..<standardized].map { (counts[$0] - mean) * gain }
  }
}
