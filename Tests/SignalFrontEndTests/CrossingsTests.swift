import SignalFrontEnd
import Testing

@Suite("Stage: crossings")
struct CrossingsTests {
  private func numbers(_ levels: Int16...) -> StageNumbers {
    StageNumbers(operation: .crossings, constants: levels)
  }

  @Test("Swift and C give what the oracle gives")
  func oracle() throws { try expectOracle("crossings") }

  @Test("Swift and C agree on random and hostile windows")
  func agreement() {
    expectAgreement(magnitude: 32_768) { generator in
      let levels = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
        Int16.random(in: .min ... .max, using: &generator)
      }
      return (
        StageNumbers(operation: .crossings, constants: levels),
        .random(in: 2...500, using: &generator)
      )
    }
  }

  @Test("a constant passes no level, and no sample is above the largest")
  func constants() throws {
    let five = numbers(.min, -1, 0, 1, .max)
    let effect = try #require(five.effect(length: 9, magnitude: 32_768))
    let level = [Int16](repeating: 0, count: 9)
    #expect(five.run(level, effect).features == [0, 0, 0, 0, 0])
    #expect(five.run([0, .max, 0, .max, 0, 0, 0, 0, 0], effect).features == [0, 0, 4, 4, 0])
  }

  @Test("rails in turn reach the bound")
  func bound() throws {
    try expectBoundReached(
      numbers(0), by: (0..<999).map { $0 % 2 == 0 ? 1 : -1 }, magnitude: 1)
  }

  @Test("a channel of two samples is the shortest; a level is needed")
  func shortest() {
    expectRefused(numbers(0), length: 1)
    expectValid(numbers(0), length: 2)
    expectRefused(StageNumbers(operation: .crossings), length: 9)
    expectRefused(
      StageNumbers(operation: .crossings, operands: [1], constants: [0]), length: 9)
  }
}
