import SignalFrontEnd
import Testing

@Suite("Stage: standardize")
struct StandardScoresTests {
  private let numbers = StageNumbers(operation: .standardize, operands: [1])

  @Test("Swift and C give what the oracle gives")
  func oracle() throws { try expectOracle("standardize") }

  @Test("Swift and C agree on random and hostile windows")
  func agreement() {
    expectAgreement(magnitude: 32_768) { generator in
      let operand = UInt16.random(in: 0...1, using: &generator)
      return (
        StageNumbers(operation: .standardize, operands: [operand]),
        .random(in: 1...700, using: &generator)
      )
    }
  }

  @Test("a score is within a step of the real one, with 256 for one deviation")
  func accuracy() throws {
    var generator = SeededGenerator(state: 3)
    for length in [2, 17, 140, 1_250] {
      let window = (0..<length).map { _ in Int16.random(in: -9_000...9_000, using: &generator) }
      let values = window.map(Double.init)
      let mean = values.reduce(0, +) / Double(length)
      let deviation =
        (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(length)).squareRoot()
      let effect = try #require(numbers.effect(length: length, magnitude: 32_768))
      for (score, value) in zip(numbers.run(window, effect).made, values) {
        let expected = (value - mean) / deviation * 256
        // The mean is rounded to a count, the factor to 2⁻¹³, and the score.
        #expect(
          abs(Double(score) - expected)
            <= 0.5 + 128 / deviation + abs(expected) / 8_192 + 0.01)
      }
    }
  }

  @Test("a single impulse reaches the limit, and no score is beyond it")
  func limits() throws {
    for length in [100, 16_384] {
      var window = [Int16](repeating: -3, count: length)
      window[length / 2] = -2
      let effect = try #require(numbers.effect(length: length, magnitude: 32_768))
      let scores = numbers.run(window, effect).made
      #expect(scores[length / 2] == 2_047)
      #expect(scores.allSatisfy { abs(Int($0)) <= 2_047 })
    }
  }

  @Test("rails reach the bound of the features")
  func bound() throws {
    try expectBoundReached(
      numbers, by: Array(repeating: .min, count: 16_384), magnitude: 32_768)
  }

  @Test("a channel of one sample is the shortest; the choice is 0 or 1")
  func shortest() {
    expectRefused(numbers, length: 0)
    expectValid(numbers, length: 1)
    expectRefused(StageNumbers(operation: .standardize, operands: [2]), length: 9)
    expectRefused(StageNumbers(operation: .standardize, operands: [0, 1]), length: 9)
  }
}
