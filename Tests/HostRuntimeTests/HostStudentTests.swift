import HostRuntime
import PackedFormat
import Rows
import StudentRuntime
import Testing

/// The vector kernels of the host against the runtime, which the golden files hold to the format.
@Suite("The student on the host")
struct HostStudentTests {
  /// The runtime's answers, row after row.
  private func runtime(
    _ packed: PackedStudent, rowCount: Int,
    _ quantize: (OpenStudent, Int, inout MutableSpan<Int8>) throws -> Void
  ) throws -> PackedStudent.Prediction {
    let open = try OpenStudent(packed.bytes.span.bytes)
    let width = packed.header.inputCount
    var prediction = packed.predict(Matrix(rowCount: 0, columnCount: width), parallelism: .allCores)
    var scratch = [Int32](repeating: 0, count: open.scratchCount)
    var quantized = [Int8](repeating: 0, count: width)
    for row in 0..<rowCount {
      var input = quantized.mutableSpan
      try quantize(open, row, &input)
      var memory = scratch.mutableSpan
      let answer = try open.infer(
        quantized.span, bytes: packed.bytes.span.bytes, scratch: &memory)
      prediction.labels.append(answer.label)
      prediction.regions.append(answer.region)
      prediction.logits.append(contentsOf: scratch[open.outputs])
    }
    return prediction
  }

  /// Inputs of every size, and the neighbours of every point where rounding turns.
  private func inputs(_ packed: PackedStudent, rowCount: Int) -> Matrix<Float> {
    let width = packed.header.inputCount
    var random = SeededGenerator(seed: 7)
    let quantum = 1 / packed.header.inputMultiplier
    let special: [Float] = [
      0, -0.0, .infinity, -.infinity, .greatestFiniteMagnitude, -.leastNonzeroMagnitude,
    ]
    let elements = (0..<rowCount * width).map { index in
      if index % 31 == 30 { return special[index / 31 % special.count] }
      let half = Float(Int(random.next() % 520) - 260) / 2 * quantum
      switch random.next() % 6 {
      case 0: return half
      case 1: return half.nextUp
      case 2: return half.nextDown
      case 3: return half - quantum / 65_536
      default: return Float(random.uniform() * 300 - 150) * quantum
      }
    }
    return Matrix(rowCount: rowCount, columnCount: width, elements: elements)
  }

  @Test("gives the runtime's integers for floats", arguments: Golden.names)
  func floats(name: String) throws {
    let packed = try Golden.student(name)
    let inputs = inputs(packed, rowCount: 67)
    let width = inputs.columnCount
    let expected = try runtime(packed, rowCount: inputs.rowCount) { open, row, quantized in
      try open.quantize(
        inputs.elements.span.extracting(row * width..<(row + 1) * width), into: &quantized)
    }
    #expect(packed.predict(inputs, parallelism: .serial) == expected)
    for row in [0, 66] {
      let answer = packed.predict(inputs.gathering(rows: [row]), parallelism: .allCores)
      #expect(answer.labels == [expected.labels[row]])
      #expect(answer.regions == [expected.regions[row]])
    }
  }

  @Test("gives the runtime's integers for counts", arguments: Golden.names)
  func counts(name: String) throws {
    let packed = try Golden.student(name)
    guard packed.header.acceptsCounts else { return }
    let width = packed.header.inputCount
    var random = SeededGenerator(seed: 8)
    let counts = (0..<40 * width).map { _ in Int16(truncatingIfNeeded: random.next()) }
    let expected = try runtime(packed, rowCount: 40) { open, row, quantized in
      try open.quantize(
        counts: counts.span.extracting(row * width..<(row + 1) * width), into: &quantized)
    }
    #expect(try packed.predict(counts: counts) == expected)
  }

  @Test("gives the same answers in one block and in many")
  func blocks() throws {
    let packed = try Golden.student("rectified-head-n144-k2-q7-c4")
    let inputs = inputs(packed, rowCount: 5_000)
    let width = inputs.columnCount
    let expected = try runtime(packed, rowCount: 5_000) { open, row, quantized in
      try open.quantize(
        inputs.elements.span.extracting(row * width..<(row + 1) * width), into: &quantized)
    }
    for threadCount in [1, 4] {
      let parallelism = Parallelism(threadCount: threadCount)
      #expect(packed.predict(inputs, parallelism: parallelism) == expected)
    }
  }
}
