import CTesseraRuntime
import PackedFormat
import StudentRuntime
import Testing

/// Random students of version 2, windows and inputs, against the literal interpreter.
@Suite("Random students of version 2")
struct SecondVersionTests {
  /// A window of each kind, and a quantised input, at random and at the ends of their ranges.
  private func inputs(
    _ header: PackedHeader, extreme: Bool, _ generator: inout SeededGenerator
  ) -> [Input] {
    let count = header.windowCount
    let integers = (0..<count).map { _ -> Int32 in
      guard extreme else { return .random(in: -90_000...90_000, using: &generator) }
      return [.min, .min + 1, -1, 0, .max][.random(in: 0..<5, using: &generator)]
    }
    let counts = (0..<count).map { _ -> Int16 in
      guard extreme else { return .random(in: .min ... .max, using: &generator) }
      return [.min, -1, 0, .max][.random(in: 0..<4, using: &generator)]
    }
    let special: [Float] = [
      -.infinity, .infinity, .greatestFiniteMagnitude, -.leastNonzeroMagnitude, -0.0, .nan,
    ]
    let floats = (0..<count).map { _ -> Float in
      guard extreme else { return .random(in: -600...600, using: &generator) }
      return special[.random(in: 0..<special.count, using: &generator)]
    }
    let quantized = (0..<header.inputCount).map { _ -> Int16 in
      header.featureBits == 16
        ? (extreme ? .min : .random(in: .min ... .max, using: &generator))
        : (extreme ? -128 : .random(in: -128...127, using: &generator))
    }
    return [.floats(floats), .counts(counts), .integers(integers), .quantized(quantized)]
  }

  private func check(seed: UInt64, extreme: Bool) throws {
    var generator = SeededGenerator(state: seed)
    for _ in 0..<150 {
      let bytes = try RandomSecond.bytes(&generator, extreme: extreme)
      let oracle = Oracle(bytes: bytes)
      for _ in 0..<4 {
        for input in inputs(oracle.header, extreme: extreme, &generator) {
          let expected = oracle.quantize(input).map { oracle.infer($0).outcome }
          let found = Result { () throws(PackedFormatError) in try SwiftRunner.run(bytes, input) }
          #expect(found == expected, "\(oracle.header)")
          #expect(CRunner.run(bytes, input) == expected, "\(oracle.header)")
        }
      }
    }
  }

  @Test("give the integers of a literal interpreter", arguments: 21...26 as ClosedRange<UInt64>)
  func ordinary(seed: UInt64) throws { try check(seed: seed, extreme: false) }

  @Test("with every number at an end of its range too", arguments: 27...30 as ClosedRange<UInt64>)
  func extreme(seed: UInt64) throws { try check(seed: seed, extreme: true) }
}
