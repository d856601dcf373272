import SignalFrontEnd
import Testing

@Suite("Stage: centre")
struct CentreTests {
  private let numbers = StageNumbers(operation: .centre)

  @Test("Swift and C give what the oracle gives")
  func oracle() throws { try expectOracle("centre") }

  @Test("Swift and C agree on random and hostile windows")
  func agreement() {
    expectAgreement(magnitude: 16_383) { generator in
      (numbers, .random(in: 1...500, using: &generator))
    }
  }

  @Test("the sum that is left is below the length, and not negative")
  func sums() throws {
    var generator = SeededGenerator(state: 5)
    for length in [1, 2, 99, 1_250] {
      let window = (0..<length).map { _ in Int16.random(in: -9_000...9_000, using: &generator) }
      let effect = try #require(numbers.effect(length: length, magnitude: 16_383))
      let sum = numbers.run(window, effect).made.reduce(0) { $0 + Int($1) }
      #expect((0..<length).contains(sum))
    }
  }

  @Test("one sample against all others reaches the stated magnitude")
  func bound() throws {
    var window = [Int16](repeating: -16_383, count: 1_000)
    window[7] = 16_383
    let effect = try #require(numbers.effect(length: 1_000, magnitude: 16_383))
    let largest = numbers.run(window, effect).made.map { Int32($0).magnitude }.max() ?? 0
    #expect(2 * largest >= effect.magnitude.magnitude)
  }

  @Test("a node of no samples is refused, and one whose differences could leave int16")
  func shortest() {
    expectRefused(numbers, length: 0)
    expectValid(numbers, length: 1)
    expectValid(numbers, length: 9, magnitude: 16_383)
    expectRefused(numbers, length: 9, magnitude: 16_384)
  }
}
