public import HostRuntime
public import Rows

/// A column of the inputs whose scale is spent on a few values, or whose values are coarser in float32
/// than the student could read them.
public struct ColumnFinding: Sendable, Equatable {
  /// Why a column is named.
  public enum Reason: Sendable, Equatable {
    /// One row lies far off.
    case outlier(row: Int, isTransferred: Bool, value: Float)
    /// Several rows hold one value far off, which may stand for none.
    case sentinel(rowCount: Int, value: Float)
    /// Several rows lie far off; `value` is the farthest.
    case outliers(rowCount: Int, value: Float)
    /// float32 has steps of `step` at `value`.
    case coarseFloats(step: Float, value: Float)
  }

  /// The column, from 0 on.
  public let column: Int
  /// Why it is named.
  public let reason: Reason
  /// How far the value lies from the middle, or how large the step is, over the spread of the middle
  /// half of the rows.
  public let ratio: Double
  /// Whether the rest of the column is constant: the ratio is over the usual spread of a column then.
  public let isConstant: Bool

  /// An int8 step of the whole column that exceeds this share of its spread is coarse.
  static let coarseShare = 0.25
  /// A step of float32 that exceeds this share of the spread is coarse.
  static let coarseFloatShare = 0.02

  /// The findings that matter to a student, column by column. There are none for one int8 scale of
  /// alike inputs: it lost nothing.
  ///
  /// - Parameters:
  ///   - inputs: calibration rows, N × F.
  ///   - rows: of the training set, N indices.
  ///   - primaryCount: the rows of the training dump, which come first in the set.
  ///   - student: the packed student that was calibrated on them.
  ///   - areAlike: whether the inputs have one unit, as far as training and the answers show.
  /// - Complexity: O(F · N log N).
  public static func all(
    in inputs: Matrix<Float>, rows: [Int], primaryCount: Int, of student: PackedStudent,
    areAlike: Bool
  ) -> [ColumnFinding] {
    guard InputForm(of: student) != .plain || !areAlike, inputs.rowCount > 0 else { return [] }
    let grid = InputGrid(QuantizedStudent(student), windowStep: 1)
    let features = student.keptInputs ?? Array(0..<inputs.columnCount)
    let columns = (grid.standardizedCount..<features.count).map { input in
      ColumnValues((0..<inputs.rowCount).map { inputs[$0, features[input]] })
    }
    let spreads = columns.map(\.spread).filter { $0 > 0 }.sorted()
    let usual = spreads.isEmpty ? 0 : spreads[spreads.count / 2]
    return columns.enumerated().flatMap { index, values in
      let input = grid.standardizedCount + index
      return [
        values.blowUp(over: usual, rows: rows, primaryCount: primaryCount),
        values.coarseFloats(step: grid.steps[input]),
      ].compactMap { found in
        found.map {
          ColumnFinding(
            column: features[input], reason: $0.reason, ratio: $0.ratio,
            isConstant: values.spread == 0)
        }
      }
    }
  }
}

/// The values of a column, and where most of them lie.
private struct ColumnValues {
  private let values: [Float]
  private let least: Float
  private let largest: Float
  private let median: Double
  /// The farther from 0 of the ends of the middle nine tenths.
  private let usualEnd: Float
  /// Of the middle half of the values; of the middle nine tenths where those are equal.
  let spread: Double

  /// - Parameter values: at least one.
  init(_ values: [Float]) {
    self.values = values
    let sorted = values.sorted()
    func quantile(_ share: Double) -> Float {
      sorted[Int((share * Double(sorted.count - 1)).rounded())]
    }
    (least, largest) = (sorted[0], sorted[sorted.count - 1])
    median = Double(quantile(0.5))
    let (lower, upper) = (quantile(0.05), quantile(0.95))
    usualEnd = lower.magnitude > upper.magnitude ? lower : upper
    let half = Double(quantile(0.75)) - Double(quantile(0.25))
    spread = half > 0 ? half : Double(upper) - Double(lower)
  }

  private func distance(_ value: Float) -> Double { abs(Double(value) - median) }

  /// What a scale of all values is spent on.
  ///
  /// - Parameter usual: the spread of other columns, for one that is constant but for a few values.
  func blowUp(
    over usual: Double, rows: [Int], primaryCount: Int
  ) -> (reason: ColumnFinding.Reason, ratio: Double)? {
    let spread = spread > 0 ? spread : usual
    let range = Double(largest) - Double(least)
    guard spread > 0, range / 254 > ColumnFinding.coarseShare * spread else { return nil }
    // Half the range or more lies on one side.
    let far = values.indices.filter { distance(values[$0]) >= range / 2 }
    guard let farthest = far.max(by: { distance(values[$0]) < distance(values[$1]) }) else {
      return nil
    }
    let value = values[farthest]
    let ratio = distance(value) / spread
    if far.count > 1 {
      return far.allSatisfy { values[$0] == value }
        ? (.sentinel(rowCount: far.count, value: value), ratio)
        : (.outliers(rowCount: far.count, value: value), ratio)
    }
    let row = rows[farthest]
    let isTransferred = row >= primaryCount
    return (
      .outlier(
        row: isTransferred ? row - primaryCount : row, isTransferred: isTransferred, value: value),
      ratio
    )
  }

  /// Steps of float32 that the student, or the spread, would need finer.
  func coarseFloats(step: Double) -> (reason: ColumnFinding.Reason, ratio: Double)? {
    let ulp = Double(usualEnd.ulp)
    guard spread > 0, ulp > ColumnFinding.coarseFloatShare * spread || (step > 0 && ulp > step)
    else { return nil }
    return (.coarseFloats(step: usualEnd.ulp, value: usualEnd), ulp / spread)
  }
}
