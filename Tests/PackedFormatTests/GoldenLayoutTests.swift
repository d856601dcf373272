import Foundation
import PackedFormat
import Testing

/// Header and layout in a golden file's description. What version 2 adds is nil in one of version 1.
struct GoldenDescription: Decodable {
  struct Header: Decodable {
    let version, flags: UInt16
    let length: UInt32
    let inputCount, standardizedCount, gateCount, regionCount, mapCount, outputCount: Int
    let inputMultiplierBits, outputScaleBits, countsPerUnitBits, windowGain: UInt32
    let countMultiplier: Int32
    let countZero: Int16
    let countShift: UInt8
    let samplesPerChannel, channelCount, featureCount, hop, featureBits, componentBits: Int?
    let sampleRate: UInt32?
    let sectionCount: Int?
  }
  struct Layout: Decodable {
    let projection, gate, sharedMap, head: Int?
    let regionMaps: [Int]
    let scales, keptInputs, program, constants, limits, adaptation, beats: Int?
    let unknown: [Int]?
    let identifier, checksum: Int
  }
  let header: Header
  let acceptsCounts: Bool
  let acceptsFloats, acceptsIntegers: Bool?
  let scratch: Int
  let windowCount, scaleCount, inputSize, streamSize: Int?
  let directory: [[Int]]?
  let layout: Layout
  let checksum: UInt32
}

/// The golden files of the project, found from this file.
enum Golden {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../Fixtures/Golden").standardized

  static func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".tessera") }.map { String($0.dropLast(8)) }.sorted()
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: folder.appending(path: name + ".tessera")))
  }

  static func description<Description: Decodable>(_ name: String) throws -> Description {
    let json = try Data(contentsOf: folder.appending(path: name + ".json"))
    return try JSONDecoder().decode(Description.self, from: json)
  }
}

@Suite("Golden headers and layouts")
struct GoldenLayoutTests {
  private func load(_ name: String) throws -> (bytes: [UInt8], description: GoldenDescription) {
    (try Golden.bytes(name), try Golden.description(name))
  }

  @Test("there are golden files of both versions")
  func areThere() throws {
    let names = try Golden.names()
    #expect(names.filter { !$0.hasPrefix("v2-") }.count >= 20)
    #expect(names.filter { $0.hasPrefix("v2-") }.count >= 24)
  }

  @Test("the header says what the description says", arguments: try Golden.names())
  func header(name: String) throws {
    let (bytes, description) = try load(name)
    let header = try PackedHeader(parsing: bytes.span.bytes)
    let expected = description.header
    #expect(header.version == Int(expected.version))
    #expect(header.flags.rawValue == expected.flags)
    #expect(header.length == expected.length)
    #expect(header.inputCount == expected.inputCount)
    #expect(header.standardizedCount == expected.standardizedCount)
    #expect(header.componentCount == expected.gateCount)
    #expect(header.regionCount == expected.regionCount)
    #expect(header.mapCount == expected.mapCount)
    #expect(header.outputCount == expected.outputCount)
    #expect(header.inputMultiplier.bitPattern == expected.inputMultiplierBits)
    #expect(header.outputScale.bitPattern == expected.outputScaleBits)
    #expect(header.countsPerUnit.bitPattern == expected.countsPerUnitBits)
    #expect(header.windowGain == expected.windowGain)
    #expect(header.countMultiplier == expected.countMultiplier)
    #expect(header.countZero == expected.countZero)
    #expect(header.countShift == expected.countShift)
    #expect(header.acceptsCounts == description.acceptsCounts)
  }

  @Test("version 1 is one channel of n samples of 8 bits", arguments: try Golden.names())
  func secondPart(name: String) throws {
    let (bytes, description) = try load(name)
    let header = try PackedHeader(parsing: bytes.span.bytes)
    let (expected, n) = (description.header, description.header.inputCount)
    #expect(header.samplesPerChannel == expected.samplesPerChannel ?? n)
    #expect(header.channelCount == expected.channelCount ?? 1)
    #expect(header.sampleRate == expected.sampleRate ?? 0)
    #expect(header.featureCount == expected.featureCount ?? n)
    #expect(header.hop == expected.hop ?? 0)
    #expect(header.featureBits == expected.featureBits ?? 8)
    #expect(header.componentBits == expected.componentBits ?? 8)
    #expect(header.sectionCount == expected.sectionCount ?? 0)
    #expect(header.windowCount == description.windowCount ?? n)
    #expect(header.acceptsFloats == description.acceptsFloats ?? true)
    #expect(header.acceptsIntegers == description.acceptsIntegers ?? false)
    let plain = description.scaleCount ?? n - header.standardizedCount
    #expect(header.standardizedInputCount == n - plain)
  }

  @Test("the layout says what the description says", arguments: try Golden.names())
  func layout(name: String) throws {
    let (bytes, description) = try load(name)
    let header = try PackedHeader(parsing: bytes.span.bytes)
    let layout = PackedLayout(trusting: header)
    let starts = try SectionStarts(validating: header, in: bytes.span.bytes)
    let expected = description.layout
    #expect(layout[.projection]?.offset == expected.projection)
    #expect(layout[.gate]?.offset == expected.gate)
    #expect(layout[.sharedMap]?.offset == expected.sharedMap)
    #expect((0..<header.regionCount).map { layout.regionMap($0).offset } == expected.regionMaps)
    #expect(layout[.head]?.offset == expected.head)
    SectionKind.withRowsInOrder { #expect(starts[$0] == layout.start(of: $0)) }
    for kind in [SectionKind.scales, .keptInputs, .program, .constants] {
      #expect(starts[kind] == layout.range(of: kind)?.lowerBound ?? 0)
    }
    #expect(starts.regionStride == layout.regionMap(0).byteCount)
    #expect(layout.identifierOffset == expected.identifier)
    #expect(layout.checksumOffset == expected.checksum)
    #expect(layout.byteCount == bytes.count)
    let payload = Array(bytes.dropLast(4))
    #expect(CRC32.checksum(of: payload.span.bytes) == description.checksum)
  }

  @Test("the layout has the sections of the directory", arguments: try Golden.names())
  func sections(name: String) throws {
    let (bytes, description) = try load(name)
    let layout = PackedLayout(trusting: try PackedHeader(parsing: bytes.span.bytes))
    let expected = description.layout
    #expect(layout.scales?.offset == expected.scales)
    #expect(layout.keptInputs?.offset == expected.keptInputs)
    #expect(layout.program?.offset == expected.program)
    #expect(layout.constants?.offset == expected.constants)
    #expect(layout.limits?.offset == expected.limits)
    #expect(layout.range(of: .adaptation)?.lowerBound == expected.adaptation)
    #expect(layout.range(of: .beats)?.lowerBound == expected.beats)
    var entries: [[Int]] = []
    SectionKind.inOrder { kind in
      guard let range = layout.range(of: kind), layout.version == 2 else { return }
      entries.append([kind.rawValue, Int(layout.shape.section(kind).flags), range.count])
    }
    let known = (description.directory ?? []).filter { $0[0] <= SectionKind.beats.rawValue }
    #expect(entries == known)
    #expect(layout.start(of: nil) == expected.unknown?.first ?? expected.identifier)
  }

  @Test("the sizes are those of the description", arguments: try Golden.names())
  func sizes(name: String) throws {
    let (bytes, description) = try load(name)
    let layout = PackedLayout(trusting: try PackedHeader(parsing: bytes.span.bytes))
    #expect(layout.scratchByteCount == description.scratch)
    #expect(layout.inputByteCount == description.inputSize ?? description.header.inputCount)
    #expect(layout.streamByteCount == description.streamSize ?? 0)
  }

  @Test("a header made from the fields writes the same bytes", arguments: try Golden.names())
  func rewritten(name: String) throws {
    let (bytes, description) = try load(name)
    let read = try PackedHeader(parsing: bytes.span.bytes)
    // Nobody writes sections that are not known.
    guard description.layout.unknown?.isEmpty ?? true else { return }
    let made = try PackedHeader(
      shape: read.shape, isRectified: read.flags.contains(.rectified),
      hasLogits: read.flags.contains(.logits), inputMultiplier: read.inputMultiplier,
      outputScale: read.outputScale, window: read.window, counts: read.counts)
    #expect(made == read)
    var written = [UInt8](repeating: 0, count: made.byteCount)
    var span = written.mutableSpan
    var raw = span.mutableBytes
    made.write(into: &raw)
    #expect(written == Array(bytes.prefix(made.byteCount)))
  }
}
