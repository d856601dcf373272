import Foundation
import PackedFormat
import Testing

/// Header and layout in a golden file's description.
private struct GoldenDescription: Decodable {
  struct Header: Decodable {
    let version, flags: UInt16
    let length: UInt32
    let inputCount, standardizedCount, gateCount, regionCount, mapCount, outputCount: Int
    let inputMultiplierBits, outputScaleBits, countsPerUnitBits, windowGain: UInt32
    let countMultiplier: Int32
    let countZero: Int16
    let countShift: UInt8
  }
  struct Layout: Decodable {
    let projection, gate, sharedMap, head: Int?
    let regionMaps: [Int]
    let identifier, checksum: Int
  }
  let header: Header
  let acceptsCounts: Bool
  let scratch: Int
  let layout: Layout
  let checksum: UInt32
}

private let golden = URL(filePath: #filePath).deletingLastPathComponent()
  .appending(path: "../Fixtures/Golden").standardized

private func goldenNames() throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: golden.path)
    .filter { $0.hasSuffix(".tessera") }.map { String($0.dropLast(8)) }.sorted()
}

@Suite("Golden headers and layouts")
struct GoldenLayoutTests {
  private func load(_ name: String) throws -> (bytes: [UInt8], description: GoldenDescription) {
    let bytes = try [UInt8](Data(contentsOf: golden.appending(path: name + ".tessera")))
    let json = try Data(contentsOf: golden.appending(path: name + ".json"))
    return (bytes, try JSONDecoder().decode(GoldenDescription.self, from: json))
  }

  @Test("there are golden files")
  func areThere() throws { #expect(try goldenNames().count >= 20) }

  @Test("the header says what the description says", arguments: try goldenNames())
  func header(name: String) throws {
    let (bytes, description) = try load(name)
    let header = try PackedHeader(parsing: bytes.span.bytes)
    let expected = description.header
    #expect(Int(expected.version) == header.version)
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

  @Test("the layout says what the description says", arguments: try goldenNames())
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
    #expect(layout.scratchByteCount == description.scratch)
    #expect(layout.byteCount == bytes.count)
    let payload = Array(bytes.dropLast(4))
    #expect(CRC32.checksum(of: payload.span.bytes) == description.checksum)
  }

  @Test("a header made from the fields writes the same bytes", arguments: try goldenNames())
  func rewritten(name: String) throws {
    let (bytes, _) = try load(name)
    let read = try PackedHeader(parsing: bytes.span.bytes)
    // Nobody writes sections that are not known.
    let isKnown = try PackedLayout(read.shape).byteCount == bytes.count
    guard isKnown else { return }
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
