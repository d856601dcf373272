internal import HostRuntime
internal import ModelSelection
internal import Quantization
internal import Rows
internal import Student

/// Tries the forms of inputs, the cheapest first, and takes the first that loses no more than int8
/// may.
struct InputLadder {
  /// How ranges are chosen, and the device's steps for converter counts.
  let quantizer: Quantizer
  /// Which forms are tried.
  let choice: InputChoice
  /// The most bytes of the student; nil for no limit.
  let budget: Int?

  /// A packed student in one of the forms.
  struct Rung {
    let form: InputForm
    /// What was quantised: of two classes the difference of the outputs, where that is smaller.
    let model: PiecewiseLinearModel
    let student: PackedStudent
    let calibration: CalibrationReport
    /// The labels that this form changes.
    let check: Int8Check
  }

  /// The rows that a student is calibrated on.
  struct Rows {
    /// N × F: all features.
    let inputs: Matrix<Float>
    /// The teacher's for these rows, N × C; nil where outputs are no logits.
    let logits: Matrix<Double>?
    /// The targets of these rows, N × C; nil where outputs are logits.
    let targets: Matrix<Double>?
  }

  /// Quantises and packs `model`.
  ///
  /// - Parameters:
  ///   - model: a float student.
  ///   - features: the features that it reads, ascending; nil for all.
  ///   - rows: the calibration rows.
  ///   - parallelism: how many threads; changes the time and never the result.
  /// - Returns: The first form that loses at most `Compression.largestInt8Loss` on the rows and changes
  ///   few labels, or the one that loses least, and among those changes fewest; the first of equal
  ///   ones.
  /// - Throws: `QuantizationError`, of the first form, when no form can hold the student, and
  ///   `ModelSelectionError.budgetTooSmall` when none that can keeps to the budget.
  func climb(
    _ model: PiecewiseLinearModel, reading features: [Int]?, on rows: Rows,
    parallelism: Parallelism
  ) throws -> Rung {
    let outputs = model.predict(
      features.map { rows.inputs.gathering(columns: $0) } ?? rows.inputs
    ).outputs
    var best: Rung?
    var smallest = Int.max
    var refusal: QuantizationError?
    for form in forms(featureCount: rows.inputs.columnCount, reading: features) {
      do throws(QuantizationError) {
        let rung = try rung(
          form, model, features, rows, outputs: outputs, parallelism: parallelism)
        smallest = min(smallest, rung.student.bytes.count)
        guard rung.student.bytes.count <= budget ?? .max else { continue }
        if rung.check.holds(Compression.largestInt8Loss) { return rung }
        if best.map({ rung.check.isBetter(than: $0.check) }) ?? true { best = rung }
      } catch {
        // A finer form mends a range, and not what was asked for wrongly.
        guard error.isOfRanges || form != .plain else { throw error }
        refusal = refusal ?? error
      }
    }
    if let best {
      // Finer forms would do, were it not for the counts.
      if case .countsPerUnitOutOfRange = refusal, let refusal,
        !best.check.holds(Compression.largestInt8Loss)
      {
        throw refusal
      }
      return best
    }
    if let budget, smallest < .max {
      throw ModelSelectionError.budgetTooSmall(
        budget: budget, smallest: smallest, structure: "in its smallest form of inputs")
    }
    if let refusal { throw refusal }
    preconditionFailure("there is at least one form")
  }

  private func rung(
    _ form: InputForm, _ model: PiecewiseLinearModel, _ features: [Int]?, _ rows: Rows,
    outputs: Matrix<Double>, parallelism: Parallelism
  ) throws(QuantizationError) -> Rung {
    let labels = model.labels(of: outputs)
    let model = model.withFewestBytes(as: form, of: rows.inputs.columnCount)
    // The rounding removes the differences between kernels of a BLAS, which sum in other orders. In
    // other forms it follows the middle of the inputs.
    let quantized = try quantizer.quantize(
      form == .plain ? model.roundedToSingle : model, as: form, keeping: features,
      calibratingOn: rows.inputs, parallelism: parallelism)
    let student = try rethrowing(
      PackedStudent(quantized.student), as: QuantizationError.notPackable)
    return Rung(
      form: form, model: model, student: student, calibration: quantized.calibration,
      check: rows.targets.map {
        Int8Check(
          student, outputs: outputs, inputs: rows.inputs, targets: $0, parallelism: parallelism)
      }
        ?? Int8Check(
          student, labels: labels, inputs: rows.inputs, logits: rows.logits,
          parallelism: parallelism))
  }

  /// The forms that are tried. Inputs that are all standardised share the scale of their window.
  private func forms(featureCount: Int, reading features: [Int]?) -> [InputForm] {
    let window = quantizer.frontEnd.standardizedCount
    let isWindow = (features?.last ?? featureCount - 1) < window
    return choice.forms.filter {
      quantizer.frontEnd.areFeatures ? $0.hasScales : !$0.hasScales || !isWindow
    }
  }
}

extension QuantizationError {
  /// Whether the reason is that one scale does not suit all numbers.
  fileprivate var isOfRanges: Bool {
    switch self {
    case .gateOutOfRange, .scaleOutOfRange, .gainOutOfRange, .countsPerUnitOutOfRange: true
    default: false
    }
  }
}
