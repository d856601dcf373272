import SignalFrontEnd
import Testing

@Suite("Stage: difference")
struct DifferenceTests {
  private let numbers = StageNumbers(operation: .difference)

  @Test("Swift and C give what the oracle gives")
  func oracle() throws { try expectOracle("difference") }

  @Test("Swift and C agree on random and hostile windows")
  func agreement() {
    expectAgreement(magnitude: 16_383) { generator in
      (numbers, .random(in: 2...300, using: &generator))
    }
  }

  @Test("differences add up to the last sample less the first")
  func sums() throws {
    var generator = SeededGenerator(state: 6)
    let window = (0..<99).map { _ in Int16.random(in: -9_000...9_000, using: &generator) }
    let effect = try #require(numbers.effect(length: 99, magnitude: 16_383))
    let made = numbers.run(window, effect).made
    #expect(made.reduce(0) { $0 + Int($1) } == Int(window[98]) - Int(window[0]))
  }

  @Test("rails in turn reach the stated magnitude")
  func bound() throws {
    let effect = try #require(numbers.effect(length: 2, magnitude: 16_383))
    #expect(numbers.run([-16_383, 16_383], effect).made == [32_766])
    #expect(effect.magnitude == 32_766)
  }

  @Test("a channel of two samples is the shortest")
  func shortest() {
    expectRefused(numbers, length: 1)
    expectValid(numbers, length: 2)
    expectRefused(numbers, length: 9, magnitude: 16_384)
  }
}
