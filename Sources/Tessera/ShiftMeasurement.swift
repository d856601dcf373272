internal import Evaluation
internal import Regression
package import Rows
package import Student

/// Whether rows are alike only when they are shifted: how many rows have the teacher's answer in
/// common with the nearest other row, as they are and where the other one may be shifted.
///
/// A student compares inputs place by place, so that a signal at another place is another input to it.
/// Where the teacher's answer goes with the signal and not with its place, shifts bring rows of one
/// answer together. Rows are shifted around their ends. Where columns are no samples of a signal,
/// shifts only do harm.
package struct ShiftMeasurement: Equatable {
  /// The rows that were compared.
  package let rowCount: Int
  /// The rows whose nearest other row has the same answer.
  package let hitCount: Int
  /// The same where the other row may be shifted.
  package let shiftedHitCount: Int
  /// Rows that only shifts make right, less those that only they make wrong, over the root of both
  /// together: normal where shifts change nothing (McNemar).
  package let gain: Double

  /// The most rows and samples that are compared; longer rows are averaged.
  private static let rowLimit = 256
  private static let sampleLimit = 128

  /// - Throws: `RowReadError` when rows can no longer be read.
  /// - Complexity: O(r² s²) for r ≤ 256 rows of s ≤ 128 samples.
  package init?(_ set: TrainingSet, parallelism: Parallelism) throws(RowReadError) {
    let count = min(Self.rowLimit, set.primaryCount)
    guard let logits = set.logits, count > 1, set.featureCount > 1 else { return nil }
    let rows = (0..<count).map { $0 * set.primaryCount / count }
    let answers = argmaxPerRow(
      try logits.gathering(rows: rows, as: Double.self).elements, columnCount: logits.columnCount)
    self.init(
      try set.inputs.gathering(rows: rows, as: Double.self), answers: answers,
      parallelism: parallelism)
  }

  /// - Parameters:
  ///   - inputs: r × n.
  ///   - answers: the teacher's, r values.
  package init(_ inputs: Matrix<Double>, answers: [Int], parallelism: Parallelism) {
    let signals = Self.signals(of: inputs)
    let energies = (0..<signals.rowCount).map { row in
      signals[row: row].reduce(0) { $0 + $1 * $1 }
    }
    let nearest = parallelism.map(signals.rowCount) { row in
      let products = AffineMap(
        weights: Self.shifts(of: Array(signals[row: row])),
        offsets: Array(repeating: 0, count: signals.columnCount)
      ).predict(signals)
      var (plain, shifted) = ((row, Double.infinity), (row, Double.infinity))
      for other in 0..<signals.rowCount where other != row {
        let fixed = energies[other] - 2 * products[other, 0]
        let best = energies[other] - 2 * (products[row: other].max() ?? 0)
        if fixed < plain.1 { plain = (other, fixed) }
        if best < shifted.1 { shifted = (other, best) }
      }
      return (plain.0, shifted.0)
    }
    let hits = nearest.enumerated().map { row, others in
      (answers[others.0] == answers[row], answers[others.1] == answers[row])
    }
    rowCount = hits.count
    hitCount = hits.count { $0.0 }
    shiftedHitCount = hits.count { $0.1 }
    let (gained, lost) = (hits.count { !$0.0 && $0.1 }, hits.count { $0.0 && !$0.1 })
    gain = gained + lost > 0 ? Double(gained - lost) / Double(gained + lost).squareRoot() : 0
  }

  /// Whether shifts bring rows of one answer together, beyond chance (95 %).
  package var isMisaligned: Bool { gain > 1.96 }

  /// The rows as at most `sampleLimit` means of neighbouring samples, around 0.
  private static func signals(of inputs: Matrix<Double>) -> Matrix<Double> {
    let width = (inputs.columnCount + sampleLimit - 1) / sampleLimit
    let count = inputs.columnCount / width
    var signals = Matrix<Double>(rowCount: inputs.rowCount, columnCount: count)
    for row in 0..<inputs.rowCount {
      let means = (0..<count).map { sample in
        (sample * width..<(sample + 1) * width).reduce(0) { $0 + inputs[row, $1] } / Double(width)
      }
      let mean = means.reduce(0, +) / Double(count)
      for sample in 0..<count { signals.elements[row * count + sample] = means[sample] - mean }
    }
    return signals
  }

  /// A signal shifted around its ends by 0, 1, ... samples, a row each.
  private static func shifts(of signal: [Double]) -> Matrix<Double> {
    let twice = signal + signal
    return Matrix(
      rowCount: signal.count, columnCount: signal.count,
      elements: signal.indices.flatMap { twice[$0..<$0 + signal.count] })
  }
}
