internal import HostRuntime
internal import PackedFormat
internal import Regression
internal import Rows
internal import Student

/// A float student seen from where its integers are counted: it takes x less the centres of the
/// inputs, and its z is less by what 0 quanta of z stand for.
///
/// It is the same function of x, because its offsets take up both.
struct AlignedModel: Sendable, Equatable {
  /// Of the inputs that the packed student reads, less their centres.
  let model: PiecewiseLinearModel
  /// How these become quanta.
  let grid: InputGrid
  /// The feature of each input; nil for all of them.
  private let keptInputs: [Int]?

  /// - Parameters:
  ///   - student: the integers.
  ///   - model: the float student that they stand for.
  ///   - windowStep: see `InputGrid.init(_:windowStep:)`.
  /// - Complexity: O(parameters).
  init(_ student: QuantizedStudent, model: PiecewiseLinearModel, windowStep: Double) {
    grid = InputGrid(student, windowStep: windowStep)
    keptInputs = student.keptInputs
    guard grid.form != .plain else {
      self.model = model
      return
    }
    let centred = model.recentred(at: grid.centres)
    guard let first = centred.projection, let integers = student.projection else {
      self.model = centred
      return
    }
    // The file does not state these. The weights alone tell the worth of a quantum, and the bias then
    // what 0 stands for.
    let map = MatchedMap(real: first, integers: integers, inputSteps: grid.steps)
    let origins = (0..<first.outputCount).map { map.outputOrigin(of: $0) }
    self.model = centred.recentred(
      at: Array(repeating: 0, count: first.featureCount), components: origins)
  }

  /// The inputs less their centres, in double precision: N × n of N × w.
  func inputs(of windows: Matrix<Float>) -> Matrix<Double> {
    var inputs =
      (keptInputs.map { windows.gathering(columns: $0) } ?? windows).converted(to: Double.self)
    guard grid.form.hasScales else { return inputs }
    for row in 0..<inputs.rowCount {
      for (column, centre) in grid.centres.enumerated() { inputs[row, column] -= centre }
    }
    return inputs
  }
}
