import Clustering
import HostRuntime
import PackedFormat
import Quantization
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite struct QuantizerErrorBoundTests {
  private struct Measured {
    let model: PiecewiseLinearModel
    let inputs: Matrix<Float>
    let packed: PackedStudent
    let prediction: PackedStudent.Prediction

    init(_ random: RandomStudent) throws {
      model = random.model
      inputs = random.inputs
      // Nothing is clipped: the bounds hold for rounding only.
      let result = try Quantizer(calibration: .minMax)
        .quantize(model, calibratingOn: inputs, parallelism: .allCores)
      packed = try PackedStudent(result.student)
      prediction = packed.predict(inputs, parallelism: .allCores)
    }

    var inputScale: Double { 1 / Double(packed.header.inputMultiplier) }

    /// Half a quantum, and the rounding of the binary32 product.
    var inputErrors: [Double] {
      Array(repeating: inputScale * (0.5 + 0x1p-16), count: inputs.columnCount)
    }

    func quantaSum(_ row: Int) -> Double {
      inputs[row: row].reduce(0) {
        $0 + Double(abs(quantum($1, packed.header.inputMultiplier)))
      }
    }

    func bound(_ map: AffineMap) -> ErrorBound {
      ErrorBound(map: map, inputScales: Array(repeating: inputScale, count: map.featureCount))
    }

    /// The real outputs in the region that the integers chose.
    func expected(_ row: Int) -> [Double] {
      let x = inputs.gathering(rows: [row]).converted(to: Double.self)
      return model.head.apply(to: model.maps[prediction.regions[row]].predict(x)).elements
    }

    func output(_ row: Int, _ column: Int) -> Double {
      Double(prediction.logits[row * model.outputCount + column]) * packed.outputScale
    }
  }

  @Test(
    "without a head, outputs err within rounding", arguments: [HeadKind.folded, .absent], 1...4)
  func headless(kind: HeadKind, k: Int) throws {
    for mean in [0, 5.0] {
      let measured = try Measured(RandomStudent(kind, k: k, mean: mean, seed: UInt64(k)))
      let steps = Array(repeating: measured.packed.outputScale, count: measured.model.outputCount)
      for row in 0..<measured.inputs.rowCount {
        let bounds = measured.bound(measured.model.maps[measured.prediction.regions[row]]).bounds(
          inputErrors: measured.inputErrors, quantaSum: measured.quantaSum(row), steps: steps)
        for (column, value) in measured.expected(row).enumerated() {
          #expect(abs(measured.output(row, column) - value) <= bounds[column])
        }
      }
    }
  }

  @Test(
    "with a head, outputs err within two roundings", arguments: [HeadKind.linear, .rectified], 1...4
  )
  func head(kind: HeadKind, k: Int) throws {
    let measured = try Measured(RandomStudent(kind, k: k, seed: UInt64(k) + 10))
    let (model, maps) = (measured.model, measured.model.maps)
    let layer = try #require(model.head.layer)
    let activations = PiecewiseLinearModel(partition: model.partition, maps: maps, head: .absent)
      .predict(measured.inputs).outputs
    let ranges = (0..<layer.featureCount).map { column in
      (0..<activations.rowCount).reduce(0.0) {
        let value = activations[$1, column]
        return max($0, kind == .rectified ? value : abs(value))
      }
    }
    let grid = ErrorBound.grid(ranges, of: maps.map(measured.bound))
    let steps = Array(repeating: measured.packed.outputScale, count: model.outputCount)
    for row in 0..<measured.inputs.rowCount {
      let region = measured.prediction.regions[row]
      // Where the integers chose another region than the calibration, its range may be exceeded.
      guard region == model.partition.regions(of: measured.inputs.gathering(rows: [row]))[0] else {
        continue
      }
      let inner = measured.bound(maps[region]).bounds(
        inputErrors: measured.inputErrors, quantaSum: measured.quantaSum(row), steps: grid)
      let bounds = ErrorBound(map: layer, inputScales: grid).bounds(
        inputErrors: inner, quantaSum: 127 * Double(grid.count), steps: steps)
      for (column, value) in measured.expected(row).enumerated() {
        #expect(abs(measured.output(row, column) - value) <= bounds[column])
      }
    }
  }

  @Test(
    "the error is small beside the outputs, and labels seldom change", arguments: HeadKind.allCases)
  func small(kind: HeadKind) throws {
    let set = try TrainingSet(SyntheticTeacher(features: 20).dump(900), head: kind)
    let model = try PiecewiseLinearRegression(
      clustering: .init(regionCount: 3), lambda: 1
    ).fit(set, parallelism: .allCores)
    let inputs = try set.inputs.gathering(rows: Array(0..<900), as: Float.self)
    let result = try Quantizer().quantize(model, calibratingOn: inputs, parallelism: .allCores)
    let outputs = model.predict(inputs).outputs.elements
    let power = outputs.reduce(0) { $0 + $1 * $1 } / Double(outputs.count)
    #expect(result.calibration.outputError < 0.03 * power.squareRoot())
  }
}
