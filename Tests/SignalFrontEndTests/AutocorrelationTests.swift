import SignalFrontEnd
import Testing

@Suite("Stage: autocorrelation")
struct AutocorrelationTests {
  private func numbers(_ lags: [Int16]) -> StageNumbers {
    StageNumbers(operation: .autocorrelation, constants: lags)
  }

  @Test("Swift and C give what the oracle gives")
  func oracle() throws { try expectOracle("autocorrelation") }

  @Test("Swift and C agree on random and hostile windows, also beyond energies of 32 bits")
  func agreement() {
    for magnitude in [3, 2_047, 32_768] as [Int32] {
      expectAgreement(magnitude: magnitude) { generator in
        let lags = Set((0..<4).map { _ in Int16.random(in: 1...40, using: &generator) })
        return (numbers(lags.sorted()), .random(in: 30...400, using: &generator))
      }
    }
  }

  @Test("a period gives 256 less what the end leaves out, and half of it the opposite")
  func periods() throws {
    let window = (0..<1_000).map { Int16($0 / 10 % 2 == 0 ? 300 : -300) }
    let stage = numbers([10, 20])
    let effect = try #require(stage.effect(length: 1_000, magnitude: 300))
    #expect(stage.run(window, effect).features == [logarithm(90_000_000), -253, 250])
  }

  @Test("a constant reaches the bound of a lag, rails that of the energy")
  func bound() throws {
    try expectBoundReached(
      numbers([1]), by: Array(repeating: 1, count: 16_384), magnitude: 1)
    try expectBoundReached(
      numbers([1]), by: Array(repeating: .min, count: 16_384), magnitude: 32_768)
  }

  @Test("silence has no energy and no correlation")
  func silence() throws {
    let stage = numbers([1, 7])
    let effect = try #require(stage.effect(length: 9, magnitude: 9))
    #expect(stage.run(Array(repeating: 0, count: 9), effect).features == [0, 0, 0])
  }

  @Test("a channel needs one product at the longest lag; lags ascend from 1")
  func shortest() {
    expectRefused(numbers([1, 9]), length: 9)
    expectValid(numbers([1, 9]), length: 10)
    for lags in [[], [0], [-1], [3, 3], [4, 3], [16_384]] as [[Int16]] {
      expectRefused(numbers(lags), length: 16_384)
    }
  }
}
