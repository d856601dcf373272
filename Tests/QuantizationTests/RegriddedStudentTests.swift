import HostRuntime
import PackedFormat
import Quantization
import Rows
import Student
import TestSupport
import Testing

@Suite("Packed students on inputs of another grid")
struct RegriddedStudentTests {
  private func packed(
    _ random: RandomStudent
  ) throws -> PackedStudent {
    try PackedStudent(
      Quantizer(calibration: .minMax).quantize(
        random.model, calibratingOn: random.inputs, parallelism: .allCores
      ).student)
  }

  private func check(_ random: RandomStudent) throws {
    let student = try packed(random)
    let step = 1 / Double(student.header.inputMultiplier)
    // Near the grid, where all rounding is the same, and beyond it, where inputs saturate.
    var generator = SeededGenerator(seed: 8)
    let inputs = Matrix(
      rowCount: 300, columnCount: student.header.inputCount,
      elements: (0..<300 * student.header.inputCount).map { _ in
        Float(
          step * ((generator.uniform() * 280 - 140).rounded() + generator.uniform() * 0.8 - 0.4))
      })
    let expected = student.predict(inputs, parallelism: .allCores).logits.map {
      Double($0) * student.outputScale
    }
    let outputs = RegriddedStudent(student, step: step, largest: 127).predict(inputs)
    let isClose = areClose(outputs.elements, expected, 1e-6)
    #expect(isClose)
  }

  @Test("say on their own grid what they say packed", arguments: [1, 2, 4])
  func ownGrid(k: Int) throws {
    try check(RandomStudent(.folded, k: k))
    for form in ProjectedForm.allCases { try check(form.student(.folded, k: k)) }
  }

  @Test("lie nearer to the float student on int16 than on int8", arguments: [1, 3])
  func finer(k: Int) throws {
    let random = RandomStudent(.folded, k: k)
    let student = try packed(random)
    let largest = random.inputs.elements.reduce(0) { max($0, $1.magnitude) }
    let truth = random.model.predict(random.inputs).outputs.elements
    let errors = [(127, 127.0), (32_767, 32_767.0)].map { largestQuantum, count in
      let outputs = RegriddedStudent(
        student, step: Double(largest) / count, largest: largestQuantum
      ).predict(random.inputs).elements
      // Rows near a boundary may change their region, so the median counts.
      return zip(outputs, truth).map { abs($0 - $1) }.sorted()[truth.count / 2]
    }
    #expect(errors[1] < errors[0])
  }
}
