package import HostRuntime
internal import PackedFormat
package import Quantization
package import Rows
internal import Student

/// How far int8 may lie from the float student, for every input within the calibrated range
/// (`QuantizationBound`). It also states how the calibration rows keep to that bound.
public struct Certificate: Sendable, Equatable, Codable {
  /// How rows keep to the bound.
  public struct Check: Sendable, Equatable, Codable {
    /// The number of rows, N.
    public var rows: Int
    /// Rows outside the calibrated range; for these the bound allows for the loss from limiting.
    public var rowsOutside: Int
    /// Rows that break the bound: 0.
    public var violations: Int
    /// The share of all rows whose label cannot change under the bound; nil where outputs are no
    /// logits.
    public var certifiedShare: Double?
    /// The largest |int8 − float| of an output on rows in the range, in units of the outputs.
    public var largestError: Double
    /// The largest share of its bound that such an error is, 0 ... 1.
    public var largestShare: Double

    package init(_ check: QuantizationCheck, of student: PackedStudent) {
      rows = check.rowCount
      rowsOutside = check.outsideCount
      violations = check.violationCount
      certifiedShare =
        student.header.flags.contains(.logits) && check.rowCount > 0
        ? Double(check.certifiedCount) / Double(check.rowCount) : nil
      largestError = check.largestErrors.max() ?? 0
      largestShare = check.largestShares.max() ?? 0
    }

    /// - Throws: `RecordsError.boundViolated` when a row breaks the bound.
    public func accept() throws(RecordsError) {
      guard violations == 0 else { throw .boundViolated(rows: violations, of: rows) }
    }
  }

  /// bounds[region][output], in units of the outputs.
  public var bounds: [[Double]]
  /// The largest ‖x‖₂ of the calibrated range, in units of the inputs; with scales of the differences
  /// from the centres, in quanta.
  public var norm: Double
  /// How far a window may be from the device's values for it; nil without one.
  public var windowError: Double?
  /// Units per quantum of a window, where scales take the place of the one in the header; nil otherwise.
  public var windowStep: Double?
  /// The calibration rows.
  public var calibration: Check

  /// - Parameter inputs: the calibration rows, N × w, as a student takes them.
  package init(
    _ bound: QuantizationBound, of student: PackedStudent, inputs: Matrix<Float>,
    parallelism: Parallelism
  ) {
    bounds = bound.rows
    norm = bound.limits.norm
    windowError = student.header.standardizedCount > 0 ? bound.limits.windowError : nil
    windowStep = bound.limits.windowStep
    let prediction = student.predict(inputs, parallelism: parallelism)
    calibration = Check(
      bound.check(inputs, prediction: prediction, parallelism: parallelism), of: student)
  }

  /// The limits that the bound was made for.
  package var limits: QuantizationBound.Limits {
    QuantizationBound.Limits(norm: norm, windowError: windowError ?? 0, windowStep: windowStep)
  }

  /// Whether `bound` is the one that is recorded here, up to the rounding of another machine. An
  /// infinite bound never matches.
  package func matches(_ bound: QuantizationBound) -> Bool {
    let rows = bound.rows
    return rows.map(\.count) == bounds.map(\.count)
      && zip(rows.joined(), bounds.joined()).allSatisfy {
        $0.isFinite && abs($0 - $1) <= 1e-6 * abs($0)
      }
  }
}

extension QuantizationBound {
  fileprivate var rows: [[Double]] { (0..<logits.rowCount).map { Array(logits[row: $0]) } }
}
