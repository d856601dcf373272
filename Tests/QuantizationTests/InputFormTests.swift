import Clustering
import HostRuntime
import PackedFormat
import Quantization
import Regression
import Rows
import Student
import TestSupport
import Testing

/// Units and centres of a table of sensors: a pressure, a small current, seconds of a day, and more.
struct SensorUnits {
  let scales: [Double]
  let centres: [Double]

  init(_ count: Int) {
    let units = [(300.0, 101_325.0), (0.002, 0.01), (25_000, 1.7e9), (1, 0), (40, -273), (1e-6, 0)]
    scales = (0..<count).map { units[$0 % units.count].0 }
    centres = (0..<count).map { units[$0 % units.count].1 }
  }
}

@Suite("Forms of inputs")
struct InputFormTests {
  static let forms = InputChoice.auto.forms

  private func quantized(
    _ random: RandomStudent, _ form: InputForm, calibration: Calibration = .minMax
  ) throws -> (student: QuantizedStudent, report: CalibrationReport) {
    let result = try Quantizer(calibration: calibration).quantize(
      random.model, as: form, calibratingOn: random.inputs, parallelism: .allCores)
    return (result.student, result.calibration)
  }

  /// Root mean square of integers − float, over that of the float outputs about their mean.
  private func relativeError(_ random: RandomStudent, _ form: InputForm) throws -> Double {
    let outputs = random.model.predict(random.inputs).outputs
    let mean = outputs.columnSums.map { $0 / Double(outputs.rowCount) }
    let power = outputs.elements.enumerated().reduce(0) { sum, value in
      let difference = value.element - mean[value.offset % outputs.columnCount]
      return sum + difference * difference
    }
    return try quantized(random, form).report.outputError
      / (power / Double(outputs.elements.count)).squareRoot()
  }

  @Test("are tried from the cheapest on, and say what a packed student has")
  func order() throws {
    #expect(Self.forms.map(\.bits) == [8, 8, 16, 16])
    #expect(Self.forms.map(\.hasScales) == [false, true, false, true])
    #expect(InputChoice.int8.forms + InputChoice.int16.forms == Self.forms)
    #expect(Self.forms[0] == .plain)
    let random = RandomStudent(.folded, k: 3)
    for form in Self.forms {
      let student = try quantized(random, form).student
      let packed = try PackedStudent(student)
      #expect(InputForm(of: packed) == form)
      #expect(packed.header.version == (form == .plain ? 1 : 2))
      #expect(packed.header.featureBits == packed.header.componentBits)
      #expect(QuantizedStudent(packed) == student)
    }
  }

  @Test(
    "with scales, inputs of any units lose about what alike ones lose",
    arguments: HeadKind.allCases, [nil, 3])
  func units(kind: HeadKind, projected: Int?) throws {
    let alike = RandomStudent(kind, k: 3, features: 13, projected: projected, shared: true)
    let units = SensorUnits(13)
    let random = alike.inUnits(units.scales, centres: units.centres)
    let expected = try relativeError(alike, .plain)
    #expect(try relativeError(random, .plain) > 10 * expected)
    #expect(try relativeError(random, InputForm(bits: 8, hasScales: true)) < 1.5 * expected)
    #expect(try relativeError(random, InputForm(bits: 16, hasScales: true)) < expected)
  }

  @Test("16 bits lie nearer than 8", arguments: [1, 3])
  func finer(k: Int) throws {
    for form in ProjectedForm.allCases {
      let random = form.student(.folded, k: k)
      for hasScales in [false, true] {
        let errors = try [8, 16].map {
          try relativeError(random, InputForm(bits: $0, hasScales: hasScales))
        }
        #expect(errors[1] < errors[0])
      }
    }
  }

  @Test("a percentile is the shortest range of each input, whichever side a value lies on")
  func shortest() throws {
    var random = RandomStudent(.folded, k: 1, features: 3)
    random = random.inUnits([1, 1, 1], centres: [0, 50, -7])
    var inputs = random.inputs
    inputs[5, 0] = 1e6
    inputs[9, 1] = -1e6
    let student = try Quantizer(calibration: .percentile(99.5)).quantize(
      random.model, as: InputForm(bits: 8, hasScales: true), calibratingOn: inputs,
      parallelism: .allCores
    ).student
    let floats = try #require(student.scales?.floats)
    for column in 0..<3 {
      // 400 rows, of which 398 are held.
      let sorted = (0..<400).map { Double(inputs[$0, column]) }.sorted()
      let widths = (0...2).map { sorted[$0 + 397] - sorted[$0] }
      let narrowest = try #require(widths.min())
      // Steps may be coarser, where an input counts less than others.
      let ratio = 254 / Double(floats[column].multiplier) / narrowest
      #expect(ratio > 0.9999 && ratio < 4)
    }
    #expect(abs(floats[1].centre - 50) < 3 && abs(floats[2].centre + 7) < 3)
  }

  @Test("an input of one value costs nothing, whether the student sees it or not")
  func constant() throws {
    var random = RandomStudent(.folded, k: 1, features: 4)
    for row in 0..<random.inputs.rowCount { random.inputs[row, 2] = 1_013.25 }
    for form in Self.forms where form.hasScales {
      let seen = try quantized(random, form)
      let scale = try #require(seen.student.scales?.floats?[2])
      #expect(scale.centre == 1_013.25 && scale.multiplier > 0)
      #expect(seen.report.outputError < 0.05)
      var map = random.model.maps[0]
      for row in 0..<map.outputCount { map.weights[row, 2] = 0 }
      let blind = PiecewiseLinearModel(
        partition: random.model.partition, maps: [map], head: .folded)
      let student = try Quantizer().quantize(
        blind, as: form, calibratingOn: random.inputs, parallelism: .allCores
      ).student
      #expect(student.scales?.floats?[2] == .zero)
    }
  }

  @Test("counts and integers give the quanta of floats", arguments: [8, 16])
  func integers(bits: Int) throws {
    var random = RandomStudent(.folded, k: 2, features: 6)
      .inUnits([300, 200, 25_000, 900, 0.3, 1_000], centres: [1_013, 10, 1.7e9, 0, 0.5, 0])
    // Whole numbers, so that a count is one of them.
    for index in random.inputs.elements.indices { random.inputs.elements[index].round() }
    let frontEnd = FrontEnd(converter: FrontEnd.Converter(countsPerUnit: 1, zero: 0))
    let student = try PackedStudent(
      Quantizer(frontEnd: frontEnd).quantize(
        random.model, as: InputForm(bits: bits, hasScales: true), calibratingOn: random.inputs,
        parallelism: .allCores
      ).student)
    #expect(student.header.acceptsIntegers && student.header.acceptsFloats)
    let floats = student.predict(random.inputs, parallelism: .serial)
    let integers = try student.predict(integers: random.inputs.elements.map { Int32($0) })
    // A tie of two quanta may turn with the rounding of binary32.
    let changed = zip(floats.logits, integers.logits).count { $0 != $1 }
    #expect(changed * 100 <= floats.logits.count)
    #expect(floats.labels == integers.labels)
  }

  @Test("a count that all values of an input lie within is refused")
  func coarseCounts() throws {
    let random = RandomStudent(.folded, k: 2, features: 3).inUnits(
      [300, 0.02, 50], centres: [0, 0.1, 5])
    let frontEnd = FrontEnd(converter: FrontEnd.Converter(countsPerUnit: 1, zero: 0))
    #expect {
      try Quantizer(frontEnd: frontEnd).quantize(
        random.model, as: InputForm(bits: 8, hasScales: true), calibratingOn: random.inputs,
        parallelism: .serial)
    } throws: { error in
      if case QuantizationError.countsPerUnitOutOfRange(found: 1, _, _) = error { return true }
      return false
    }
  }

  @Test("inputs that are left out take no part")
  func kept() throws {
    let random = RandomStudent(.folded, k: 3, features: 9)
    var generator = SeededGenerator(seed: 4)
    let kept = [0, 2, 3, 5, 8, 9, 11, 12, 14]
    var windows = generator.matrix(random.inputs.rowCount, 15).converted(to: Float.self)
    for row in 0..<windows.rowCount {
      for (input, feature) in kept.enumerated() {
        windows[row, feature] = random.inputs[row, input]
      }
    }
    for form in Self.forms {
      let student = try PackedStudent(
        Quantizer().quantize(
          random.model, as: form, keeping: kept, calibratingOn: windows, parallelism: .allCores
        ).student)
      #expect(student.keptInputs == kept && student.header.windowCount == 15)
      let alone = try Quantizer().quantize(
        random.model, as: form, calibratingOn: random.inputs, parallelism: .allCores
      ).student
      let expected = try alone.predict(random.inputs, parallelism: .serial)
      #expect(student.predict(windows, parallelism: .serial) == expected)
    }
  }

  @Test("rows of many wide inputs keep their sums in an int32", arguments: [600, 1_500])
  func wideRows(features: Int) throws {
    let even = AffineMap(
      weights: Matrix(rowCount: 2, columnCount: features, repeating: 0.5), offsets: [3e4, -1e5])
    var generator = SeededGenerator(seed: 3)
    let inputs = generator.matrix(50, features).converted(to: Float.self)
    let model = PiecewiseLinearModel(
      partition: Partition(
        centroids: Matrix(rowCount: 1, columnCount: features)), maps: [even], head: .folded)
    for hasScales in [false, true] {
      let student = try Quantizer(calibration: .minMax).quantize(
        model, as: InputForm(bits: 16, hasScales: hasScales), calibratingOn: inputs,
        parallelism: .allCores
      ).student
      let map = student.regionMaps[0]
      for row in 0..<2 {
        let weights = map.weights[row * features..<(row + 1) * features]
        let sum = weights.reduce(abs(Int(map.biases[row]))) { $0 + 32_768 * abs(Int($1)) }
        #expect(sum <= 1 << 31 - 2 && sum > 1 << 30)
      }
      #expect(throws: Never.self) { try PackedStudent(student) }
    }
  }

  @Test("centroids beyond binary32 are typed errors", arguments: [1e39, .infinity, .nan])
  func notFinite(value: Double) {
    let random = RandomStudent(.folded, k: 2)
    var centroids = random.model.partition.centroids
    centroids[1, 3] = value
    let model = PiecewiseLinearModel(
      partition: Partition(centroids: centroids), maps: random.model.maps, head: .folded)
    for form in Self.forms {
      #expect(throws: QuantizationError.self) {
        _ = try Quantizer().quantize(
          model, as: form, calibratingOn: random.inputs, parallelism: .allCores)
      }
    }
  }
}
