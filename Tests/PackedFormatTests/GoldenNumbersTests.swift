import Foundation
import PackedFormat
import SignalFrontEnd
import Testing

/// The numbers of the sections of kind 6 and above in a golden file's description.
private struct GoldenNumbers: Decodable {
  struct Scales: Decodable {
    struct Integers: Decodable {
      let centres, multipliers: [Int32]
      let shifts: [UInt8]
    }
    struct Floats: Decodable { let centreBits, multiplierBits: [UInt32] }
    let integers: Integers?
    let floats: Floats?
  }
  struct Program: Decodable {
    struct Stage: Decodable {
      let op, source, target, channel: UInt8
      let start, count: UInt16
      let operands: [UInt16]
    }
    let countsPerUnitBits: [UInt32]
    let stages: [Stage]
  }
  struct Limits: Decodable {
    struct Distances: Decodable {
      let multiplier: Int32
      let shift, unit: UInt32
      let centre: [Int16]
      let limits: [UInt32]
    }
    struct Energy: Decodable {
      let limit: UInt64
      let shift: UInt32
      let multipliers: [UInt32]
    }
    let leastMargin: Int32?
    let distances: Distances?
    let energy: Energy?
    let leastDeviation: UInt32?
  }
  struct Node: Decodable {
    let channels, length: Int
    let magnitude: Int32
    let energy: UInt64
  }
  let scales: Scales?
  let keptInputs: [Int]?
  let program: Program?
  let limits: Limits?
  let adaptation: [String: Int]?
  let beats: [String: Int]?
  let nodes: [String: Node]?
}

/// Each value is read as the description says, and written as it was.
@Suite("Golden numbers of the sections without rows")
struct GoldenNumbersTests {
  /// The file, its layout, its description, and a file of the same length to write to.
  private struct Case {
    let bytes: [UInt8]
    let layout: PackedLayout
    let wanted: GoldenNumbers

    init(_ name: String) throws {
      let bytes = try Golden.bytes(name)
      self.bytes = bytes
      layout = PackedLayout(trusting: try PackedHeader(parsing: bytes.span.bytes))
      wanted = try Golden.description(name)
    }

    /// Whether `write` makes the bytes of `kind` of zeros.
    func isWritten(
      _ kind: SectionKind, _ write: (inout MutableRawSpan) -> Void
    ) -> Bool {
      guard let range = layout.range(of: kind) else { return true }
      var copy = [UInt8](repeating: 0, count: bytes.count)
      var span = copy.mutableSpan
      var raw = span.mutableBytes
      write(&raw)
      return copy[range] == bytes[range] && copy[..<range.lowerBound].allSatisfy { $0 == 0 }
        && copy[range.upperBound...].allSatisfy { $0 == 0 }
    }
  }

  private static func names() throws -> [String] {
    try Golden.names().filter { $0.hasPrefix("v2-") }
  }

  @Test("scales", arguments: try names())
  func scales(name: String) throws {
    let golden = try Case(name)
    guard let layout = golden.layout.scales, let wanted = golden.wanted.scales else {
      #expect(golden.layout.scales == nil && golden.wanted.scales == nil)
      return
    }
    let file = golden.bytes.span.bytes
    let indices = 0..<layout.count
    let integers = wanted.integers.map { all in
      indices.map {
        IntegerScale(
          centre: all.centres[$0], multiplier: all.multipliers[$0], shift: all.shifts[$0])
      }
    }
    let floats = wanted.floats.map { all in
      indices.map {
        FloatScale(
          centre: Float(bitPattern: all.centreBits[$0]),
          multiplier: Float(bitPattern: all.multiplierBits[$0]))
      }
    }
    #expect(layout.parts.contains(.integers) == (integers != nil))
    #expect(layout.parts.contains(.floats) == (floats != nil))
    for index in indices {
      if let integers { #expect(layout.integer(index, in: file) == integers[index]) }
      if let floats { #expect(layout.float(index, in: file) == floats[index]) }
    }
    #expect(
      golden.isWritten(.scales) { raw in
        for index in indices {
          if let integers { layout.write(integers[index], index, into: &raw) }
          if let floats { layout.write(floats[index], index, into: &raw) }
        }
      })
  }

  @Test("kept inputs", arguments: try names())
  func keptInputs(name: String) throws {
    let golden = try Case(name)
    let file = golden.bytes.span.bytes
    let found = golden.layout.keptInputs.map { list in
      (0..<list.count).map { list.feature($0, in: file) }
    }
    #expect(found == golden.wanted.keptInputs)
    #expect(
      golden.isWritten(.keptInputs) { raw in
        for (index, feature) in (found ?? []).enumerated() {
          golden.layout.keptInputs?.write(feature, index, into: &raw)
        }
      })
  }

  @Test("programs", arguments: try names())
  func program(name: String) throws {
    let golden = try Case(name)
    guard let layout = golden.layout.program, let wanted = golden.wanted.program else {
      #expect(golden.layout.program == nil && golden.wanted.program == nil)
      return
    }
    let file = golden.bytes.span.bytes
    let stages = wanted.stages.map {
      ProgramStage(
        ProgramStage.Operation(rawValue: $0.op), source: $0.source, target: $0.target,
        channel: $0.channel, constantStart: $0.start, constantCount: $0.count,
        operands: SIMD4($0.operands))
    }
    #expect((0..<layout.stageCount).map { layout.stage($0, in: file) } == stages)
    #expect(
      (0..<layout.channelCount).map { layout.countsPerUnit($0, in: file).bitPattern }
        == wanted.countsPerUnitBits)
    #expect(
      golden.isWritten(.program) { raw in
        for (channel, bits) in wanted.countsPerUnitBits.enumerated() {
          layout.write(countsPerUnit: Float(bitPattern: bits), channel, into: &raw)
        }
        for (index, stage) in stages.enumerated() { layout.write(stage, index, into: &raw) }
      })
    let node = try #require(golden.wanted.nodes?["0"])
    let shape = golden.layout.shape.window
    let window = ProgramNode(window: shape.channelCount, of: shape.samplesPerChannel)
    #expect(window.channelCount == node.channels)
    #expect(window.length == node.length)
    #expect(window.magnitude == node.magnitude)
  }

  @Test("limits", arguments: try names())
  func limits(name: String) throws {
    let golden = try Case(name)
    guard let layout = golden.layout.limits, let wanted = golden.wanted.limits else {
      #expect(golden.layout.limits == nil && golden.wanted.limits == nil)
      return
    }
    let file = golden.bytes.span.bytes
    var numbers = LimitNumbers()
    numbers.leastMargin = wanted.leastMargin ?? 0
    numbers.scoreMultiplier = wanted.distances?.multiplier ?? 0
    numbers.scoreShift = wanted.distances?.shift ?? 0
    numbers.distanceUnit = wanted.distances?.unit ?? 0
    numbers.energyLimit = wanted.energy?.limit ?? 0
    numbers.energyShift = wanted.energy?.shift ?? 0
    numbers.leastDeviation = wanted.leastDeviation ?? 0
    #expect(layout.numbers(in: file) == numbers)
    let components = 0..<layout.componentCount
    if let distances = wanted.distances {
      #expect(components.map { layout.centre($0, in: file) } == distances.centre)
      #expect(
        (0..<layout.regionCount).map { layout.distance($0, in: file) } == distances.limits)
    }
    if let energy = wanted.energy {
      #expect(components.map { layout.energyMultiplier($0, in: file) } == energy.multipliers)
    }
    #expect(
      golden.isWritten(.limits) { raw in
        layout.write(numbers, into: &raw)
        for (index, value) in (wanted.distances?.centre ?? []).enumerated() {
          layout.write(centre: value, index, into: &raw)
        }
        for (region, value) in (wanted.distances?.limits ?? []).enumerated() {
          layout.write(distance: value, region, into: &raw)
        }
        for (index, value) in (wanted.energy?.multipliers ?? []).enumerated() {
          layout.write(energyMultiplier: value, index, into: &raw)
        }
      })
  }

  @Test("the constants of an adaptation", arguments: try names())
  func adaptation(name: String) throws {
    let golden = try Case(name)
    let start = golden.layout.range(of: .adaptation)?.lowerBound
    #expect((start == nil) == (golden.wanted.adaptation == nil))
    guard let start, let wanted = golden.wanted.adaptation else { return }
    let found = AdaptationConstants(reading: golden.bytes.span.bytes, at: start)
    let expected = [
      "constant": Int(found.constant), "mostUpdates": Int(found.mostUpdates),
      "priorOfP": Int(found.prior), "margin": Int(found.margin),
      "saturationOfP": Int(found.covarianceLimit), "saturationOfW": Int(found.weightLimit),
    ]
    #expect(wanted == expected)
    #expect(found.isValid)
    #expect(golden.isWritten(.adaptation) { found.write(into: &$0, at: start) })
  }

  @Test("the constants of a search for beats", arguments: try names())
  func beats(name: String) throws {
    let golden = try Case(name)
    let start = golden.layout.range(of: .beats)?.lowerBound
    #expect((start == nil) == (golden.wanted.beats == nil))
    guard let start, let wanted = golden.wanted.beats else { return }
    let found = BeatConstants(reading: golden.bytes.span.bytes, at: start)
    let fields: [(String, UInt16)] = [
      ("before", found.samplesBefore), ("from", found.samplesFrom),
      ("refractory", found.refractory), ("tWave", found.tWave), ("searchBack", found.searchBack),
      ("box", found.box), ("lag", found.lag), ("integration", found.integration),
      ("threshold", found.threshold), ("signalDecay", found.signalDecay),
      ("noiseDecay", found.noiseDecay), ("rrFeatures", found.intervalFeatures),
    ]
    #expect(wanted == Dictionary(uniqueKeysWithValues: fields.map { ($0, Int($1)) }))
    #expect(found.isValid(samplesPerChannel: golden.layout.shape.window.samplesPerChannel))
    #expect(golden.isWritten(.beats) { found.write(into: &$0, at: start) })
  }
}
