import CTesseraRuntime
import PackedFormat
import StudentRuntime
import Testing

@Suite("Damaged students")
struct CorruptionTests {
  /// A small student with every section.
  private func student() throws -> [UInt8] {
    var generator = SeededGenerator(state: 2)
    let shape = PackedShape(
      inputCount: 6, regionCount: 3, outputCount: 3, projectedCount: 5, headInputCount: 5,
      hasSharedMap: true)
    let header = try PackedHeader(
      shape: shape, isRectified: true, hasLogits: true, inputMultiplier: 1, outputScale: 1,
      window: WindowQuantization(standardizedCount: 4, countsPerUnit: 1, gain: 1 << 21),
      counts: CountQuantization(multiplier: 1 << 30, shift: 40, zero: 3))
    return try RandomStudent.bytes(header, extreme: false, &generator)
  }

  private func refusal(_ bytes: [UInt8]) -> PackedFormatError? {
    do throws(PackedFormatError) {
      _ = try OpenStudent(bytes.span.bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test("are refused at every length but their own")
  func truncations() throws {
    let bytes = try student()
    #expect(refusal(bytes) == nil)
    for count in 0..<bytes.count {
      #expect(refusal(Array(bytes.prefix(count))) == (count < 60 ? .tooShort : .length))
    }
    #expect(refusal(bytes + [0]) == .length)
  }

  @Test("are refused with any single bit flipped")
  func bitFlips() throws {
    let bytes = try student()
    for bit in 0..<8 * bytes.count {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << (bit % 8)
      let expected: PackedFormatError =
        switch bit / 8 {
        case 0..<4: .foreign
        case 4..<6: .version
        case 8..<12: .length
        default: .checksum
        }
      #expect(refusal(damaged) == expected, "bit \(bit)")
    }
  }

  @Test("whose checksum was forged are refused or run without a trap")
  func forgeries() throws {
    let bytes = try student()
    var generator = SeededGenerator(state: 3)
    var runs = 0
    for _ in 0..<20_000 {
      var forged = bytes
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let offset = Int.random(in: 6..<bytes.count - 4, using: &generator)
        forged[offset] = .random(in: 0...255, using: &generator)
      }
      RandomStudent.seal(&forged)
      guard refusal(forged) == nil else { continue }
      runs += 1
      let counts = (0..<6).map { _ in Int16.random(in: .min ... .max, using: &generator) }
      let floats = counts.map { Float($0) / 100 }
      for input in [Input.counts(counts), .floats(floats)] {
        let outcome = try SwiftRunner.run(forged, input)
        #expect(outcome == Oracle(bytes: forged).infer(outcome.quantized).outcome)
      }
    }
    #expect(runs > 1_000)
  }

  @Test("at an address that is not a multiple of 4 are refused")
  func misaligned() throws {
    let bytes = try student()
    for offset in 1..<4 {
      let shifted = [UInt8](repeating: 0, count: offset) + bytes
      let span = shifted.span.bytes.extracting(offset..<shifted.count)
      var found: PackedFormatError?
      do throws(PackedFormatError) { _ = try OpenStudent(span) } catch { found = error }
      #expect(found == .misaligned)
      let status = shifted.withUnsafeBytes { blob in
        var model = tessera_model()
        return tessera_open(&model, blob.baseAddress.map { $0 + offset }, bytes.count)
      }
      #expect(status == TESSERA_ERROR_MISALIGNED)
    }
  }
}
