import CTesseraRuntime
import PackedFormat
import StudentRuntime
import Testing

@Suite("Random students")
struct OracleTests {
  private func check(seed: UInt64, extreme: Bool) throws {
    var generator = SeededGenerator(state: seed)
    for _ in 0..<60 {
      let shape = RandomStudent.shape(&generator)
      let header = try PackedHeader(
        shape: shape, isRectified: shape.hasHead && .random(using: &generator), hasLogits: true,
        inputMultiplier: 1, outputScale: 1)
      let bytes = try RandomStudent.bytes(header, extreme: extreme, &generator)
      let oracle = Oracle(bytes: bytes)
      for _ in 0..<8 {
        let input = (0..<shape.inputCount).map { _ in
          extreme
            ? (Bool.random(using: &generator) ? Int8.min : 127)
            : Int8.random(in: -128...127, using: &generator)
        }
        let expected = oracle.infer(input.map(Int16.init)).outcome
        #expect(try SwiftRunner.infer(bytes, input) == expected, "\(shape)")
      }
    }
  }

  @Test("give the integers of a literal interpreter", arguments: 1...6 as ClosedRange<UInt64>)
  func ordinary(seed: UInt64) throws { try check(seed: seed, extreme: false) }

  @Test("with every parameter at an end of its range too", arguments: 7...9 as ClosedRange<UInt64>)
  func extreme(seed: UInt64) throws { try check(seed: seed, extreme: true) }

  @Test("of the widest rows do not overflow")
  func widest() throws {
    var generator = SeededGenerator(state: 10)
    let shape = PackedShape(inputCount: 16_384, regionCount: 2, outputCount: 5)
    let header = try PackedHeader(
      shape: shape, hasLogits: true, inputMultiplier: 1, outputScale: 1)
    var bytes = try RandomStudent.bytes(header, extreme: true, &generator)
    let layout = try PackedLayout(shape)
    for map in [layout.regionMap(0), layout.regionMap(1)] {
      for offset in map.weights..<map.weights + map.weightCount { bytes[offset] = 0x80 }
      for row in 0..<5 { RandomStudent.store(1 << 30, at: map.biases + 4 * row, &bytes) }
    }
    RandomStudent.seal(&bytes)
    let input = [Int8](repeating: -128, count: 16_384)
    let expected = Oracle(bytes: bytes).infer(input.map(Int16.init)).outcome
    #expect(try SwiftRunner.infer(bytes, input) == expected)
  }
}
