import Clustering
import HostRuntime
import PackedFormat
import Quantization
import Regression
import Rows
import Student
import TestSupport
import Testing

@Suite struct QuantizerTests {
  private func model(_ weights: [[Double]], _ offsets: [Double]) -> PiecewiseLinearModel {
    let map = AffineMap(weights: Matrix(rows: weights), offsets: offsets)
    let centroid = Matrix<Double>(rowCount: 1, columnCount: map.featureCount)
    return PiecewiseLinearModel(
      partition: Partition(centroids: centroid), maps: [map], head: .folded)
  }

  @Test("rows of zero weights keep their offsets", arguments: [0.5, -3e4, 1e-6])
  func constantRows(offset: Double) throws {
    let model = model([[0, 0], [0, 0], [0.25, -1]], [offset, 0, 0])
    let inputs = Matrix<Float>(rows: [[1, 2], [-1, 0.5]])
    let student = try Quantizer().quantize(model, calibratingOn: inputs, parallelism: .allCores)
      .student
    let packed = try PackedStudent(student)
    let outputs = packed.predict(inputs, parallelism: .allCores).logits.map {
      Double($0) * packed.outputScale
    }
    for row in 0..<2 {
      #expect(abs(outputs[3 * row] - offset) <= packed.outputScale)
      #expect(outputs[3 * row + 1] == 0)
    }
  }

  @Test("a student of offsets only gives them to nine digits")
  func offsetsOnly() throws {
    let model = model([[0], [0]], [1_234.5, -0.001])
    let inputs = Matrix<Float>(rows: [[3]])
    let packed = try PackedStudent(
      Quantizer().quantize(model, calibratingOn: inputs, parallelism: .allCores).student)
    let outputs = packed.predict(inputs, parallelism: .allCores).logits.map {
      Double($0) * packed.outputScale
    }
    #expect(abs(outputs[0] - 1_234.5) < 1e-5)
    #expect(abs(outputs[1] + 0.001) < 1e-5)
  }

  @Test("a student of zeros and inputs of zeros are no error")
  func zeros() throws {
    let inputs = Matrix<Float>(rowCount: 4, columnCount: 2)
    let result = try Quantizer().quantize(
      model([[0, 0]], [0]), calibratingOn: inputs, parallelism: .allCores)
    #expect(result.calibration.limit == 1)
    #expect(result.calibration.outputError == 0)
    #expect(
      try PackedStudent(result.student).predict(inputs, parallelism: .allCores).logits == [
        0, 0, 0, 0,
      ])
  }

  @Test("scales beyond the format are typed errors", arguments: [1e-30, 1e30])
  func outputScale(scale: Double) throws {
    let inputs = Matrix<Float>(rows: [[1], [2]])
    let error = #expect(throws: QuantizationError.self) {
      _ = try Quantizer().quantize(
        model([[scale]], [scale]), calibratingOn: inputs, parallelism: .allCores)
    }
    guard case .scaleOutOfRange("output scale", _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test(
    "inputs beyond the format are typed errors",
    arguments: [Float.leastNonzeroMagnitude, 1e-30, 1e30])
  func inputScale(scale: Float) throws {
    let inputs = Matrix<Float>(rows: [[scale], [-scale]])
    #expect(
      throws: QuantizationError.scaleOutOfRange(what: "input limit", value: Double(scale))
    ) {
      _ = try Quantizer().quantize(model([[1]], [0]), calibratingOn: inputs, parallelism: .allCores)
    }
  }

  @Test("parameters that are not finite are typed errors", arguments: [Double.nan, .infinity])
  func notFinite(value: Double) {
    let inputs = Matrix<Float>(rows: [[1]])
    for model in [model([[value]], [0]), model([[1]], [value]), model([[1], [-value]], [0, 0])] {
      #expect(throws: QuantizationError.self) {
        _ = try Quantizer().quantize(model, calibratingOn: inputs, parallelism: .allCores)
      }
    }
  }

  @Test("weights below the normal numbers beside ordinary ones are zeros")
  func subnormal() throws {
    let inputs = Matrix<Float>(rows: [[1], [-1]])
    for units in [1.0, 150, 190, 1e9] {
      let tiny = units * .leastNonzeroMagnitude
      let model = model([[tiny], [1]], [tiny, 0])
      let packed = try PackedStudent(
        Quantizer().quantize(model, calibratingOn: inputs, parallelism: .allCores).student)
      #expect(packed.predict(inputs, parallelism: .allCores).logits[0] == 0)
    }
  }

  @Test("a student that exceeds the format is a typed error")
  func notPackable() {
    let inputs = Matrix<Float>(rowCount: 1, columnCount: 16_385, repeating: 1)
    let model = model([Array(repeating: 1, count: 16_385)], [0])
    #expect(throws: QuantizationError.notPackable(.header)) {
      _ = try Quantizer().quantize(model, calibratingOn: inputs, parallelism: .allCores)
    }
  }

  @Test("flags tell the head", arguments: HeadKind.allCases)
  func flags(kind: HeadKind) throws {
    let random = RandomStudent(kind, k: 2)
    let header = try Quantizer().quantize(
      random.model, calibratingOn: random.inputs, parallelism: .allCores
    ).student.header
    #expect(header.flags.contains(.logits) == (kind != .absent))
    #expect(header.flags.contains(.rectified) == (kind == .rectified))
    #expect(header.flags.contains(.head) == (kind == .linear || kind == .rectified))
    #expect(!header.flags.contains(.projection))
    #expect(!header.flags.contains(.sharedMap))
  }

  @Test(
    "messages say what to do",
    arguments: [
      (QuantizationError.gateOutOfRange(bias: 2e9), "Calibrate on the training inputs"),
      (.scaleOutOfRange(what: "output scale", value: 1e30), "output scale 1e+30"),
      (.gainOutOfRange(0), "outside 1 ... 2^30"),
      (.nothingToConvert(featureCount: 6), "Leave --counts-per-unit out"),
      (.notPackable(.header), "Docs/Format.md"),
    ])
  func messages(error: QuantizationError, part: String) {
    #expect(error.description.contains(part))
  }
}

@Suite struct RequantizerTests {
  @Test("a factor is kept to 2⁻³¹ of itself, in the format's ranges")
  func precision() {
    var random = SeededGenerator(seed: 6)
    for _ in 0..<20_000 {
      let exponent = -2 - random.index(below: 30)
      let factor = Double(sign: .plus, exponent: exponent - 1, significand: 1 + random.uniform())
      let requantizer = Requantizer(factor: factor)
      #expect(requantizer.multiplier >= 1 << 30)
      #expect((33...62).contains(requantizer.shift))
      let value = Double(
        sign: .plus, exponent: -Int(requantizer.shift), significand: Double(requantizer.multiplier))
      #expect(abs(value - factor) <= factor * 0x1p-31)
    }
  }

  @Test("the ends of the range are representable")
  func ends() {
    for factor in [0x1p-32, 0x1p-32.nextUp, 0x1p-3, 0x1p-3.nextDown, 0x1p-2.nextDown] {
      let requantizer = Requantizer(factor: factor)
      #expect(requantizer.multiplier >= 1 << 30)
      #expect((33...62).contains(requantizer.shift))
      let value = Double(
        sign: .plus, exponent: -Int(requantizer.shift), significand: Double(requantizer.multiplier))
      #expect(abs(value - factor) <= factor * 0x1p-31)
    }
  }

  @Test("a factor too small to move an output is 0", arguments: [0, 0x1p-32.nextDown, 1e-300])
  func tooSmall(factor: Double) {
    #expect(Requantizer(factor: factor).multiplier == 0)
    // The largest accumulator is below 1.25 × 2³⁰.
    #expect(factor * 1.25 * 0x1p30 < 0.5)
  }
}
