import SignalFrontEnd
import Testing

@Suite("Stage: positives")
struct PositivesTests {
  private func numbers(_ dilation: UInt16, _ kernels: [Int16]) -> StageNumbers {
    StageNumbers(operation: .positives, operands: [dilation], constants: kernels)
  }

  private func taps(_ a: Int16, _ b: Int16, _ c: Int16) -> Int16 { a | b << 4 | c << 8 }

  @Test("Swift and C give what the oracle gives")
  func oracle() throws { try expectOracle("positives") }

  @Test("Swift and C agree on random and hostile windows")
  func agreement() {
    for magnitude in [2_047, 32_768] as [Int32] {
      expectAgreement(magnitude: magnitude) { generator in
        let kernels = (0..<Int.random(in: 1...6, using: &generator)).flatMap { _ in
          let three = Array(0...8 as ClosedRange<Int16>).shuffled(using: &generator).prefix(3)
            .sorted()
          return [
            taps(three[0], three[1], three[2]), .random(in: .min ... .max, using: &generator),
          ]
        }
        let dilation = UInt16.random(in: 1...20, using: &generator)
        return (
          numbers(dilation, kernels),
          8 * Int(dilation) + 1 + .random(in: 0...300, using: &generator)
        )
      }
    }
  }

  @Test("a kernel that everything is above reaches the bound, and one above everything counts none")
  func bound() throws {
    let window = [Int16](repeating: 5, count: 99)
    let all = numbers(3, [taps(0, 1, 2), -1])
    try expectBoundReached(all, by: window, magnitude: 5)
    let effect = try #require(all.effect(length: 99, magnitude: 5))
    #expect(numbers(3, [taps(0, 1, 2), 0]).run(window, effect).features == [0])
  }

  @Test("nine taps are the shortest channel; taps ascend up to 8")
  func shortest() {
    let one = [taps(0, 1, 2), 0]
    expectRefused(numbers(4, one), length: 32)
    expectValid(numbers(4, one), length: 33)
    expectRefused(numbers(0, one), length: 33)
    expectRefused(numbers(2_048, one), length: 16_384)
    expectRefused(numbers(4, []), length: 99)
    expectRefused(numbers(4, [taps(0, 1, 2)]), length: 99)
    for wrong in [taps(1, 1, 2), taps(2, 1, 3), taps(0, 1, 9), taps(0, 8, 8), -1] {
      expectRefused(numbers(4, [wrong, 0]), length: 99)
    }
  }
}
