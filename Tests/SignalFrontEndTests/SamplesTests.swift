import SignalFrontEnd
import Testing

@Suite("Stage: samples")
struct SamplesTests {
  private let numbers = StageNumbers(operation: .samples)

  @Test("Swift and C give what the oracle gives")
  func oracle() throws { try expectOracle("samples") }

  @Test("Swift and C agree on random and hostile windows")
  func agreement() {
    expectAgreement(magnitude: 32_768) { generator in
      (numbers, .random(in: 1...99, using: &generator))
    }
  }

  @Test("the bound is a sample of the largest magnitude")
  func bound() throws {
    try expectBoundReached(numbers, by: [0, -32_768, 5], magnitude: 32_768)
  }

  @Test("a channel of one sample is the shortest")
  func shortest() {
    expectRefused(numbers, length: 0)
    expectValid(numbers, length: 1)
    expectRefused(StageNumbers(operation: .samples, operands: [1]), length: 9)
    expectRefused(StageNumbers(operation: .samples, constants: [1]), length: 9)
  }
}
