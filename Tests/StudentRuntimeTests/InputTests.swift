import PackedFormat
import StudentRuntime
import Testing

@Suite("Input quantisation")
struct InputQuantizationTests {
  private func student(
    inputs: Int, multiplier: Float = 1, window: WindowQuantization? = nil,
    counts: CountQuantization? = nil
  ) throws -> [UInt8] {
    var generator = SeededGenerator(state: 7)
    let header = try PackedHeader(
      shape: PackedShape(inputCount: inputs, regionCount: 1, outputCount: 1), hasLogits: false,
      inputMultiplier: multiplier, outputScale: 1, window: window, counts: counts)
    return try RandomStudent.bytes(header, extreme: false, &generator)
  }

  @Test("of floats rounds to the nearest quantum and saturates")
  func floats() throws {
    let values: [Float] = [
      0, -0.0, 0.499, 0.5, 0.501, -0.499, -0.5, -0.501, 1.5, -1.5, 126.4, 126.6, 127, 128, -127,
      -127.4, -128, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
      -.leastNonzeroMagnitude, 1e-30,
    ]
    let expected: [Int16] = [
      0, 0, 0, 1, 1, 0, 0, -1, 2, -1, 126, 127, 127, 127, -127, -127, -127, 127, -127, 127, 0, 0,
      0,
    ]
    let bytes = try student(inputs: values.count)
    #expect(try SwiftRunner.run(bytes, .floats(values)).quantized == expected)
  }

  @Test("of floats is the formula of the format for random bit patterns")
  func randomFloats() throws {
    var generator = SeededGenerator(state: 8)
    let multiplier: Float = 37.25
    let bytes = try student(inputs: 1_000, multiplier: multiplier)
    for _ in 0..<100 {
      let values = (0..<1_000).map { index in
        let pattern = Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &generator))
        let near = Float.random(in: -4...4, using: &generator)
        return index % 2 == 0 || pattern.isNaN ? near : pattern
      }
      let expected = values.map { value -> Int16 in
        let product = value * (multiplier * 65_536)
        if product >= 8_323_072 { return 127 }
        if product <= -8_323_072 { return -127 }
        return Int16((Int(product) + 32_768) >> 16)
      }
      #expect(try SwiftRunner.run(bytes, .floats(values)).quantized == expected)
    }
  }

  @Test("of a window is within one quantum of the real z-score")
  func windows() throws {
    var generator = SeededGenerator(state: 9)
    for _ in 0..<200 {
      let count = Int.random(in: 2...140, using: &generator)
      let quanta = Double.random(in: 5...60, using: &generator)
      let window = WindowQuantization(
        standardizedCount: count, countsPerUnit: 1, gain: UInt32(quanta * 65_536))
      let bytes = try student(inputs: count, window: window)
      let spread = Int16(1) << Int16.random(in: 1...14, using: &generator)
      let centre = Int16.random(in: -16_000...16_000, using: &generator)
      let counts = (0..<count).map { _ in
        centre + Int16.random(in: -spread...spread, using: &generator)
      }
      let mean = counts.reduce(0.0) { $0 + Double($1) } / Double(count)
      let squares = counts.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
      let deviation = (squares / Double(count)).squareRoot()
      let found = try SwiftRunner.run(bytes, .counts(counts)).quantized
      for (value, quantum) in zip(counts, found) {
        let real = deviation == 0 ? 0 : (Double(value) - mean) / deviation * quanta
        #expect(abs(Double(quantum) - min(max(real, -127), 127)) <= 1)
      }
    }
  }

  @Test("of a window of floats is that of the counts they stand for")
  func windowOfFloats() throws {
    let window = WindowQuantization(standardizedCount: 5, countsPerUnit: 200, gain: 40 << 16)
    let bytes = try student(inputs: 5, window: window)
    let counts: [Int16] = [-100, 0, 31, 400, 32_767]
    let floats = counts.map { Float($0) / 200 }
    let expected = try SwiftRunner.run(bytes, .counts(counts)).quantized
    #expect(try SwiftRunner.run(bytes, .floats(floats)).quantized == expected)
  }

  @Test("of a constant window is zero")
  func constantWindow() throws {
    let window = WindowQuantization(standardizedCount: 4, countsPerUnit: 1, gain: 1 << 30)
    let bytes = try student(inputs: 4, window: window)
    for count in [Int16.min, -1, 0, .max] {
      let counts = [Int16](repeating: count, count: 4)
      #expect(try SwiftRunner.run(bytes, .counts(counts)).quantized == [0, 0, 0, 0])
    }
  }

  @Test("of the widest window with the largest gain does not overflow")
  func widestWindow() throws {
    let window = WindowQuantization(standardizedCount: 16_384, countsPerUnit: 1, gain: 1 << 30)
    let bytes = try student(inputs: 16_384, window: window)
    let counts = (0..<16_384).map { $0 % 2 == 0 ? Int16.min : .max }
    let expected = counts.map { $0 < 0 ? Int16(-127) : 127 }
    #expect(try SwiftRunner.run(bytes, .counts(counts)).quantized == expected)
  }

  @Test("of counts is the requantised difference to the zero count")
  func counts() throws {
    let quantization = CountQuantization(multiplier: 3 << 29, shift: 47, zero: -200)
    let values: [Int16] = [.min, -1_000, -300, -201, -200, -199, 0, 150, 1_000, .max]
    let bytes = try student(inputs: values.count, counts: quantization)
    let expected = values.map { value -> Int16 in
      let exact = Oracle.requantize((Int(value) + 200) * 256, 3 << 29, 47)
      return Int16(min(max(exact, -127), 127))
    }
    #expect(try SwiftRunner.run(bytes, .counts(values)).quantized == expected)
  }
}
