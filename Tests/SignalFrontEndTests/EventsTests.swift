import SignalFrontEnd
import Testing

@Suite("Stage: events")
struct EventsTests {
  private func numbers(_ threshold: UInt16, _ refractory: UInt16) -> StageNumbers {
    StageNumbers(operation: .events, operands: [threshold, refractory])
  }

  private func features(
    _ numbers: StageNumbers, _ window: [Int16]
  ) throws -> [Int32] {
    let effect = try #require(numbers.effect(length: window.count, magnitude: 32_768))
    return numbers.run(window, effect).features
  }

  @Test("Swift and C give what the oracle gives")
  func oracle() throws { try expectOracle("events") }

  @Test("Swift and C agree on random and hostile windows")
  func agreement() {
    expectAgreement(magnitude: 32_768) { generator in
      let threshold = UInt16.random(in: 0...32_767, using: &generator)
      return (
        numbers(threshold, .random(in: 0...60, using: &generator)),
        .random(in: 1...900, using: &generator)
      )
    }
  }

  @Test("regular peaks give their number and their interval")
  func peaks() throws {
    var window = [Int16](repeating: 0, count: 1_000)
    for place in stride(from: 30, to: 1_000, by: 100) { window[place] = -900 }
    #expect(
      try features(numbers(800, 20), window)
        == [10, 100, 100, 100, 100, 100, 0, logarithm(100), logarithm(100), 10])
  }

  @Test("a sample within the refractory time is above, but no event")
  func refractory() throws {
    let window: [Int16] = [9, 9, 0, 0, 0, 9, 0, 0, 9]
    let three = try features(numbers(5, 4), window)
    #expect(three[0] == 2)
    #expect(three[9] == 4)
    #expect(try features(numbers(5, 0), window)[0] == 4)
  }

  @Test("without an interval the length stands for each")
  func silence() throws {
    let window = [Int16](repeating: 0, count: 77)
    let log = logarithm(77)
    #expect(try features(numbers(0, 0), window) == [0, 77, 77, 77, 77, 77, 0, log, log, 0])
  }

  @Test("silence reaches the bound of a long channel, differences that of a short one")
  func bound() throws {
    try expectBoundReached(
      numbers(0, 0), by: Array(repeating: 0, count: 16_384), magnitude: 32_768)
    try expectBoundReached(numbers(0, 0), by: [1, 1, 0, 0, 0, 0, 0, 1, 1], magnitude: 1)
  }

  @Test("a channel of one sample is the shortest; the numbers have ends")
  func shortest() {
    expectRefused(numbers(1, 1), length: 0)
    expectValid(numbers(32_767, 16_384), length: 1)
    expectRefused(numbers(32_768, 1), length: 9)
    expectRefused(numbers(1, 16_385), length: 9)
  }
}
