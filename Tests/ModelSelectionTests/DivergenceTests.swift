import Foundation
import ModelSelection
import Rows
import Testing

@Suite("The divergence from the teacher")
struct DivergenceTests {
  private static func softmax(_ logits: ArraySlice<Double>, _ temperature: Double) -> [Double] {
    let powers = logits.map { exp($0 / temperature) }
    return powers.map { $0 / powers.reduce(0, +) }
  }

  @Test("is Σ p log(p/q) of both softmaxes", arguments: [1.0, 2, 5])
  func definition(temperature: Double) {
    let truth = Matrix<Double>(rows: [[1, -2, 0.5], [4, 4, -7]])
    let teacher = TeacherProbabilities(truth, temperature: temperature)
    for row in 0..<2 {
      var outputs = [0.25, -1, 3]
      let q = Self.softmax(outputs[...], temperature)
      var expected = 0.0
      for (p, q) in zip(Self.softmax(truth[row: row], temperature), q) {
        expected += p * log(p / q)
      }
      let found = teacher.divergence(of: &outputs, row: row)
      #expect(abs(found - expected) < 1e-14 * max(1, expected))
    }
  }

  @Test("is 0 of the teacher's own outputs, and of those that differ by a constant")
  func zero() {
    let truth = Matrix<Double>(rows: [[800, -2, 799]])
    let teacher = TeacherProbabilities(truth, temperature: 2)
    var own = truth.elements
    #expect(teacher.divergence(of: &own, row: 0) == 0)
    var moved = truth.elements.map { $0 - 64 }
    #expect(teacher.divergence(of: &moved, row: 0) == 0)
  }
}
