import PackedFormat
import Testing

@Suite("Header and directory of version 2")
struct SecondHeaderTests {
  /// The bytes that a header writes, in a buffer that is 4 bytes longer.
  private func bytes(of header: PackedHeader) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xEE, count: header.byteCount + 4)
    var span = bytes.mutableSpan
    var raw = span.mutableBytes
    header.write(into: &raw)
    #expect(bytes.suffix(4) == [0xEE, 0xEE, 0xEE, 0xEE])
    return bytes.dropLast(4)
  }

  private func little<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian, Array.init)
  }

  @Test("writes the byte tables of the format")
  func byteTable() throws {
    let shape = PackedShape(
      inputCount: 5, regionCount: 2, outputCount: 1, componentCount: 4,
      window: PackedWindow(samplesPerChannel: 6, sampleRate: 250_000, hop: 3), featureBits: 16,
      componentBits: 8, isBinary: true,
      sections: SectionFacts(
        scales: .both, scaleCount: 3, limits: LimitParts.margin.union(.energy), hasBeats: true))
    let header = try PackedHeader(
      shape: shape, hasLogits: true, inputMultiplier: 0, outputScale: 0.5,
      window: WindowQuantization(
        standardizedCount: 3, inputCount: 2, countsPerUnit: 200, gain: 1 << 20))
    var expected: [UInt8] = [0x54, 0x53, 0x52, 0x41, 2, 0, 0b110_0011, 0]
    expected += little(UInt32(try PackedLayout.byteCount(of: shape)))
    expected += [5, 0, 3, 0, 4, 0, 2, 0, 1, 0, 1, 0]
    expected += little(UInt32(0)) + little(Float(0.5).bitPattern) + little(Float(200).bitPattern)
    expected += little(UInt32(1 << 20)) + [0, 0, 0, 0, 0, 0, 0, 0]
    expected += [6, 0, 1, 0] + little(UInt32(250_000)) + [6, 0, 3, 0, 16, 8, 7, 0]
    let entries: [(UInt16, UInt16, UInt32)] = [
      (1, 1, 4 * 4 + 4 * 4 + 4 + 20), (2, 1, 4 + 4), (4, 1, 2 * (4 + 4 + 4 + 4)),
      (6, 7, 3 * 8 + 4 + 3 * 8), (7, 1, 12), (10, 10, 4 + 12 + 16), (12, 0, 24),
    ]
    for (kind, flags, size) in entries { expected += little(kind) + little(flags) + little(size) }
    #expect(bytes(of: header) == expected)
    #expect(header.byteCount == 64 + 8 * 7)
    #expect(header.length == 64 + 56 + 12 + entries.reduce(0) { $0 + $1.2 })
  }

  @Test("a student has the lowest version that suffices")
  func lowestVersion() {
    func shape(
      _ window: PackedWindow? = nil, bits: Int = 8, isBinary: Bool = false,
      sections: SectionFacts = .none
    ) -> PackedShape {
      PackedShape(
        inputCount: 6, regionCount: 1, outputCount: 1, componentCount: 3, window: window,
        featureBits: bits, isBinary: isBinary, sections: sections)
    }
    #expect(shape().version == 1)
    #expect(shape(PackedWindow(samplesPerChannel: 6)).version == 1)
    let second = [
      shape(bits: 16), shape(isBinary: true), shape(PackedWindow(samplesPerChannel: 7)),
      shape(PackedWindow(samplesPerChannel: 3, channelCount: 2)),
      shape(PackedWindow(samplesPerChannel: 6, sampleRate: 1)),
      shape(PackedWindow(samplesPerChannel: 6, hop: 6)),
      shape(sections: SectionFacts(scales: .floats, scaleCount: 6)),
      shape(sections: SectionFacts(limits: .margin)),
      shape(sections: SectionFacts(hasAdaptation: true)),
      shape(sections: SectionFacts(hasBeats: true)),
      PackedShape(
        inputCount: 6, regionCount: 1, outputCount: 1, componentCount: 3, componentBits: 16),
    ]
    for shape in second { #expect(shape.version == 2, "\(shape)") }
  }

  @Test("fields outside their ranges are refused")
  func fields() {
    let windows = [
      PackedWindow(samplesPerChannel: 0, featureCount: 6),
      PackedWindow(samplesPerChannel: 16_385, featureCount: 6),
      PackedWindow(samplesPerChannel: 6, channelCount: 0, featureCount: 6),
      PackedWindow(samplesPerChannel: 6, channelCount: 17, featureCount: 6),
      PackedWindow(samplesPerChannel: 5), PackedWindow(samplesPerChannel: 6, hop: 7),
      PackedWindow(samplesPerChannel: 6, hop: -1),
      PackedWindow(samplesPerChannel: 16_384, channelCount: 2),
    ]
    for window in windows {
      #expect(throws: PackedFormatError.header, "\(window)") {
        try PackedLayout(
          PackedShape(inputCount: 6, regionCount: 1, outputCount: 1, window: window))
      }
    }
    let shapes = [
      PackedShape(inputCount: 6, regionCount: 1, outputCount: 1, featureBits: 12),
      PackedShape(inputCount: 6, regionCount: 1, outputCount: 1, componentBits: 16),
      PackedShape(
        inputCount: 6, regionCount: 1, outputCount: 1, componentCount: 2, componentBits: 0),
      PackedShape(inputCount: 6, regionCount: 1, outputCount: 2, isBinary: true),
    ]
    for shape in shapes {
      #expect(throws: PackedFormatError.header, "\(shape)") { try PackedLayout(shape) }
    }
    #expect(throws: PackedFormatError.header) {
      try PackedHeader(
        shape: PackedShape(inputCount: 6, regionCount: 1, outputCount: 1, isBinary: true),
        hasLogits: false, inputMultiplier: 1, outputScale: 1)
    }
  }

  @Test("sections that contradict one another or the shape are refused")
  func sections() {
    let two = PackedWindow(samplesPerChannel: 3, channelCount: 2)
    let shapes: [(PackedWindow?, SectionFacts)] = [
      (nil, SectionFacts(scales: .both)), (nil, SectionFacts(scaleCount: 6)),
      (nil, SectionFacts(scales: .both, scaleCount: 7)),
      (nil, SectionFacts(scales: ScaleParts(rawValue: 8), scaleCount: 6)),
      (nil, SectionFacts(stageCount: 1)),
      (nil, SectionFacts(scales: .both, scaleCount: 6, stageCount: 1)),
      (nil, SectionFacts(scales: .integers, scaleCount: 6, stageCount: 65)),
      (nil, SectionFacts(constantCount: 1)), (nil, SectionFacts(limits: .energy)),
      (nil, SectionFacts(limits: LimitParts(rawValue: 32))), (two, SectionFacts(hasBeats: true)),
      (nil, SectionFacts(scales: .integers, scaleCount: 6, stageCount: 1, hasBeats: true)),
      (PackedWindow(samplesPerChannel: 7, featureCount: 6), .none),
      (
        PackedWindow(samplesPerChannel: 1_025),
        SectionFacts(scales: .integers, scaleCount: 6, stageCount: 1)
      ),
    ]
    for (window, facts) in shapes {
      #expect(throws: PackedFormatError.section, "\(facts)") {
        try PackedLayout(
          PackedShape(
            inputCount: 6, regionCount: 1, outputCount: 1, window: window, sections: facts))
      }
    }
    #expect(throws: PackedFormatError.section) {
      try PackedLayout(
        PackedShape(
          inputCount: 33, regionCount: 1, outputCount: 1,
          sections: SectionFacts(hasAdaptation: true)))
    }
  }

  @Test("a header says itself how many inputs have scales")
  func scaleCounts() throws {
    func header(
      _ facts: SectionFacts, _ multiplier: Float, standardized: Int, inputs: Int? = nil
    ) throws -> PackedHeader {
      try PackedHeader(
        shape: PackedShape(
          inputCount: 6, regionCount: 1, outputCount: 1,
          window: PackedWindow(samplesPerChannel: 9), sections: facts),
        hasLogits: true, inputMultiplier: multiplier, outputScale: 1,
        window: WindowQuantization(
          standardizedCount: standardized, inputCount: inputs, countsPerUnit: 1, gain: 1))
    }
    let scales = SectionFacts(scales: .integers, scaleCount: 2)
    let all = try header(.none, 1, standardized: 9, inputs: 6)
    #expect(all.acceptsCounts && all.acceptsFloats && !all.acceptsIntegers)
    let some = try header(scales, 0, standardized: 5, inputs: 4)
    #expect(some.acceptsCounts && !some.acceptsFloats && !some.acceptsIntegers)
    #expect(!(try header(.none, 1, standardized: 5, inputs: 4).acceptsCounts))
    let refused: [(SectionFacts, Float, Int, Int?)] = [
      // One scale beside scales, or neither.
      (scales, 1, 5, 4), (.none, 0, 5, 4),
      // Other scales than inputs that need one.
      (scales, 0, 5, 3), (scales, 0, 5, nil),
      // More inputs of the window than it has features or the student inputs, and fewer than can be.
      (.none, 1, 5, 6), (.none, 1, 9, nil), (.none, 1, 9, 5), (.none, 1, 5, -1),
    ]
    for (facts, multiplier, standardized, inputs) in refused {
      #expect(throws: PackedFormatError.section, "\(facts) \(standardized)") {
        try header(facts, multiplier, standardized: standardized, inputs: inputs)
      }
    }
  }
}
