import SignalFrontEnd
import Testing

@Suite("Stage: ranks")
struct RanksTests {
  private func numbers(_ isRectified: UInt16, _ ranks: [Int16]) -> StageNumbers {
    StageNumbers(operation: .ranks, operands: [isRectified], constants: ranks)
  }

  @Test("Swift and C give what the oracle gives")
  func oracle() throws { try expectOracle("ranks") }

  @Test("Swift and C agree on random and hostile windows")
  func agreement() {
    for magnitude in [2_047, 32_768] as [Int32] {
      expectAgreement(magnitude: magnitude) { generator in
        var ranks = Set((0..<6).map { _ in Int16.random(in: 0...255, using: &generator) })
        ranks.insert(255)
        return (
          numbers(.random(in: 0...1, using: &generator), ranks.sorted()),
          .random(in: 1...700, using: &generator)
        )
      }
    }
  }

  @Test("the bins are those of a sorted window")
  func sorted() throws {
    var generator = SeededGenerator(state: 8)
    let ranks: [Int16] = [0, 1, 64, 128, 254, 255]
    for length in [1, 2, 255, 256, 257, 16_384] {
      let window = (0..<length).map { _ in Int16.random(in: -2_047...2_047, using: &generator) }
      for isRectified in [0, 1] as [UInt16] {
        let stage = numbers(isRectified, ranks)
        let bins = window.map {
          isRectified == 1 ? min(abs(Int($0)) / 8, 255) : (Int($0) >> 4) + 128
        }
        .sorted()
        let effect = try #require(stage.effect(length: length, magnitude: 2_047))
        #expect(
          stage.run(window, effect).features == ranks.map { Int32(bins[Int($0) * length / 256]) })
      }
    }
  }

  @Test("a constant at the end of the range reaches the bound")
  func bound() throws {
    for isRectified in [0, 1] as [UInt16] {
      try expectBoundReached(
        numbers(isRectified, [128]), by: Array(repeating: 2_047, count: 33), magnitude: 2_047)
    }
  }

  @Test("a channel of one sample is the shortest; ranks ascend from 0 to 255")
  func shortest() {
    expectRefused(numbers(0, [0]), length: 0)
    expectValid(numbers(0, [0]), length: 1)
    for ranks in [[], [-1], [256], [3, 3], [4, 3]] as [[Int16]] {
      expectRefused(numbers(0, ranks), length: 9)
    }
    expectRefused(numbers(2, [0]), length: 9)
  }
}
