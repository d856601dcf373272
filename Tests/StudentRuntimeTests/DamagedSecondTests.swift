import CTesseraRuntime
import PackedFormat
import StudentRuntime
import Testing

@Suite("Damaged students of version 2")
struct DamagedSecondTests {
  /// Every section between them, and some that are not known.
  private static let names = [
    "v2-everything-n11-m30-k3-d6-q5-c2", "v2-everything-program-n13-k4-d5-q6-c1",
  ]

  private func refusal(_ bytes: [UInt8]) -> PackedFormatError? {
    do throws(PackedFormatError) {
      _ = try OpenStudent(bytes.span.bytes)
      return nil
    } catch {
      return error
    }
  }

  @Test("are refused at every length but their own", arguments: names)
  func truncations(name: String) throws {
    let bytes = try Fixtures.bytes(name + ".tessera")
    #expect(refusal(bytes) == nil)
    for count in 0..<bytes.count {
      #expect(refusal(Array(bytes.prefix(count))) == (count < 76 ? .tooShort : .length))
    }
    #expect(refusal(bytes + [0]) == .length)
  }

  @Test("are refused with any single bit flipped", arguments: names)
  func bitFlips(name: String) throws {
    let bytes = try Fixtures.bytes(name + ".tessera")
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

  @Test("whose checksum was forged are refused or run without a trap", arguments: names)
  func forgeries(name: String) throws {
    let bytes = try Fixtures.bytes(name + ".tessera")
    var generator = SeededGenerator(state: 31)
    var (runs, codes) = (0, Set<Int32>())
    for _ in 0..<20_000 {
      var forged = bytes
      for _ in 0..<Int.random(in: 1...2, using: &generator) {
        let offset = Int.random(in: 6..<bytes.count - 4, using: &generator)
        forged[offset] =
          .random(using: &generator)
          ? .random(in: 0...255, using: &generator)
          : forged[offset] ^ 1 << UInt8.random(in: 0..<8, using: &generator)
      }
      RandomStudent.seal(&forged)
      if let code = refusal(forged) {
        codes.insert(code.rawValue)
        continue
      }
      runs += 1
      let oracle = Oracle(bytes: forged)
      let counts = (0..<oracle.header.windowCount).map { _ in
        Int16.random(in: .min ... .max, using: &generator)
      }
      for input in [Input.counts(counts), .floats(counts.map { Float($0) / 100 })] {
        let expected = oracle.quantize(input).map { oracle.infer($0).outcome }
        let found = Result { () throws(PackedFormatError) in try SwiftRunner.run(forged, input) }
        #expect(found == expected)
      }
    }
    #expect(runs > 1_000)
    #expect(codes.isSuperset(of: [6, 8, 10, 16]))
  }

  @Test("that are no canonical form are read by a device", arguments: try Fixtures.noncanonical())
  func noncanonical(file: RefusedFile) throws {
    #expect(file.error == 0)
    #expect(refusal(try Fixtures.bytes("noncanonical/" + file.file)) == nil)
  }
}
