import Foundation
import HostRuntime
import RecordSupport
import Records
import Testing

/// What the oracle says of a golden student.
private struct Facts: Decodable {
  struct Header: Decodable {
    let featureCount: Int?
    let featureBits: Int?
    let componentBits: Int?
    let channelCount: Int?
    let hop: Int?
    let sampleRate: Int?
  }
  struct Scales: Decodable {
    struct Integers: Decodable {
      let centres: [Int]
      let multipliers: [Double]
      let shifts: [Int]
    }
    struct Floats: Decodable {
      let centreBits: [UInt32]
      let multiplierBits: [UInt32]
    }
    let integers: Integers?
    let floats: Floats?
  }
  let header: Header
  let acceptsFloats: Bool?
  let acceptsIntegers: Bool?
  let acceptsCounts: Bool
  let windowCount: Int?
  let inputSize: Int?
  let scratch: Int
  let streamSize: Int?
  /// Kind, flags and bytes of each entry.
  let directory: [[Int]]?
  let keptInputs: [Int]?
  let scales: Scales?
}

@Suite("An inspection of a golden student")
struct InspectionTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/Golden")
  static let names: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".tessera") }.map { String($0.dropLast(8)) }.sorted()

  private static func inspection(_ name: String) throws -> (StudentInspection, Facts) {
    let bytes = try [UInt8](Data(contentsOf: folder.appending(path: "\(name).tessera")))
    let json = try Data(contentsOf: folder.appending(path: "\(name).json"))
    return (
      StudentInspection(try PackedStudent(bytes: bytes), at: "s.tessera"),
      try JSONDecoder().decode(Facts.self, from: json)
    )
  }

  @Test("has pieces that fill the file, and one for each entry of the directory", arguments: names)
  func pieces(name: String) throws {
    let (found, facts) = try Self.inspection(name)
    var offset = 0
    for section in found.sections {
      #expect(section.offset == offset, "\(section)")
      offset += section.bytes
    }
    #expect(offset == found.bytes)
    let kinds = found.sections.compactMap(\.kind)
    for entry in facts.directory ?? [] {
      let own = found.sections.filter { $0.kind == entry[0] }
      #expect(own.reduce(0) { $0 + $1.bytes } == entry[2])
      #expect(own.allSatisfy { $0.isCritical == (entry[1] & 1 == 1) })
      #expect(entry[0] <= 12 || own.map(\.name) == ["section \(entry[0])"])
    }
    #expect(kinds == kinds.sorted() && Set(kinds).count == facts.directory?.count ?? 0)
  }

  @Test("has the oracle's windows and sizes", arguments: names)
  func windows(name: String) throws {
    let (found, facts) = try Self.inspection(name)
    #expect(found.scratch == facts.scratch && found.acceptsCounts == facts.acceptsCounts)
    #expect((found.window != nil) == name.hasPrefix("v2-"))
    guard let window = found.window else { return }
    #expect(found.formatVersion == 2)
    #expect(window.numbers == facts.windowCount && window.inputBytes == facts.inputSize)
    #expect(window.numbers == window.channels * window.samplesPerChannel)
    #expect(window.stream ?? 0 == facts.streamSize && window.hop ?? 0 == facts.header.hop)
    #expect(window.sampleRate.map { Int($0 * 1_000) } ?? 0 == facts.header.sampleRate)
    #expect(window.features == facts.header.featureCount)
    #expect(window.featureBits == facts.header.featureBits)
    #expect(window.componentBits == facts.header.componentBits)
    #expect(window.acceptsFloats == facts.acceptsFloats)
    #expect(window.acceptsIntegers == facts.acceptsIntegers)
    #expect(window.keptInputs == facts.keptInputs)
    #expect((window.keptInputs != nil) == (found.inputs < window.features))
  }

  @Test("has a scale for each input that is not standardised", arguments: names)
  func scales(name: String) throws {
    let (found, facts) = try Self.inspection(name)
    #expect((found.scales != nil) == (facts.scales != nil))
    #expect((found.inputScale == nil) == (facts.scales != nil))
    guard let scales = found.scales, let expected = facts.scales else { return }
    let count = expected.integers?.centres.count ?? expected.floats?.centreBits.count
    #expect(scales.count == count)
    for (index, scale) in scales.enumerated() {
      if let integers = expected.integers {
        #expect(scale.integerCentre == Double(integers.centres[index]))
        let quantum = scale.integerQuantum ?? -1
        let (multiplier, shift) = (integers.multipliers[index], integers.shifts[index])
        #expect(
          multiplier == 0
            ? quantum == 0 : abs(quantum * multiplier / pow(2, Double(shift)) - 1) < 1e-12)
      }
      if let floats = expected.floats {
        let multiplier = Double(Float(bitPattern: floats.multiplierBits[index]))
        #expect(scale.centre == Double(Float(bitPattern: floats.centreBits[index])))
        #expect(scale.quantum == (multiplier == 0 ? 0 : 1 / multiplier))
      }
      #expect((scale.quantum == nil) == (expected.floats == nil))
      #expect((scale.integerQuantum == nil) == (expected.integers == nil))
      #expect(found.window?.keptInputs.map { $0[scale.input] } ?? scale.input == scale.feature)
    }
  }

  @Test("has the sections of version 2 that are there", arguments: names)
  func sections(name: String) throws {
    let (found, facts) = try Self.inspection(name)
    let kinds = Set(facts.directory?.map { $0[0] } ?? [])
    #expect((found.program != nil) == kinds.contains(8))
    #expect((found.limits != nil) == kinds.contains(10))
    #expect((found.adaptation != nil) == kinds.contains(11))
    #expect((found.beats != nil) == kinds.contains(12))
    let json = try JSONDocument.encode(found)
    #expect(JSONDocument.decode(StudentInspection.self, from: json) == found)
  }
}
