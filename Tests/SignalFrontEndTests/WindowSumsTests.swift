import SignalFrontEnd
import Testing

@Suite("Window arithmetic")
struct WindowSumsTests {
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
}
