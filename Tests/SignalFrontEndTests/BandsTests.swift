import SignalFrontEnd
import Testing

@Suite("Stage: bands")
struct BandsTests {
  private func numbers(_ levels: UInt16) -> StageNumbers {
    StageNumbers(operation: .bands, operands: [levels])
  }

  @Test("Swift and C give what the oracle gives")
  func oracle() throws { try expectOracle("bands") }

  @Test("Swift and C agree on random and hostile windows")
  func agreement() {
    for magnitude in [2_047, 10_909] as [Int32] {
      expectAgreement(magnitude: magnitude) { generator in
        let levels = UInt16.random(in: 1...7, using: &generator)
        return (
          numbers(levels), 3 << (Int(levels) - 1) + 1 + .random(in: 0...400, using: &generator)
        )
      }
    }
  }

  @Test("lifting is undone exactly by its steps in reverse")
  func inverse() throws {
    var generator = SeededGenerator(state: 9)
    for (length, levels) in [(4, 1), (5, 1), (7, 2), (49, 5), (130, 6), (1_250, 7)] {
      let window = (0..<length).map { _ in Int16.random(in: -2_047...2_047, using: &generator) }
      let effect = try #require(numbers(UInt16(levels)).effect(length: length, magnitude: 2_047))
      let made = numbers(UInt16(levels)).run(window, effect).made.map(Int.init)
      #expect(unlifted(made, levels) == window.map(Int.init))
    }
  }

  private func unlifted(_ coefficients: [Int], _ levels: Int) -> [Int] {
    var values = coefficients
    for level in (0..<levels).reversed() {
      let places = Array(stride(from: 0, to: values.count, by: 1 << level))
      let details = stride(from: 1, to: places.count, by: 2).map { values[places[$0]] }
      for (index, place) in stride(from: 0, to: places.count, by: 2).enumerated() {
        let left = details[max(index - 1, 0)]
        let right = details[min(index, details.count - 1)]
        values[places[place]] -= (left + right + 2) >> 2
      }
      for place in stride(from: 1, to: places.count, by: 2) {
        let left = values[places[place - 1]]
        let right = place + 1 < places.count ? values[places[place + 1]] : left
        values[places[place]] += (left + right) >> 1
      }
    }
    return values
  }

  @Test("the factors of a coefficient add up to less than 2.87, at every length")
  func norms() {
    var largest = 0.0
    for length in Array(4...130) + [255, 256, 257, 511, 512, 513] {
      // Row i of the transform so far, as factors of the samples.
      var rows = (0..<length).map { row in (0..<length).map { $0 == row ? 1.0 : 0.0 } }
      while rows.count >= 4 {
        let (even, odd) = (
          stride(from: 0, to: rows.count, by: 2).map { rows[$0] },
          stride(from: 1, to: rows.count, by: 2).map { rows[$0] }
        )
        let details = odd.indices.map { index in
          let right = even[min(index + 1, even.count - 1)]
          return odd[index].indices.map { odd[index][$0] - (even[index][$0] + right[$0]) / 2 }
        }
        rows = even.indices.map { index in
          let left = details[max(index - 1, 0)]
          let right = details[min(index, details.count - 1)]
          return even[index].indices.map { even[index][$0] + (left[$0] + right[$0]) / 4 }
        }
        for row in details + rows { largest = max(largest, row.reduce(0) { $0 + abs($1) }) }
      }
    }
    #expect(largest < 2.87)
    #expect(largest > 2.85)
  }

  @Test("samples with the signs of a row's factors reach the stated magnitude")
  func magnitude() throws {
    // The worst row of two levels: 2.5 of 3.
    let stage = numbers(2)
    let effect = try #require(stage.effect(length: 7, magnitude: 2_047))
    var largest: Int32 = 0
    for signs in 0..<128 {
      let window = (0..<7).map { Int16(signs >> $0 & 1 == 0 ? -2_047 : 2_047) }
      largest = max(largest, stage.run(window, effect).made.map { abs(Int32($0)) }.max() ?? 0)
    }
    #expect(largest <= effect.magnitude && 2 * largest >= effect.magnitude)
  }

  @Test("rails in turn reach the bound of the features")
  func bound() throws {
    try expectBoundReached(
      numbers(3), by: (0..<999).map { $0 % 2 == 0 ? 2_047 : -2_047 }, magnitude: 2_047)
  }

  @Test("every level splits four samples or more")
  func shortest() {
    for levels in 1...13 as ClosedRange<UInt16> {
      expectRefused(numbers(levels), length: 3 << (Int(levels) - 1))
      expectValid(numbers(levels), length: 3 << (Int(levels) - 1) + 1)
    }
    expectRefused(numbers(0), length: 99)
    expectRefused(numbers(14), length: 16_384)
    expectRefused(numbers(1), length: 99, magnitude: 10_910)
    expectValid(numbers(1), length: 99, magnitude: 10_909)
  }
}
