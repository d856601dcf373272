import Clustering
import HostRuntime
import PackedFormat
import Quantization
import Regression
import Rows
import Student
import StudentRuntime
import TestSupport
import Testing

@Suite("Students with a projection and a shared map")
struct ProjectedStudentTests {
  @Test(
    "are packed, read and packed again to the same bytes", arguments: HeadKind.allCases,
    ProjectedForm.allCases)
  func roundTrip(head: HeadKind, form: ProjectedForm) throws {
    for k in [1, 2, 5] {
      let random = form.student(head, k: k)
      let student = try Quantizer().quantize(
        random.model, calibratingOn: random.inputs, parallelism: .allCores
      ).student
      let packed = try PackedStudent(student)
      #expect(QuantizedStudent(packed) == student)
      #expect(try PackedStudent(QuantizedStudent(packed)).bytes == packed.bytes)
      #expect(packed.isIdentified)
      let flags = packed.header.flags
      #expect(flags.contains(.projection) == (form != .shared))
      #expect(flags.contains(.sharedMap) == (form != .projected))
      #expect(packed.header.componentCount == (form == .shared ? 13 : 3))
      #expect((student.gate != nil) == (k > 1))
    }
  }

  @Test("are refused when anything is cut off", arguments: ProjectedForm.allCases)
  func truncation(form: ProjectedForm) throws {
    let random = form.student(.rectified, k: 2)
    let bytes = try PackedStudent(
      Quantizer().quantize(random.model, calibratingOn: random.inputs, parallelism: .allCores)
        .student
    ).bytes
    for length in 0..<bytes.count {
      #expect(throws: PackedFormatError.self) {
        _ = try PackedStudent(bytes: Array(bytes.prefix(length)))
      }
    }
  }

  @Test(
    "say on the host what they say on a device", arguments: HeadKind.allCases,
    ProjectedForm.allCases)
  func runtime(head: HeadKind, form: ProjectedForm) throws {
    let random = form.student(head, k: 4)
    let packed = try PackedStudent(
      Quantizer().quantize(random.model, calibratingOn: random.inputs, parallelism: .allCores)
        .student)
    let open = try OpenStudent(packed.bytes.span.bytes)
    var scratch = [Int32](repeating: 0, count: open.scratchCount)
    var quantized = [Int8](repeating: 0, count: 13)
    // Four times as wide as the calibration: z and activations saturate.
    var generator = SeededGenerator(seed: 9)
    let inputs = generator.matrix(200, 13, deviation: 4).converted(to: Float.self)
    let prediction = packed.predict(inputs, parallelism: .allCores)
    for row in 0..<inputs.rowCount {
      var input = quantized.mutableSpan
      try open.quantize(
        inputs.elements.span.extracting(row * 13..<(row + 1) * 13), bytes: packed.bytes.span.bytes,
        into: &input)
      var memory = scratch.mutableSpan
      let answer = try open.infer(quantized.span, bytes: packed.bytes.span.bytes, scratch: &memory)
      #expect(answer.label == prediction.labels[row])
      #expect(answer.region == prediction.regions[row])
      let outputs = packed.header.outputCount
      #expect(
        Array(scratch[open.outputs])
          == Array(prediction.logits[row * outputs..<(row + 1) * outputs]))
    }
  }

  @Test("of an identity say what the students without it say, to rounding")
  func identity() throws {
    let raw = RandomStudent(.folded, k: 1, features: 6)
    var identity = Matrix<Double>(rowCount: 6, columnCount: 6)
    for index in 0..<6 { identity[index, index] = 1 }
    let projected = PiecewiseLinearModel(
      projection: AffineMap(weights: identity, offsets: Array(repeating: 0, count: 6)),
      partition: raw.model.partition, maps: raw.model.maps, head: raw.model.head)
    let expected = try Quantizer().quantize(
      raw.model, calibratingOn: raw.inputs, parallelism: .allCores
    ).calibration
    let found = try Quantizer().quantize(
      projected, calibratingOn: raw.inputs, parallelism: .allCores
    ).calibration
    #expect(found.outputError < 3 * expected.outputError)
    #expect(expected.projectionMethod == nil && expected.projectionClippedShare == nil)
  }

  @Test("take the range of z that the calibration names")
  func calibration() throws {
    let random = ProjectedForm.both.student(.folded, k: 2)
    func report(_ calibration: Calibration) throws -> CalibrationReport {
      try Quantizer(calibration: calibration)
        .quantize(random.model, calibratingOn: random.inputs, parallelism: .allCores).calibration
    }
    let exact = try report(.minMax)
    #expect(exact.projectionMethod == "min-max")
    #expect(exact.projectionClippedShare == 0)
    let clipped = try report(.percentile(90))
    #expect(clipped.projectionMethod == "percentile 90.0")
    // 400 rows, 40 of each component.
    #expect(isClose(try #require(clipped.projectionClippedShare), 0.1, 1e-12))
    let chosen = try report(.automatic)
    for method in [Calibration.minMax, .percentile(99.99), .percentile(99.9), .percentile(99.5)] {
      #expect(try chosen.outputError <= report(method).outputError)
    }
  }

  @Test("with a z that is constant have one region and no error")
  func constant() throws {
    let random = RandomStudent(.folded, k: 2, projected: 2, shared: true)
    let model = PiecewiseLinearModel(
      projection: AffineMap(weights: Matrix(rowCount: 2, columnCount: 12), offsets: [3, -4]),
      partition: Partition(centroids: Matrix(rows: [[0, 0], [3, -3]])),
      sharedMap: random.model.sharedMap, maps: random.model.maps, head: .folded)
    let packed = try PackedStudent(
      Quantizer().quantize(model, calibratingOn: random.inputs, parallelism: .allCores).student)
    let prediction = packed.predict(random.inputs, parallelism: .allCores)
    #expect(prediction.regions.allSatisfy { $0 == 1 })
    let outputs = model.predict(random.inputs).outputs.elements
    let scale = outputs.reduce(0) { max($0, abs($1)) }
    for (logit, value) in zip(prediction.logits, outputs) {
      #expect(abs(Double(logit) * packed.outputScale - value) < 0.05 * scale)
    }
  }

  @Test("that are not finite are typed errors", arguments: [Double.nan, .infinity, 1e300])
  func notFinite(value: Double) {
    let random = ProjectedForm.both.student(.folded, k: 2)
    var weights = Matrix<Double>(rowCount: 3, columnCount: 13, repeating: 1)
    weights[1, 2] = value
    let broken = AffineMap(weights: weights, offsets: [0, 0, 0])
    let model = PiecewiseLinearModel(
      projection: broken, partition: random.model.partition, sharedMap: random.model.sharedMap,
      maps: random.model.maps, head: .folded)
    #expect(throws: QuantizationError.self) {
      _ = try Quantizer().quantize(model, calibratingOn: random.inputs, parallelism: .allCores)
    }
  }
}
