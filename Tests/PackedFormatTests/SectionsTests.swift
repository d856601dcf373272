import Foundation
import PackedFormat
import Testing

@Suite("The table of sections")
struct SectionsTests {
  @Test("is that of the C99 runtime and of the oracle")
  func isTheCommonTable() throws {
    let expected = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/Golden/sections.txt").standardized
    #expect(try String(contentsOf: expected, encoding: .utf8) == SectionsText.table)
  }

  @Test("has a place for every section, in the order of the file")
  func isComplete() {
    var kinds: [SectionKind] = []
    SectionKind.inOrder { kinds.append($0) }
    #expect(kinds == (1...SectionKind.Each<Int>.count).map { SectionKind(rawValue: $0) })
    #expect(SectionKind(rawValue: kinds.count + 1) == nil)
  }

  @Test("gives the sizes that writing all sections out gives")
  func isUnrolled() throws {
    var generator = SeededGenerator(state: 1)
    for _ in 0..<2_000 {
      let shape = Self.shape(&generator)
      let (layout, unrolled) = (try PackedLayout(shape), UnrolledLayout(shape))
      #expect(layout[.projection]?.offset == unrolled.projection, "\(shape)")
      #expect(layout[.gate]?.offset == unrolled.gate, "\(shape)")
      #expect(layout[.sharedMap]?.offset == unrolled.sharedMap, "\(shape)")
      let regionMaps = (0..<shape.regionCount).map { layout.regionMap($0).offset }
      #expect(regionMaps == unrolled.regionMaps, "\(shape)")
      #expect(layout[.head]?.offset == unrolled.head, "\(shape)")
      #expect(layout.identifierOffset == unrolled.end, "\(shape)")
      #expect(layout.checksumOffset == unrolled.end + 8, "\(shape)")
      #expect(layout.byteCount == unrolled.end + 12, "\(shape)")
      #expect(layout.scratchByteCount == unrolled.scratch, "\(shape)")
      #expect(layout.outputs.upperBound <= layout.scratchCount, "\(shape)")
      #expect(shape.multiplyAccumulates == unrolled.multiplyAccumulates, "\(shape)")
    }
  }

  @Test("of version 2 gives the sizes of the format page")
  func isUnrolledInVersion2() throws {
    var generator = SeededGenerator(state: 2)
    var second = 0
    for _ in 0..<2_000 {
      let shape = Self.secondShape(&generator)
      let (layout, first) = (try PackedLayout(shape), UnrolledLayout(shape))
      let extra = ExtraSizes(shape)
      if layout.version == 1 {
        #expect(extra.sizes.isEmpty && layout.byteCount == first.end + 12, "\(shape)")
      } else {
        second += 1
        let rows =
          1 + (shape.hasProjection ? 1 : 0) + (shape.regionCount > 1 ? 1 : 0)
          + (shape.hasSharedMap ? 1 : 0) + (shape.hasHead ? 1 : 0)
        let entries = rows + extra.sizes.count
        let sections = first.end - 48 + extra.sizes.reduce(0, +)
        #expect(layout.sectionCount == entries, "\(shape)")
        #expect(layout.byteCount == 76 + 8 * entries + sections, "\(shape)")
      }
      #expect(layout.scratchByteCount == first.scratch, "\(shape)")
      #expect(layout.inputByteCount == shape.inputCount * shape.featureBits / 8, "\(shape)")
      #expect(layout.streamByteCount == extra.stream, "\(shape)")
    }
    #expect(second > 1_500)
  }

  /// A shape with every section and every bit width.
  private static func secondShape(_ generator: inout SeededGenerator) -> PackedShape {
    func count(_ most: Int = 12) -> Int { .random(in: 1...most, using: &generator) }
    func isChosen() -> Bool { .random(using: &generator) }
    let (samples, channels, hasProgram) = (count(), count(3), count(4) == 1)
    let features = hasProgram ? count(60) : samples * channels
    let inputs = isChosen() ? features : Int.random(in: 1...features, using: &generator)
    let components = isChosen() ? count() : nil
    let parts =
      hasProgram ? .integers : ScaleParts(rawValue: 2 * .random(in: 0...3, using: &generator))
    let limits = LimitParts(
      rawValue: 2 * .random(in: 0...15, using: &generator) & (components == nil ? 22 : 30))
    let bits = isChosen() ? 16 : 8
    return PackedShape(
      inputCount: inputs, regionCount: count(), outputCount: count(), componentCount: components,
      headInputCount: isChosen() ? count() : nil, hasSharedMap: isChosen(),
      window: PackedWindow(
        samplesPerChannel: samples, channelCount: channels, featureCount: features,
        hop: .random(in: 0...samples, using: &generator)),
      featureBits: bits, componentBits: components == nil ? bits : isChosen() ? 16 : 8,
      sections: SectionFacts(
        scales: parts, scaleCount: parts == .none ? 0 : inputs,
        stageCount: hasProgram ? count(64) : 0, constantCount: hasProgram ? count(9) - 1 : 0,
        limits: limits, hasAdaptation: (components ?? inputs) <= 32 && isChosen(),
        hasBeats: channels == 1 && !hasProgram && isChosen()))
  }

  /// A shape with every section present or absent; one in four has large counts.
  private static func shape(_ generator: inout SeededGenerator) -> PackedShape {
    let largest = Int.random(in: 0..<4, using: &generator) == 0 ? 1_000 : 12
    func count() -> Int { .random(in: 1...largest, using: &generator) }
    return PackedShape(
      inputCount: count(), regionCount: count(), outputCount: count(),
      componentCount: .random(using: &generator) ? count() : nil,
      headInputCount: .random(using: &generator) ? count() : nil,
      hasSharedMap: .random(using: &generator))
  }
}

/// The same shapes on every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state
  }
}

/// Docs/Format.md, Sections, read literally, one section after the other.
private struct UnrolledLayout {
  var projection, gate, sharedMap, head: Int?
  var regionMaps: [Int] = []
  var end = 48
  var scratch = 0
  var multiplyAccumulates = 0

  init(_ shape: PackedShape) {
    let (n, d, k) = (shape.inputCount, shape.componentCount, shape.regionCount)
    let (q, outputs) = (shape.mapCount, shape.outputCount)
    if shape.hasProjection { projection = add(rows: d, columns: n) }
    if k > 1 { gate = add(rows: k - 1, columns: d, isMap: false) }
    if shape.hasSharedMap { sharedMap = add(rows: q, columns: n) }
    for _ in 0..<k { regionMaps.append(add(rows: q, columns: d)) }
    if shape.hasHead { head = add(rows: outputs, columns: q) }
    // Of the maps of the regions one inference executes one.
    multiplyAccumulates -= (k - 1) * q * d
    let accumulators = max(q, k - 1, shape.hasProjection ? d : 0)
    scratch =
      (shape.hasProjection ? Self.padded(d * shape.componentBits / 8) : 0) + 4 * accumulators
      + (shape.hasHead ? 4 * outputs : 0)
  }

  private static func padded(_ count: Int) -> Int { (count + 3) / 4 * 4 }

  private mutating func add(rows: Int, columns: Int, isMap: Bool = true) -> Int {
    let start = end
    end += (isMap ? 8 * rows + Self.padded(rows) : 4 * rows) + Self.padded(rows * columns)
    multiplyAccumulates += rows * columns
    return start
  }
}

/// Docs/Format.md, Version 2, read literally: bytes of the sections of kind 6 and above that are
/// there, and of the state of a stream.
private struct ExtraSizes {
  var sizes: [Int] = []
  let stream: Int

  init(_ shape: PackedShape) {
    let (facts, window) = (shape.sections, shape.window)
    func padded(_ count: Int) -> Int { (count + 3) / 4 * 4 }
    let (s, d, k) = (facts.scaleCount, shape.componentCount, shape.regionCount)
    if facts.scales != .none {
      sizes.append(
        (facts.scales.contains(.integers) ? 8 * s + padded(s) : 0)
          + (facts.scales.contains(.floats) ? 8 * s : 0))
    }
    if shape.inputCount < window.featureCount { sizes.append(padded(2 * shape.inputCount)) }
    if facts.stageCount > 0 { sizes.append(4 * window.channelCount + 16 * facts.stageCount) }
    if facts.constantWordCount > 0 { sizes.append(4 * facts.constantWordCount) }
    if facts.limits != .none {
      var size = facts.limits.contains(.margin) ? 4 : 0
      if facts.limits.contains(.distances) {
        size += 12 + padded(d * shape.componentBits / 8) + 4 * k
      }
      if facts.limits.contains(.energy) { size += 12 + 4 * d }
      sizes.append(size + (facts.limits.contains(.deviation) ? 4 : 0))
    }
    if facts.hasAdaptation { sizes.append(20) }
    if facts.hasBeats { sizes.append(24) }
    let windows = window.hop < window.samplesPerChannel ? 2 : 1
    stream = window.hop == 0 ? 0 : 16 + 4 * ((window.count + 1) / 2) * windows
  }
}

/// The table as text, found by asking it about shapes. The sections of version 1: number, name,
/// condition, rows, columns, element, how many. Those of version 2: kind, name, flags, bytes.
private enum SectionsText {
  static var table: String {
    var text = ""
    SectionKind.inOrder { kind in
      let lines = kind.rawValue <= SectionKind.head.rawValue ? [line(kind)] : numberLines(kind)
      text += lines.map { $0 + "\n" }.joined()
    }
    return text
  }

  /// The sections without rows, of every part that the common table states.
  private static func numberLines(_ kind: SectionKind) -> [String] {
    let facts: [SectionFacts] =
      switch kind {
      case .scales:
        [ScaleParts.integers, .floats, .both].map { SectionFacts(scales: $0, scaleCount: 5) }
      case .limits: [2, 4, 8, 16, 30].map { SectionFacts(limits: LimitParts(rawValue: $0)) }
      default: [SectionFacts(stageCount: 2, constantCount: 9, hasAdaptation: true, hasBeats: true)]
      }
    return facts.map { facts in
      let section = PackedShape(
        inputCount: 7, regionCount: 4, outputCount: 1, componentCount: 6,
        window: PackedWindow(samplesPerChannel: 8, channelCount: 3), featureBits: 16,
        sections: facts
      ).section(kind)
      return "\(kind.rawValue) \(name(kind)) \(section.flags) \(section.byteCount)"
    }
  }

  private static func line(_ kind: SectionKind) -> String {
    let shape = PackedShape(
      inputCount: 101, regionCount: 103, outputCount: 107, componentCount: 109,
      headInputCount: 113, hasSharedMap: true)
    let letters = [101: "n", 103: "k", 102: "k-1", 107: "C", 109: "d", 113: "q", 1: "1"]
    let section = shape.section(kind)
    let counts = [section.rowCount, section.columnCount, section.count].map {
      letters[$0] ?? "\($0)"
    }
    return [
      "\(kind.rawValue - 1)", name(kind), condition(kind), counts[0], counts[1],
      "\(section.element)", counts[2],
    ].joined(separator: " ")
  }

  /// `sharedMap` as `shared_map`.
  private static func name(_ kind: SectionKind) -> String {
    "\(kind)".map { $0.isUppercase ? "_" + $0.lowercased() : "\($0)" }.joined()
  }

  /// The condition of a shape that brings the section. Each one is tried alone.
  private static func condition(_ kind: SectionKind) -> String {
    func has(
      k: Int = 1, projected: Int? = nil, headInputs: Int? = nil, hasSharedMap: Bool = false
    ) -> Bool {
      PackedShape(
        inputCount: 1, regionCount: k, outputCount: 1, componentCount: projected,
        headInputCount: headInputs, hasSharedMap: hasSharedMap
      ).section(kind).isThere
    }
    guard !has() else { return "always" }
    let conditions = [
      ("projection", has(projected: 1)), ("k>1", has(k: 2)),
      ("shared_map", has(hasSharedMap: true)), ("head", has(headInputs: 1)),
    ]
    return conditions.filter(\.1).map(\.0).joined(separator: "|")
  }
}
