import Clustering
import HostRuntime
import PackedFormat
import Quantization
import Regression
import Rows
import Student
import TestSupport
import Testing

/// A quantised student with a projection, a shared map or both, and the bounds of its errors.
private struct Measured {
  let model: PiecewiseLinearModel
  let inputs: Matrix<Float>
  let packed: PackedStudent
  let prediction: PackedStudent.Prediction
  /// Steps of z.
  private let steps: [Double]?
  private let projection: ErrorBound?
  private let shared: ErrorBound?
  let regional: [ErrorBound]

  init(_ random: RandomStudent) throws {
    model = random.model
    inputs = random.inputs
    // Nothing is clipped: the bounds hold for rounding only.
    let result = try Quantizer(calibration: .minMax).quantize(
      model, calibratingOn: inputs, parallelism: .allCores)
    #expect(result.calibration.projectionClippedShare ?? 0 == 0)
    packed = try PackedStudent(result.student)
    prediction = packed.predict(inputs, parallelism: .allCores)
    let scale = 1 / Double(packed.header.inputMultiplier)
    let inputScales = Array(repeating: scale, count: inputs.columnCount)
    let projection = model.projection.map { ErrorBound(map: $0, inputScales: inputScales) }
    let ranges = Self.ranges(model.components(of: inputs))
    steps = projection.map { ErrorBound.grid(ranges, of: [$0]) }
    self.projection = projection
    shared = model.sharedMap.map { ErrorBound(map: $0, inputScales: inputScales) }
    let seen = steps ?? inputScales
    regional = model.maps.map { ErrorBound(map: $0, inputScales: seen) }
  }

  var maps: [ErrorBound] { regional + (shared.map { [$0] } ?? []) }

  /// The largest magnitude in each column, in single precision.
  private static func ranges(_ z: Matrix<Double>) -> [Double] {
    (0..<z.columnCount).map { column in
      (0..<z.rowCount).reduce(0) { max($0, Double(Float(abs(z[$1, column])))) }
    }
  }

  /// The bound of the values before the head, on a grid of such steps.
  func bounds(_ row: Int, steps outputSteps: [Double]) -> [Double] {
    let multiplier = packed.header.inputMultiplier
    let quantaSum = inputs[row: row].reduce(0) { $0 + Double(abs(quantum($1, multiplier))) }
    // Half a quantum, and the rounding of the binary32 product.
    let errors = Array(
      repeating: (0.5 + 0x1p-16) / Double(multiplier), count: inputs.columnCount)
    let region = regional[prediction.regions[row]]
    var bounds: [Double]
    if let projection, let steps {
      // Limiting z to the range of the float z can only mend it.
      let inner = projection.bounds(inputErrors: errors, quantaSum: quantaSum, steps: steps)
      bounds = region.bounds(
        inputErrors: inner, quantaSum: 127 * Double(inner.count), steps: outputSteps)
    } else {
      bounds = region.bounds(inputErrors: errors, quantaSum: quantaSum, steps: outputSteps)
    }
    if let shared {
      let others = shared.bounds(inputErrors: errors, quantaSum: quantaSum, steps: outputSteps)
      bounds = zip(bounds, others).map { $0 + $1 }
    }
    return bounds
  }

  /// The real outputs in the region that the integers chose.
  func expected(_ row: Int) -> [Double] {
    let x = inputs.gathering(rows: [row])
    var values = model.maps[prediction.regions[row]].predict(model.components(of: x))
    if let shared = model.sharedMap?.predict(x.converted(to: Double.self)) {
      for index in values.elements.indices { values.elements[index] += shared.elements[index] }
    }
    return model.head.apply(to: values).elements
  }

  func output(_ row: Int, _ column: Int) -> Double {
    Double(prediction.logits[row * model.outputCount + column]) * packed.outputScale
  }
}

@Suite("Errors with a projection and a shared map")
struct ProjectedErrorBoundTests {
  @Test(
    "without a head, outputs err within rounding", arguments: [HeadKind.folded, .absent],
    ProjectedForm.allCases)
  func headless(kind: HeadKind, form: ProjectedForm) throws {
    for (k, mean) in [(1, 0), (2, 5.0), (4, 0)] {
      let measured = try Measured(form.student(kind, k: k, mean: mean))
      let steps = Array(repeating: measured.packed.outputScale, count: measured.model.outputCount)
      for row in 0..<measured.inputs.rowCount {
        let bounds = measured.bounds(row, steps: steps)
        for (column, value) in measured.expected(row).enumerated() {
          #expect(abs(measured.output(row, column) - value) <= bounds[column])
        }
      }
    }
  }

  @Test(
    "with a head, outputs err within its roundings too", arguments: [HeadKind.linear, .rectified],
    ProjectedForm.allCases)
  func head(kind: HeadKind, form: ProjectedForm) throws {
    let measured = try Measured(form.student(kind, k: 3))
    let model = measured.model
    let layer = try #require(model.head.layer)
    let headless = PiecewiseLinearModel(
      projection: model.projection, partition: model.partition, sharedMap: model.sharedMap,
      maps: model.maps, head: .absent)
    let float = headless.predict(measured.inputs)
    let ranges = (0..<layer.featureCount).map { column in
      (0..<float.outputs.rowCount).reduce(0.0) {
        let value = float.outputs[$1, column]
        return max($0, kind == .rectified ? value : abs(value))
      }
    }
    let grid = ErrorBound.grid(ranges, of: measured.maps)
    let steps = Array(repeating: measured.packed.outputScale, count: model.outputCount)
    // Where the integers chose another region than the calibration, its range may be exceeded.
    for row in 0..<measured.inputs.rowCount
    where measured.prediction.regions[row] == float.regions[row] {
      let bounds = ErrorBound(map: layer, inputScales: grid).bounds(
        inputErrors: measured.bounds(row, steps: grid), quantaSum: 127 * Double(grid.count),
        steps: steps)
      for (column, value) in measured.expected(row).enumerated() {
        #expect(abs(measured.output(row, column) - value) <= bounds[column])
      }
    }
  }

  @Test("the error is small beside the outputs", arguments: ProjectedForm.allCases)
  func small(form: ProjectedForm) throws {
    // One region: a row near the border of two has two right answers.
    let random = form.student(.folded, k: 1)
    let result = try Quantizer().quantize(
      random.model, calibratingOn: random.inputs, parallelism: .allCores)
    let outputs = random.model.predict(random.inputs).outputs.elements
    let power = outputs.reduce(0) { $0 + $1 * $1 } / Double(outputs.count)
    #expect(result.calibration.outputError < 0.02 * power.squareRoot())
  }
}
