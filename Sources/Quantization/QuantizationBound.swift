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
/// The float student's answer may jump there, and the bound follows the region that was taken. Where a
/// gate leaves out regions that no limited vector reaches, i is the nearest of the others.
///
/// **The calibrated range** is where nothing is limited: |x_i − c_i| ≤ (T + ½) h_i and ‖x‖₂ ≤
/// `limits.norm`. Here c_i and h_i are the centre and the units per quantum of input i, and T is 127 or
/// 32,767. One scale has c = 0 and one h. Neither z nor the values before a head come nearer to their
/// largest quanta than their own bound. (A rectified head may limit from below: ReLU does not raise an
/// error.) In a window that the device standardises, x_i may differ by `limits.windowError` from the
/// device's value. Beyond the range the bound grows by the loss from limiting, which `check` adds row
/// by row.
///
/// **Why.** The float student is the same function of x − c when its offsets take c up, and so for z.
/// Write x for x − c. With q the quanta of x, and a row of a map with real weights w and offset o,
/// integers ŵ and b̂, requantised by f̂ to steps of S, let s = S f̂. The device's product is out =
/// f̂ (ŵ · q + b̂) + ρ with |ρ| ≤ ½ exactly, because its two floors nest (Docs/Format.md, "One
/// rounding rule"). Hence
///
///     w · x + o − S out = Σ w_i (x_i − h_i q_i) + Σ (w_i h_i − s ŵ_i) q_i + (o − s b̂) − S ρ
///
/// - |x_i − h_i q_i| ≤ h_i (½ + 2⁻ᵇ + 2⁻ᵇ⁻¹), and with scales h_i (½ + 2⁻ᵇ + 2⁻ᵇ), where b is 16 for 8
///   bits and 8 for 16. This is half a quantum, a term for negative inputs from the dropped fraction of
///   2⁻ᵇ quanta, and (T + ½) · 2⁻²⁴ for the binary32 product and for the difference.
/// - The second is at most T ‖δ‖₁ with δ_i = w_i h_i − s ŵ_i, and at most Q ‖δ‖₂, where ‖q‖₂ ≤ Q =
///   (`limits.norm` + ‖e‖₂) / h, with e the largest |x − h q|. With scales both norms are taken in
///   quanta. (Cauchy-Schwarz; the norm serves this term.) The third is known.
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
    /// The largest ‖x‖₂, in units of the inputs; with scales ‖x − c‖₂ in quanta.
    public var norm: Double
    /// The largest difference between an input of a window and the device's value for it, in units
    /// of the inputs; 0 without a window.
    public var windowError: Double
    /// Units per quantum of a window, which a header with scales does not state; nil where it does,
    /// and without a window.
    public var windowStep: Double?

    /// Limits as given.
    ///
    /// - Precondition: none is negative, and a step is above 0.
    public init(norm: Double, windowError: Double = 0, windowStep: Double? = nil) {
      precondition(
        norm >= 0 && windowError >= 0 && windowStep ?? 1 > 0, "limits are not negative")
      self.norm = norm
      self.windowError = windowError
      self.windowStep = windowStep
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
  /// The float student, seen as the integers count.
  let aligned: AlignedModel
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
    let integers = QuantizedStudent(student)
    let aligned = AlignedModel(integers, model: model, windowStep: limits.windowStep ?? 1)
    self.aligned = aligned
    let grid = aligned.grid
    let errors = StudentErrors(integers, aligned: aligned)
    let inputErrors = grid.inputErrors(windowError: limits.windowError)
    var scale = ErrorLimits(
      inputErrors: inputErrors, normUnit: grid.normUnit,
      quantaNorm: (limits.norm + grid.norm(inputErrors)) / grid.normUnit,
      largestInput: Double(grid.largest),
      largestComponent: Double(student.header.largestComponent))
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
        var pairs = Self.pairs(single) { scale.bounds(of: terms.combined(by: $0)) }
        for region in 0..<k where !errors.isReachable[region] { pairs.clear(region) }
        return pairs
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
  /// The limits that `inputs` keep to, N × w. Inputs that are limited are left out. The norm leaves
  /// out the whole row of such an input, the window the input itself. The norm is rounded up by a
  /// millionth, because standardised rows have one norm only up to single precision.
  ///
  /// - Parameters:
  ///   - inputs: N × w calibration rows, as a student takes them, in units of the inputs.
  ///   - student: the packed student, whose range limits inputs.
  /// - Complexity: O(N · w).
  public init(of inputs: Matrix<Float>, for student: PackedStudent) {
    let integers = QuantizedStudent(student)
    let window = student.header.standardizedInputCount
    let windowStep = student.windowStep(of: inputs, integers)
    let grid = InputGrid(integers, windowStep: windowStep ?? 1)
    let quanta = student.windowQuanta(of: inputs)
    let seen = integers.keptInputs.map { inputs.gathering(columns: $0) } ?? inputs
    let limits = grid.steps.map { grid.limit * $0 }
    var (norm, windowError) = (0.0, 0.0)
    for row in 0..<seen.rowCount {
      let values = grid.centred(seen[row: row])
      for (column, value) in values.prefix(window).enumerated()
      where abs(value) <= limits[column] {
        let made = grid.steps[column] * Double(quanta[row * window + column])
        windowError = max(windowError, abs(value - made))
      }
      guard zip(values, limits).allSatisfy({ abs($0) <= $1 || $1 == 0 }) else { continue }
      norm = max(norm, grid.norm(values))
    }
    self.init(norm: norm * (1 + 0x1p-20), windowError: windowError, windowStep: windowStep)
  }
}

extension Matrix<Double> {
  /// Makes a row and the column of the same index 0.
  fileprivate mutating func clear(_ index: Int) {
    for other in 0..<rowCount {
      self[index, other] = 0
      self[other, index] = 0
    }
  }
}

extension PackedStudent {
  /// Whether `model`, a float student, has the sections and counts of this one.
  public func hasShape(of model: PiecewiseLinearModel) -> Bool {
    let flags = header.flags
    // A program stands between the numbers of a window and the maps: see `PackedStudent.core`.
    guard !header.sections.hasProgram else { return false }
    return model.featureCount == header.inputCount && model.outputCount == header.outputCount
      && model.regionCount == header.regionCount && model.componentCount == header.componentCount
      && model.mapOutputCount == header.mapCount
      && (model.projection != nil) == flags.contains(.projection)
      && (model.sharedMap != nil) == flags.contains(.sharedMap)
      && (model.head.layer != nil) == flags.contains(.head)
      && (model.head.kind == .rectified) == flags.contains(.rectified)
  }

  /// Units per quantum of the window that is standardised, as `inputs` are; nil without one, and where
  /// the header states it.
  fileprivate func windowStep(of inputs: Matrix<Float>, _ integers: QuantizedStudent) -> Double? {
    guard integers.scales != nil, header.standardizedInputCount > 0 else { return nil }
    let frontEnd = FrontEnd(standardizedCount: header.standardizedCount)
    // Windows that are not standardised have any step: the window's error allows for it.
    let deviation = (try? frontEnd.deviation(of: inputs)) ?? 1
    return deviation * 0x1p16 / Double(header.windowGain)
  }
}
