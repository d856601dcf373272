import HostRuntime
import PackedFormat
import Rows
import Testing

/// The vector kernels of the host against the runtime, which the golden files hold to the format.
@Suite("The student on the host")
struct HostStudentTests {
  /// Windows of every size, and the neighbours of every point where rounding turns.
  private func inputs(_ packed: PackedStudent, rowCount: Int) -> Matrix<Float> {
    let width = packed.header.windowCount
    var random = SeededGenerator(seed: 7)
    let multiplier = packed.header.inputMultiplier
    let quantum = multiplier > 0 ? 1 / multiplier : 1
    let largest = Double(packed.header.largestFeature) * 1.2
    let special: [Float] = [
      0, -0.0, .infinity, -.infinity, .greatestFiniteMagnitude, -.leastNonzeroMagnitude,
    ]
    let elements = (0..<rowCount * width).map { index in
      if index % 31 == 30 { return special[index / 31 % special.count] }
      let half = Float((largest * (2 * random.uniform() - 1)).rounded()) / 2 * quantum
      switch random.next() % 6 {
      case 0: return half
      case 1: return half.nextUp
      case 2: return half.nextDown
      case 3: return half - quantum / 65_536
      default: return Float(largest * (2 * random.uniform() - 1)) * quantum
      }
    }
    return Matrix(rowCount: rowCount, columnCount: width, elements: elements)
  }

  @Test("gives the runtime's integers for floats", arguments: Golden.names)
  func floats(name: String) throws {
    let packed = try Golden.student(name)
    let runtime = try Runtime(packed.bytes)
    let inputs = inputs(packed, rowCount: 67)
    guard packed.header.acceptsFloats else {
      #expect(throws: PackedFormatError.counts) { _ = try runtime.predict(inputs.elements) }
      return
    }
    let expected = try runtime.predict(inputs.elements)
    let answers = packed.predict(inputs, parallelism: .serial)
    #expect(answers == expected.answers)
    #expect(packed.margins(of: answers) == expected.margins)
    #expect(try QuantizedStudent(packed).predict(inputs, parallelism: .serial) == answers)
    for row in [0, 66] {
      let answer = packed.predict(inputs.gathering(rows: [row]), parallelism: .allCores)
      #expect(answer.labels == [answers.labels[row]])
      #expect(answer.regions == [answers.regions[row]])
    }
  }

  @Test("gives the runtime's integers for counts and for other integers", arguments: Golden.names)
  func integers(name: String) throws {
    let packed = try Golden.student(name)
    let width = packed.header.windowCount
    var random = SeededGenerator(seed: 8)
    let counts = (0..<40 * width).map { _ in Int16(truncatingIfNeeded: random.next()) }
    let integers = (0..<40 * width).map { _ in
      Int32(truncatingIfNeeded: random.next()) >> Int32(random.next() % 31)
    }
    try compare(packed, integers: counts) { try packed.predict(counts: $0) }
    try compare(packed, integers: integers) { try packed.predict(integers: $0) }
  }

  /// Both accept the windows and give the same answers, or both refuse them.
  private func compare<Number: WindowNumber>(
    _ packed: PackedStudent, integers: [Number],
    _ predict: ([Number]) throws -> PackedStudent.Prediction
  ) throws {
    let runtime = try Runtime(packed.bytes)
    do throws(PackedFormatError) {
      let expected = try runtime.predict(integers)
      let answers = try? predict(integers)
      #expect(answers == expected.answers)
      #expect(answers.map(packed.margins) == expected.margins)
    } catch {
      #expect(throws: error) { _ = try predict(integers) }
      #expect(error == .counts)
    }
  }

  @Test("gives the runtime's integers for every form of student that the format has")
  func forms() throws {
    var random = SeededGenerator(seed: 9)
    for form in StudentForm.all {
      let student = try RandomStudent(form, &random)
      let packed = try PackedStudent(student.integers)
      #expect(QuantizedStudent(packed) == student.integers, "\(form)")
      let floats = student.floats(rowCount: 9, &random)
      if packed.header.acceptsFloats {
        let expected = try Runtime(packed.bytes).predict(floats.elements)
        let answers = packed.predict(floats, parallelism: .serial)
        #expect(answers == expected.answers, "\(form)")
        #expect(packed.margins(of: answers) == expected.margins, "\(form)")
        let unpacked = try student.integers.predict(floats, parallelism: .serial)
        #expect(unpacked == answers, "\(form)")
      }
      try compare(packed, integers: student.integers(rowCount: 9, &random) as [Int16]) {
        try packed.predict(counts: $0)
      }
      try compare(packed, integers: student.integers(rowCount: 9, &random) as [Int32]) {
        try packed.predict(integers: $0)
      }
    }
  }

  @Test("gives the same answers in one block and in many")
  func blocks() throws {
    let packed = try Golden.student("rectified-head-n144-k2-q7-c4")
    let inputs = inputs(packed, rowCount: 5_000)
    let expected = try Runtime(packed.bytes).predict(inputs.elements).answers
    for threadCount in [1, 4] {
      let parallelism = Parallelism(threadCount: threadCount)
      #expect(packed.predict(inputs, parallelism: parallelism) == expected)
    }
  }
}
