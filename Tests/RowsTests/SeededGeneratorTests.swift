import Rows
import Testing

@Suite struct SeededGeneratorTests {
  private func first(_ count: Int, seed: UInt64, stream: UInt64 = 0) -> [UInt64] {
    var generator = SeededGenerator(seed: seed, stream: stream)
    return (0..<count).map { _ in generator.next() }
  }

  @Test("one seed is one sequence, for ever: students are made again from their seeds")
  func pinned() {
    #expect(
      first(3, seed: 0) == [
        0xA706_DD2F_4D19_7E6F, 0xB382_A305_F441_4F5E, 0x631A_9154_FBAB_F717,
      ])
    #expect(
      first(3, seed: 42, stream: 7) == [
        0x0D44_71D7_A7C7_C61C, 0xF91E_3EC3_FC20_C566, 0xB428_54A1_5885_F3A0,
      ])
  }

  @Test("seeds and streams give different sequences")
  func streams() {
    let sequences = [(0, 0), (0, 1), (1, 0), (1, 1), (0, 2)].map { seed, stream in
      first(4, seed: seed, stream: stream)
    }
    #expect(Set(sequences).count == sequences.count)
  }

  @Test("uniform numbers lie in 0 ..< 1, with mean 1/2 and variance 1/12")
  func uniform() {
    var generator = SeededGenerator(seed: 3)
    let values = (0..<100_000).map { _ in generator.uniform() }
    #expect(values.allSatisfy { $0 >= 0 && $0 < 1 })
    let mean = values.reduce(0, +) / 100_000
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 100_000
    // Four standard errors: 4 · √(1/12 / N) and 4 · √(1/180 / N).
    #expect(abs(mean - 0.5) < 0.004)
    #expect(abs(variance - 1.0 / 12) < 0.001)
  }

  @Test("each index below a bound is equally frequent", arguments: [1, 2, 3, 7, 10])
  func index(bound: Int) {
    var generator = SeededGenerator(seed: 4)
    var counts = [Int](repeating: 0, count: bound)
    for _ in 0..<20_000 { counts[generator.index(below: bound)] += 1 }
    let expected = 20_000 / Double(bound)
    #expect(counts.allSatisfy { abs(Double($0) - expected) < 5 * expected.squareRoot() })
  }

  @Test("a permutation is a permutation, and all of them occur")
  func permutation() {
    var generator = SeededGenerator(seed: 5)
    for count in [0, 1, 2, 17, 500] {
      #expect(generator.permutation(of: count).sorted() == Array(0..<count))
    }
    let orders = Set((0..<500).map { _ in generator.permutation(of: 4) })
    #expect(orders.count == 24)
  }
}
