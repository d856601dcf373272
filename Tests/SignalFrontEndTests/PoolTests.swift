import SignalFrontEnd
import Testing

@Suite("Stage: pool")
struct PoolTests {
  private func numbers(_ width: UInt16, _ shift: UInt16, _ isRectified: UInt16) -> StageNumbers {
    StageNumbers(operation: .pool, operands: [width, shift, isRectified])
  }

  @Test("Swift and C give what the oracle gives")
  func oracle() throws { try expectOracle("pool") }

  @Test("Swift and C agree on random and hostile windows")
  func agreement() {
    for magnitude in [2_047, 32_768] as [Int32] {
      expectAgreement(magnitude: magnitude) { generator in
        let shift = UInt16.random(in: 1...15, using: &generator)
        let width = UInt16.random(in: 1...(1 << min(shift, 6)), using: &generator)
        return (
          numbers(width, shift, .random(in: 0...1, using: &generator)),
          Int(width) + .random(in: 0...300, using: &generator)
        )
      }
    }
  }

  @Test("the largest sum is the stated magnitude")
  func bound() throws {
    for isRectified in [0, 1] as [UInt16] {
      let pool = numbers(8, 0, isRectified)
      let effect = try #require(pool.effect(length: 64, magnitude: 2_047))
      let sums = pool.run(Array(repeating: -2_047, count: 64), effect).made
      #expect(sums.allSatisfy { abs(Int32($0)) == effect.magnitude })
    }
  }

  @Test("sums that could leave int16 are refused")
  func range() {
    expectRefused(numbers(32, 0, 0), length: 64)
    expectRefused(numbers(17, 0, 0), length: 64)
    expectValid(numbers(16, 0, 0), length: 64)
    expectValid(numbers(32, 1, 1), length: 64)
    expectRefused(numbers(1, 0, 0), length: 64, magnitude: 32_768)
    expectValid(numbers(16_384, 15, 0), length: 16_384, magnitude: 32_768)
  }

  @Test("a channel of one sum is the shortest")
  func shortest() {
    expectRefused(numbers(9, 2, 0), length: 8)
    expectValid(numbers(9, 2, 0), length: 9)
    expectRefused(numbers(0, 0, 0), length: 9)
    expectRefused(numbers(1, 16, 0), length: 9)
    expectRefused(numbers(1, 0, 2), length: 9)
  }
}
