import SignalFrontEnd
import Testing

@Suite("Stage: moments")
struct MomentsTests {
  private let numbers = StageNumbers(operation: .moments)

  @Test("Swift and C give what the oracle gives")
  func oracle() throws { try expectOracle("moments") }

  @Test("Swift and C agree on random and hostile windows")
  func agreement() {
    expectAgreement(magnitude: 32_768) { generator in
      (numbers, .random(in: 1...500, using: &generator))
    }
  }

  @Test("the mean of a constant is the constant, and its amplitude 0")
  func constants() throws {
    for level in [Int16.min, -1, 0, 1, 12_345, .max] {
      let window = [Int16](repeating: level, count: 77)
      let effect = try #require(numbers.effect(length: 77, magnitude: 32_768))
      #expect(numbers.run(window, effect).features == [Int32(level), 0])
    }
  }

  @Test("rails reach both bounds, of the mean and of the amplitude")
  func bound() throws {
    try expectBoundReached(
      numbers, by: Array(repeating: .min, count: 16_384), magnitude: 32_768)
    try expectBoundReached(
      numbers, by: (0..<16_384).map { $0 % 2 == 0 ? 2 : -2 }, magnitude: 2)
  }

  @Test("a channel of one sample is the shortest")
  func shortest() {
    expectRefused(numbers, length: 0)
    expectValid(numbers, length: 1)
  }
}
