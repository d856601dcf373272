import Clustering
import HostRuntime
import Quantization
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite struct CalibrationTests {
  private let identity = PiecewiseLinearModel(
    partition: Partition(centroids: Matrix(rows: [[0]])),
    maps: [AffineMap(weights: Matrix(rows: [[1]]), offsets: [0])], head: .folded)

  /// 1, −2, 3, … ±1000 in a random order.
  private var thousand: Matrix<Float> {
    var random = SeededGenerator(seed: 1)
    let values = random.permutation(of: 1_000).map { Float(($0 + 1) * ($0 % 2 == 0 ? 1 : -1)) }
    return Matrix(rowCount: 1_000, columnCount: 1, elements: values)
  }

  @Test(
    "a percentile is the smallest magnitude that so many values do not exceed",
    arguments: [(99.9, 999.0), (99.99, 1_000), (99.5, 995), (50, 500), (100, 1_000), (0.01, 1)])
  func percentile(percent: Double, limit: Double) throws {
    let report = try Quantizer(calibration: .percentile(percent))
      .quantize(identity, calibratingOn: thousand, parallelism: .allCores).calibration
    #expect(report.limit == limit)
    #expect(report.clippedShare == (1_000 - limit) / 1_000)
    #expect(report.method == "percentile \(percent)")
    #expect(isClose(report.inputScale, limit / 127, 1e-6))
    #expect(report.sampleCount == 1_000)
  }

  @Test("min-max clips nothing")
  func minMax() throws {
    let report = try Quantizer(calibration: .minMax)
      .quantize(identity, calibratingOn: thousand, parallelism: .allCores).calibration
    #expect(report.limit == 1_000)
    #expect(report.clippedShare == 0)
    #expect(report.method == "min-max")
  }

  @Test("a percentile of zero would clip everything: the largest magnitude instead")
  func mostlyZeros() throws {
    var inputs = Matrix<Float>(rowCount: 100, columnCount: 1)
    inputs[7, 0] = -4
    let report = try Quantizer(calibration: .percentile(50))
      .quantize(identity, calibratingOn: inputs, parallelism: .allCores).calibration
    #expect(report.limit == 4)
  }

  @Test("automatic takes the alternative with the smallest error of the outputs")
  func automatic() throws {
    // One value far out: clipping it is worth the finer steps of ten thousand others.
    var random = SeededGenerator(seed: 2)
    var inputs = random.matrix(10_000, 1).converted(to: Float.self)
    inputs[5, 0] = 20
    let methods: [Calibration] = [
      .minMax, .percentile(99.99), .percentile(99.9), .percentile(99.5),
    ]
    for (name, rows) in [("even", thousand), ("outlier", inputs)] {
      let chosen = try Quantizer().quantize(identity, calibratingOn: rows, parallelism: .allCores)
        .calibration
      let errors = try methods.map {
        try Quantizer(calibration: $0).quantize(
          identity, calibratingOn: rows, parallelism: .allCores
        ).calibration
          .outputError
      }
      #expect(chosen.outputError == errors.min(), "\(name)")
    }
  }

  @Test("among equals automatic clips nothing")
  func equals() throws {
    let inputs = Matrix<Float>(rows: [[3], [-3], [3], [3]])
    let report = try Quantizer().quantize(identity, calibratingOn: inputs, parallelism: .allCores)
      .calibration
    #expect(report.method == "min-max")
  }

  @Test("the error is the root mean square of int8 less float")
  func outputError() throws {
    let random = RandomStudent(.linear, k: 2)
    let result = try Quantizer().quantize(
      random.model, calibratingOn: random.inputs, parallelism: .allCores)
    let packed = try PackedStudent(result.student)
    let logits = packed.predict(random.inputs, parallelism: .allCores).logits
    let outputs = random.model.predict(random.inputs).outputs.elements
    let sum = zip(logits, outputs).reduce(0) { sum, pair in
      let error = Double(pair.0) * packed.outputScale - pair.1
      return sum + error * error
    }
    let expected = (sum / Double(outputs.count)).squareRoot()
    #expect(isClose(result.calibration.outputError, expected, 1e-12))
  }

  @Test("alternatives are judged as their packed students would be", arguments: HeadKind.allCases)
  func judgedOnIntegers(kind: HeadKind) throws {
    for random in ProjectedForm.allCases.map({ $0.student(kind, k: 3) }) + [
      RandomStudent(kind, k: 4), RandomStudent(kind, k: 1),
    ] {
      let expected = random.model.predict(random.inputs).outputs.elements
      for method in Calibration.alternatives + [.automatic] {
        let result = try Quantizer(calibration: method)
          .quantize(random.model, calibratingOn: random.inputs, parallelism: .allCores)
        let packed = try PackedStudent(result.student)
        let prediction = packed.predict(random.inputs, parallelism: .serial)
        #expect(try result.student.predict(random.inputs, parallelism: .serial) == prediction)
        var sum = 0.0
        for (value, output) in zip(prediction.logits, expected) {
          let error = Double(value) * packed.outputScale - output
          sum += error * error
        }
        #expect(result.calibration.outputError == (sum / Double(expected.count)).squareRoot())
      }
    }
  }

  @Test("no calibration rows are no error")
  func noRows() throws {
    let result = try Quantizer()
      .quantize(
        identity, calibratingOn: Matrix(rowCount: 0, columnCount: 1), parallelism: .allCores)
    #expect(result.calibration.limit == 1)
    #expect(result.calibration.method == "min-max")
  }
}
