import StudentRuntime
import Testing

@Suite("Integer routines")
struct IntegerTests {
  @Test("the square root is the floor, at perfect squares and on both sides of them")
  func squareRoots() {
    let edges: [UInt64] = [1, 2, 3, 1 << 8, 1 << 16, 1 << 31, 1 << 32 - 2, 1 << 32 - 1]
    var generator = SeededGenerator(state: 10)
    let roots = edges + (0..<10_000).map { _ in .random(in: 1..<1 << 32, using: &generator) }
    var mismatches = 0
    for root in roots {
      let square = root * root
      if squareRoot(square) != root { mismatches += 1 }
      if squareRoot(square - 1) != root - 1 { mismatches += 1 }
      if squareRoot(square + 2 * root) != root { mismatches += 1 }
    }
    #expect(mismatches == 0)
    #expect(squareRoot(0) == 0)
    #expect(squareRoot(.max) == .max)
  }

  @Test("the quotient of a window is the floor of the real one")
  func quotients() {
    var generator = SeededGenerator(state: 11)
    var mismatches = 0
    for _ in 0..<10_000 {
      let divisor = UInt32.random(in: 1 << 31...UInt32.max, using: &generator)
      let dividend = UInt32.random(in: 1...1 << 30, using: &generator)
      let expected = (UInt64(dividend) << 32) / UInt64(divisor)
      if UInt64(quotient(dividend, divisor)) != expected { mismatches += 1 }
    }
    #expect(mismatches == 0)
    #expect(quotient(1 << 30, 1 << 31) == 1 << 31)
  }

  @Test("the high word from halves is that of the full product")
  func highWords() {
    let bound: Int32 = 5 << 28
    let accumulators: [Int32] = [
      -bound, 1 - bound, -65_537, -65_536, -1, 0, 1, 65_535, 65_536, bound,
    ]
    let multipliers: [Int32] = [0, 1, 65_535, 65_536, 1 << 30, .max - 65_535, .max]
    for accumulator in accumulators {
      for multiplier in multipliers {
        let expected = accumulator.multipliedFullWidth(by: multiplier).high
        #expect(highWordOfHalves(accumulator, multiplier) == expected)
      }
    }
    var generator = SeededGenerator(state: 12)
    var mismatches = 0
    for _ in 0..<1_000_000 {
      let accumulator = Int32.random(in: -bound...bound, using: &generator)
      let multiplier = Int32.random(in: 0...Int32.max, using: &generator)
      let expected = accumulator.multipliedFullWidth(by: multiplier).high
      if highWordOfHalves(accumulator, multiplier) != expected { mismatches += 1 }
    }
    #expect(mismatches == 0)
  }
}
