import Foundation
import SignalFrontEnd
import Testing

@Suite("Logarithm of the front-end")
struct LogarithmTests {
  @Test("it is 16 e and the four bits below the leading one")
  func definition() {
    #expect(logarithm(0) == 0)
    #expect(logarithm(1) == 0)
    #expect(logarithm(2) == 16)
    #expect(logarithm(3) == 24)
    #expect(logarithm(.max) == 1_023)
    for e in 0..<64 {
      for bits in 0..<16 {
        let value = e >= 4 ? UInt64(16 + bits) << (e - 4) : UInt64(16 + bits) >> (4 - e)
        if e >= 4 { #expect(logarithm(value) == Int32(16 * e + bits)) }
      }
    }
  }

  @Test("it never falls, and is at most 0.15 below the real one")
  func accuracy() {
    var previous: Int32 = 0
    for value in 1..<100_000 as Range<UInt64> {
      let found = logarithm(value)
      let error = log2(Double(value)) - Double(found) / 16
      #expect(found >= previous && error >= 0 && error < 0.15)
      previous = found
    }
  }

  @Test("a quotient is rounded down, whatever its sign")
  func quotients() {
    var generator = SeededGenerator(state: 4)
    for _ in 0..<20_000 {
      let dividend = Int32.random(in: -(1 << 30)...(1 << 30), using: &generator)
      let divisor = Int32.random(in: 1...32_768, using: &generator)
      let expected = Int32((Double(dividend) / Double(divisor)).rounded(.down))
      #expect(flooredQuotient(dividend, divisor) == expected)
    }
  }
}
