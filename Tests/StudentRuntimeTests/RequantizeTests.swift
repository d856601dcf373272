import StudentRuntime
import Testing

@Suite("Requantisation")
struct RequantizationTests {
  @Test("is the exact rule at the ends of every range")
  func extremes() {
    let bound: Int32 = 5 << 28
    let accumulators: [Int32] = [
      0, 1, -1, 2, -2, 3, -3, 1 << 30, -(1 << 30), bound, -bound, bound - 1, 12_345, -98_765,
    ]
    let multipliers: [Int32] = [0, 1 << 30, 1 << 30 + 1, 3 << 29, .max - 1, .max]
    for accumulator in accumulators {
      for multiplier in multipliers {
        for shift in UInt8(33)...62 {
          let expected = Oracle.requantize(Int(accumulator), Int(multiplier), Int(shift))
          let found = requantize(accumulator, multiplier: multiplier, shift: shift)
          #expect(Int(found) == expected)
          #expect(abs(expected) < 1 << 29)
        }
      }
    }
  }

  @Test("is the exact rule for random values and at exact halves")
  func random() {
    var generator = SeededGenerator(state: 6)
    var mismatches = 0
    for _ in 0..<1_000_000 {
      let accumulator = Int32.random(in: -(5 << 28)...5 << 28, using: &generator)
      let multiplier = Int32.random(in: 1 << 30...Int32.max, using: &generator)
      let shift = UInt8.random(in: 33...62, using: &generator)
      let expected = Oracle.requantize(Int(accumulator), Int(multiplier), Int(shift))
      let found = requantize(accumulator, multiplier: multiplier, shift: shift)
      if Int(found) != expected { mismatches += 1 }
    }
    #expect(mismatches == 0)
    // 2³⁰ / 2³³ is an eighth: 4 is a half, and goes up; −4 too.
    #expect(requantize(4, multiplier: 1 << 30, shift: 33) == 1)
    #expect(requantize(-4, multiplier: 1 << 30, shift: 33) == 0)
    #expect(requantize(-5, multiplier: 1 << 30, shift: 33) == -1)
    #expect(requantize(-12, multiplier: 1 << 30, shift: 33) == -1)
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
