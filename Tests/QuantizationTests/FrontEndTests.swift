import HostRuntime
import PackedFormat
import Quantization
import Rows
import Student
import TestSupport
import Testing

@Suite("Front-ends")
struct FrontEndTests {
  /// 10 inputs standardised as a window, 2 that are not.
  private static let windowLength = 10
  private static let student = RandomStudent(.folded, k: 3, features: 12)

  private static func standardized(_ inputs: Matrix<Float>) -> Matrix<Float> {
    var result = inputs
    for row in 0..<inputs.rowCount {
      let window = inputs[row: row].prefix(windowLength)
      let mean = window.reduce(0, +) / Float(windowLength)
      let squares = window.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let deviation = (squares / Float(windowLength)).squareRoot()
      for column in 0..<windowLength {
        result[row, column] = (inputs[row, column] - mean) / deviation
      }
    }
    return result
  }

  private static func quantized(_ frontEnd: FrontEnd) throws -> PackedStudent {
    try PackedStudent(
      Quantizer(calibration: .minMax, frontEnd: frontEnd)
        .quantize(
          student.model, calibratingOn: standardized(student.inputs), parallelism: .allCores
        ).student)
  }

  @Test("Raw counts of any gain and offset give the logits of the standardised window")
  func rawCounts() throws {
    let inputs = Self.standardized(Self.student.inputs)
    let plain = try Self.quantized(FrontEnd()).predict(inputs, parallelism: .allCores)
    let device = try Self.quantized(
      FrontEnd(
        standardizedCount: Self.windowLength,
        converter: FrontEnd.Converter(countsPerUnit: 500, zero: 7)))
    for (gain, offset) in [(800.0, 0.0), (2_500, -3_000), (3_000, 12_000)] {
      var counts: [Int16] = []
      for row in 0..<inputs.rowCount {
        for column in 0..<inputs.columnCount {
          let value = Double(inputs[row, column])
          let count = column < Self.windowLength ? value * gain + offset : value * 500 + 7
          counts.append(Int16(count.rounded()))
        }
      }
      let answer = try device.predict(counts: counts)
      let same = zip(answer.labels, plain.labels).count { $0 == $1 }
      #expect(Double(same) >= 0.98 * Double(inputs.rowCount), "gain \(gain), offset \(offset)")
    }
  }

  @Test("Float inputs of a standardising student give the same answers up to a quantum of input")
  func floatInputs() throws {
    let inputs = Self.standardized(Self.student.inputs)
    let plain = try Self.quantized(FrontEnd()).predict(inputs, parallelism: .allCores)
    let device = try Self.quantized(FrontEnd(standardizedCount: Self.windowLength)).predict(
      inputs, parallelism: .allCores)
    let same = zip(device.labels, plain.labels).count { $0 == $1 }
    #expect(Double(same) >= 0.98 * Double(inputs.rowCount))
  }

  @Test("Windows that are not standardised in the dump are refused by row")
  func notStandardized() throws {
    #expect {
      try Quantizer(frontEnd: FrontEnd(standardizedCount: Self.windowLength))
        .quantize(Self.student.model, calibratingOn: Self.student.inputs, parallelism: .allCores)
    } throws: { error in
      guard case .notStandardized(let row, _, _) = error as? QuantizationError else { return false }
      return row == 0 && "\(error)".contains("--standardize")
    }
  }

  @Test("A window longer than the input is refused")
  func windowTooLong() throws {
    #expect(throws: QuantizationError.windowTooLong(count: 13, featureCount: 12)) {
      try Quantizer(frontEnd: FrontEnd(standardizedCount: 13))
        .quantize(Self.student.model, calibratingOn: Self.student.inputs, parallelism: .allCores)
    }
  }

  @Test("A dump standardised by the sample deviation keeps its factor in the gain")
  func sampleDeviation() throws {
    let factor = Float(0.99)
    var inputs = Self.standardized(Self.student.inputs)
    for index in inputs.elements.indices { inputs.elements[index] *= factor }
    let student = try Quantizer(
      calibration: .minMax, frontEnd: FrontEnd(standardizedCount: Self.windowLength)
    ).quantize(Self.student.model, calibratingOn: inputs, parallelism: .allCores).student
    let quanta = Double(student.header.inputMultiplier)
    #expect(abs(Double(student.header.windowGain) / 65_536 / quanta - 0.99) < 1e-4)
  }

  @Test("A student without a converter does not accept counts")
  func countsRefused() throws {
    let student = try Self.quantized(FrontEnd())
    #expect(throws: PackedFormatError.counts) {
      try student.predict(counts: Array(repeating: 0, count: 12))
    }
  }

  @Test("Converters whose counts are far coarser or finer than the inputs are refused by limits")
  func converterOutOfRange() throws {
    let quanta = try Self.quantized(FrontEnd()).header.inputMultiplier
    let (above, most) = (quanta / 64, quanta * 0x1p24)
    for found in [1e-6, Double(above), Double(most).nextUp, 1e15] {
      let error = QuantizationError.countsPerUnitOutOfRange(found: found, above: above, most: most)
      #expect(throws: error) {
        try Self.quantized(FrontEnd(converter: FrontEnd.Converter(countsPerUnit: found)))
      }
      #expect("\(error)".contains("Change --counts-per-unit") && "\(error)".contains("\(above)"))
    }
    for good in [Double(above).nextUp, Double(most)] {
      let student = try Self.quantized(
        FrontEnd(converter: FrontEnd.Converter(countsPerUnit: good)))
      #expect(student.header.acceptsCounts)
    }
  }

  @Test("A converter for other inputs than those of the window is refused where there are none")
  func nothingToConvert() throws {
    let frontEnd = FrontEnd(
      standardizedCount: 12, converter: FrontEnd.Converter(countsPerUnit: 500))
    #expect(throws: QuantizationError.nothingToConvert(featureCount: 12)) {
      try frontEnd.check(featureCount: 12)
    }
    #expect(throws: Never.self) { try frontEnd.check(featureCount: 13) }
  }
}
