import Foundation
import SignalFrontEnd
import Testing

@Suite("Stage: spectrum")
struct SpectrumTests {
  private func numbers(_ length: UInt16, _ hop: UInt16, _ edges: [Int16]) -> StageNumbers {
    StageNumbers(operation: .spectrum, operands: [length, hop], constants: edges)
  }

  @Test("Swift and C give what the oracle gives")
  func oracle() throws { try expectOracle("spectrum") }

  @Test("Swift and C agree on random and hostile windows of every segment")
  func agreement() {
    for bits in 3...8 {
      let length = 1 << bits
      let magnitude = min(32_768, Int32(1 << 19) / Int32(length))
      expectAgreement(windows: 600, magnitude: magnitude) { generator in
        var edges = Set([1, Int16(length / 2)])
        for _ in 0..<4 { edges.insert(.random(in: 1...Int16(length / 2), using: &generator)) }
        return (
          numbers(
            UInt16(length), .random(in: 1...UInt16(2 * length), using: &generator), edges.sorted()),
          length + .random(in: 0...(3 * length), using: &generator)
        )
      }
    }
  }

  @Test("a feature is within 0.15 of the logarithm of the real power")
  func accuracy() throws {
    var generator = SeededGenerator(state: 12)
    for length in [32, 128, 256] {
      let window = (0..<3 * length).map { _ in Int16.random(in: -2_047...2_047, using: &generator) }
      let edges: [Int16] = [1, 4, Int16(length / 4), Int16(length / 2)]
      let stage = numbers(UInt16(length), UInt16(length / 2), edges)
      let effect = try #require(stage.effect(length: window.count, magnitude: 2_047))
      let features = stage.run(window, effect).features
      for band in 0..<3 {
        let power = power(window, length, Int(edges[band])..<Int(edges[band + 1]))
        // Mitchell's rule is up to 0.09 low, and a sixteenth is cut off.
        let difference = Double(features[band]) / 16 - log2(power)
        #expect(difference < 0.02 && difference > -0.17)
      }
    }
  }

  /// The power of a real transform of each faded segment, summed over bins.
  private func power(_ window: [Int16], _ length: Int, _ bins: Range<Int>) -> Double {
    var sum = 0.0
    for start in stride(from: 0, through: window.count - length, by: length / 2) {
      for bin in bins {
        var (x, y) = (0.0, 0.0)
        for index in 0..<length {
          let fade = sin(.pi * (Double(index) + 0.5) / Double(length))
          let value = Double(window[start + index]) * fade * fade
          let angle = 2 * .pi * Double(bin * index) / Double(length)
          (x, y) = (x + value * cos(angle), y - value * sin(angle))
        }
        sum += x * x + y * y
      }
    }
    return sum
  }

  @Test("tones at the largest magnitude reach the bound, and no sum wraps")
  func bound() throws {
    for bits in 3...8 {
      let length = 1 << bits
      let magnitude = min(32_767, Int32(1 << 19) / Int32(length))
      for bin in 1..<length / 2 {
        let window = (0..<4 * length).map { index in
          let tone = cos(2 * .pi * Double(bin * index) / Double(length))
          return Int16(tone < 0 ? -magnitude : magnitude)
        }
        let stage = numbers(UInt16(length), UInt16(length), [1, Int16(length / 2)])
        try expectBoundReached(stage, by: window, magnitude: magnitude)
      }
    }
  }

  @Test("one segment is the shortest; lengths, hops, edges and magnitudes have ends")
  func shortest() {
    expectRefused(numbers(128, 64, [1, 64]), length: 127)
    expectValid(numbers(128, 64, [1, 64]), length: 128)
    for length in [0, 4, 100, 512] as [UInt16] {
      expectRefused(numbers(length, 64, [1, 2]), length: 1_000, magnitude: 9)
    }
    expectRefused(numbers(128, 0, [1, 64]), length: 999)
    expectRefused(numbers(128, 16_385, [1, 64]), length: 999)
    for edges in [[], [1], [0, 3], [3, 3], [5, 4], [1, 65]] as [[Int16]] {
      expectRefused(numbers(128, 64, edges), length: 999)
    }
    expectValid(numbers(256, 64, [1, 128]), length: 999, magnitude: 2_048)
    expectRefused(numbers(256, 64, [1, 128]), length: 999, magnitude: 2_049)
    expectRefused(numbers(32, 64, [1, 16]), length: 999, magnitude: 32_768)
    expectValid(numbers(16, 64, [1, 8]), length: 999, magnitude: 32_768)
  }
}
