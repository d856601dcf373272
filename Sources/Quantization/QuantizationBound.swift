public import HostRuntime
internal import PackedFormat
internal import Regression
public import Rows
public import Student

/// How far the integers of a packed student can lie from the float student, for every input within
/// the calibrated range. The bound follows from the two students, and not from rows.
///
/// **What holds.** For float inputs x within the calibrated range, let j be the region that the
/// integers take. Then |outputScale × out[c] − y_jc(x)| ≤ `logits[j, c]`, where y_j is the float
/// student with the map of region j. The real score of j is less than that of the nearest centroid
/// i by `regions[i, j]` at most. Near a border of two regions the integers may take the other one.
/// The float student's answer may jump there, and the bound follows the region that was taken.
///
/// **The calibrated range** is where nothing is limited to int8: |x_i| ≤ 127.5 h and ‖x‖₂ ≤
/// `limits.norm`. Neither z nor the values before a head come nearer to 127 quanta than their own
/// bound. (A rectified head may limit from below: ReLU does not raise an error.) In a window that
/// the device standardises, x_i may differ by `limits.windowError` from the device's value. Beyond
/// the range the bound grows by the loss from limiting, which `check` adds row by row.
///
/// **Why.** With h units of input per quantum, q the quanta of x, and a row of a map with real
/// weights w and offset o, integers ŵ and b̂, requantised by f̂ to steps of S, let s = S f̂. The
/// device's product is out = f̂ (ŵ · q + b̂) + ρ with |ρ| ≤ ½ exactly, because its two floors nest
/// (Docs/Format.md, "One rounding rule"). Hence
///
///     w · x + o − S out = w · (x − h q) + Σ (w_i h − s ŵ_i) q_i + (o − s b̂) − S ρ
///
/// - |x_i − h q_i| ≤ h (½ + 2⁻¹⁶ + 2⁻¹⁷): half a quantum, a term for negative inputs from the
///   dropped fraction of 2⁻¹⁶ quanta, and 127.5 · 2⁻²⁴ for the binary32 product. The first term is
///   at most that times ‖w‖₁.
/// - The second is at most 127 ‖δ‖₁ with δ = w h − s ŵ, and at most Q ‖δ‖₂, where ‖q‖₂ ≤ Q =
///   (`limits.norm` + ‖e‖₂) / h, with e the largest |x − h q|. (Cauchy-Schwarz; the norm serves
///   this term.) The third is known.
///
/// z and the values before a linear head err in the same way, and later steps carry their errors
/// on. All terms stay linear forms until the end (`ErrorTerms`). So the error of an input counts
/// once, with its weights in the outputs, B₀ + V_j U or H (B₀ + V_j U), for any number of paths.
/// This requires that nothing is limited in between. ReLU carries on a share θ in 0 ... 1 of an
/// error, so that a rectified head adds magnitudes: |Σ θ_q H_q a_q| is at most half of
/// Σ |H_q a_q| + |Σ H_q a_q|. Differences of two outputs, or of two scores, are bounded as rows of
/// their own. Terms that both share cancel.
public struct QuantizationBound: Sendable, Equatable {
  /// The range of inputs in the calibration rows. The bound needs nothing else besides the two
  /// students.
  public struct Limits: Sendable, Equatable {
    /// The largest ‖x‖₂, in units of the inputs.
    public var norm: Double
    /// The largest difference between an input of a window and the device's value for it, in units
    /// of the inputs; 0 without a window.
    public var windowError: Double

    /// Limits as given.
    ///
    /// - Precondition: neither is negative.
    public init(norm: Double, windowError: Double = 0) {
      precondition(norm >= 0 && windowError >= 0, "limits are not negative")
      self.norm = norm
      self.windowError = windowError
    }
  }

  /// The limits that the bound was made for.
  public let limits: Limits
  /// In units of the outputs, k × C.
  public let logits: Matrix<Double>
  /// In units of squared z, k × k, symmetric: how far the difference of the scores of two regions
  /// can be off.
  public let regions: Matrix<Double>

  let student: PackedStudent
  let model: PiecewiseLinearModel
  let errors: StudentErrors
  let scale: ErrorLimits
  /// The errors of the outputs in each region.
  let outputs: [ErrorTerms]
  /// The bounds of the differences of two outputs, C × C for each region; nil where there are too
  /// many outputs, and the sum of two bounds replaces it.
  let differences: [Matrix<Double>]?
  /// The bounds of z before limiting, d values; empty without a projection.
  let projectionBounds: [Double]
  /// The bounds of the values before a linear head, q for each region; empty without one.
  let activationBounds: [[Double]]

  /// Differences of so many quantities are bounded pair by pair.
  private static let largestPairCount = 32

  /// Derives the bound.
  ///
  /// - Parameters:
  ///   - student: the integers.
  ///   - model: the float student that they stand for, of the same shape.
  ///   - limits: of the inputs.
  /// - Complexity: O(k · q · d · n + k · C · q · n + (k + C) · k · C · n); no row is read.
  public init(_ student: PackedStudent, model: PiecewiseLinearModel, limits: Limits) {
    precondition(student.hasShape(of: model), "a student and a model of one shape")
    self.limits = limits
    self.student = student
    self.model = model
    let errors = StudentErrors(QuantizedStudent(student), model: model)
    let inputErrors = student.inputErrors(windowError: limits.windowError)
    let norm = inputErrors.reduce(0) { $0 + $1 * $1 }.squareRoot()
    var scale = ErrorLimits(
      inputErrors: inputErrors, inputStep: errors.inputStep,
      quantaNorm: (limits.norm + norm) / errors.inputStep)
    scale.projectionHalves = errors.projectionSteps.map { $0 / 2 }
    self.errors = errors
    self.scale = scale
    projectionBounds =
      errors.projection.map { [errors] terms in
        zip(scale.bounds(of: terms), errors.projectionSteps).map { $0 + $1 / 2 }
      } ?? []
    activationBounds = model.head.kind == .linear ? errors.maps.map(scale.bounds) : []
    let (k, outputCount) = (model.regionCount, model.outputCount)
    outputs = (0..<k).map { errors.outputs(in: $0) }
    let single = outputs.map(scale.bounds)
    logits = Matrix(rows: single)
    differences =
      outputCount > Self.largestPairCount
      ? nil
      : (0..<k).map { region in
        Self.pairs(single[region]) { scale.bounds(of: errors.outputs(in: region, combinedBy: $0)) }
      }
    regions =
      errors.scores.map { terms in
        let single = scale.bounds(of: terms)
        return Self.pairs(single) { scale.bounds(of: terms.combined(by: $0)) }
      } ?? Matrix(rowCount: 1, columnCount: 1)
  }

  /// Bounds of differences, symmetric with a diagonal of 0.
  ///
  /// - Parameters:
  ///   - single: the bounds of the quantities.
  ///   - bounds: of the sums of quantities with the weights in the rows of a matrix.
  private static func pairs(
    _ single: [Double], _ bounds: (Matrix<Double>) -> [Double]
  ) -> Matrix<Double> {
    let count = single.count
    var pairs = Matrix<Double>(rowCount: count, columnCount: count)
    for first in 0..<count {
      let others = first + 1..<count
      var own: [Double]?
      if count <= largestPairCount, !others.isEmpty {
        var weights = Matrix<Double>(rowCount: others.count, columnCount: count)
        for (row, other) in others.enumerated() {
          weights[row, first] = 1
          weights[row, other] = -1
        }
        own = bounds(weights)
      }
      for (row, other) in others.enumerated() {
        let bound = own?[row] ?? single[first] + single[other]
        pairs[first, other] = bound
        pairs[other, first] = bound
      }
    }
    return pairs
  }
}

extension QuantizationBound.Limits {
  /// The limits that `inputs` keep to, N × n. Inputs that int8 limits are left out. The norm leaves
  /// out the whole row of such an input, the window the input itself. The norm is rounded up by a
  /// millionth, because standardised rows have one norm only up to single precision.
  ///
  /// - Parameters:
  ///   - inputs: N × n calibration rows, in units of the inputs.
  ///   - student: the packed student, whose range limits inputs to int8.
  /// - Complexity: O(N · n).
  public init(of inputs: Matrix<Float>, for student: PackedStudent) {
    let step = 1 / Double(student.header.inputMultiplier)
    let largest = 127.5 * step
    let quanta = student.windowQuanta(of: inputs)
    let window = student.header.standardizedCount
    var (norm, windowError) = (0.0, 0.0)
    for row in 0..<inputs.rowCount {
      let values = inputs[row: row].lazy.map { Double($0) }
      for (column, value) in values.prefix(window).enumerated() where abs(value) <= largest {
        let made = step * Double(quanta[row * window + column])
        windowError = max(windowError, abs(value - made))
      }
      guard values.allSatisfy({ abs($0) <= largest }) else { continue }
      norm = max(norm, values.reduce(0) { $0 + $1 * $1 }.squareRoot())
    }
    self.init(norm: norm * (1 + 0x1p-20), windowError: windowError)
  }
}

extension PackedStudent {
  /// Whether `model`, a float student, has the sections and counts of this one.
  public func hasShape(of model: PiecewiseLinearModel) -> Bool {
    let flags = header.flags
    return model.featureCount == header.inputCount && model.outputCount == header.outputCount
      && model.regionCount == header.regionCount && model.componentCount == header.componentCount
      && model.mapOutputCount == header.mapCount
      && (model.projection != nil) == flags.contains(.projection)
      && (model.sharedMap != nil) == flags.contains(.sharedMap)
      && (model.head.layer != nil) == flags.contains(.head)
      && (model.head.kind == .rectified) == flags.contains(.rectified)
  }

  /// The largest |x_i − h q_i| of each input that is not limited, n values.
  fileprivate func inputErrors(windowError: Double) -> [Double] {
    let rounding = (0.5 + 0x1p-16 + 0x1p-17) / Double(header.inputMultiplier)
    return (0..<header.inputCount).map { $0 < header.standardizedCount ? windowError : rounding }
  }
}
