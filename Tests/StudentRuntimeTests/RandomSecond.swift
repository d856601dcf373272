import PackedFormat
import SignalFrontEnd

/// A random student of version 2: its header, and which features are inputs.
struct RandomSecond {
  let header: PackedHeader
  let kept: [Int]
  let stages: [ProgramStage]

  /// A student with each section there or not.
  ///
  /// - Parameter extreme: Whether `RandomStudent` fills it with the ends of all ranges.
  static func bytes(
    _ generator: inout SeededGenerator, extreme: Bool
  ) throws -> [UInt8] {
    let second = try RandomSecond(&generator)
    var bytes = try RandomStudent.bytes(second.header, extreme: extreme, &generator)
    second.fill(&bytes, extreme, &generator)
    RandomStudent.seal(&bytes)
    return bytes
  }

  init(_ generator: inout SeededGenerator) throws {
    let hasProgram = Int.random(in: 0..<4, using: &generator) == 0
    let channels = Int.random(in: 1...3, using: &generator)
    let samples = Int.random(in: 1...8, using: &generator)
    stages = hasProgram ? Self.stages(channels, &generator) : []
    let features =
      hasProgram
      ? stages.reduce(0) { $0 + ($1.channel == ProgramStage.allChannels ? channels : 1) * samples }
      : channels * samples
    var all = Array(0..<features)
    while all.count > 1, Int.random(in: 0..<3, using: &generator) == 0 {
      all.remove(at: .random(in: 0..<all.count, using: &generator))
    }
    kept = all
    let standardized =
      hasProgram || .random(using: &generator) ? 0 : Int.random(in: 1...features, using: &generator)
    let leading = all.filter { $0 < standardized }.count
    let parts = Self.parts(leading == all.count, hasProgram, &generator)
    let window = PackedWindow(
      samplesPerChannel: samples, channelCount: channels, featureCount: features,
      sampleRate: .random(in: 0...1_000_000, using: &generator),
      hop: .random(in: 0...samples, using: &generator))
    header = try Self.header(
      inputs: all.count, window, standardized: standardized, leading: leading, parts,
      stageCount: stages.count, &generator)
  }

  private static func stages(
    _ channels: Int, _ generator: inout SeededGenerator
  ) -> [ProgramStage] {
    (0..<Int.random(in: 1...4, using: &generator)).map { _ in
      let channel = Int.random(in: 0...channels, using: &generator)
      return ProgramStage(.samples, channel: channel == channels ? 255 : UInt8(channel))
    }
  }

  private static func parts(
    _ isStandardized: Bool, _ hasProgram: Bool, _ generator: inout SeededGenerator
  ) -> ScaleParts {
    guard !isStandardized else { return .none }
    guard !hasProgram else { return .integers }
    return ScaleParts(rawValue: 2 * .random(in: 0...3, using: &generator))
  }

  private static func header(
    inputs: Int, _ window: PackedWindow, standardized: Int, leading: Int, _ parts: ScaleParts,
    stageCount: Int, _ generator: inout SeededGenerator
  ) throws -> PackedHeader {
    func isChosen() -> Bool { .random(using: &generator) }
    func bits() -> Int { isChosen() ? 16 : 8 }
    func count() -> Int { .random(in: 1...11, using: &generator) }
    let components = isChosen() ? count() : nil
    let outputs = Int.random(in: 1...6, using: &generator)
    let limits = LimitParts(
      rawValue: 2 * .random(in: 0...15, using: &generator) & (components == nil ? 22 : 30))
    let featureBits = bits()
    let shape = PackedShape(
      inputCount: inputs, regionCount: count(), outputCount: outputs, componentCount: components,
      headInputCount: isChosen() ? count() : nil, hasSharedMap: isChosen(), window: window,
      featureBits: featureBits, componentBits: components == nil ? nil : bits(),
      isBinary: outputs == 1 && isChosen(),
      sections: SectionFacts(
        scales: parts, scaleCount: parts == .none ? 0 : inputs - leading, stageCount: stageCount,
        limits: limits, hasAdaptation: (components ?? inputs) <= 32 && isChosen(),
        hasBeats: window.channelCount == 1 && stageCount == 0 && isChosen()))
    return try PackedHeader(
      shape: shape, isRectified: shape.hasHead && isChosen(), hasLogits: true,
      inputMultiplier: parts == .none ? .random(in: 0.5...100, using: &generator) : 0,
      outputScale: 1,
      window: standardized == 0
        ? nil
        : WindowQuantization(
          standardizedCount: standardized, inputCount: leading, countsPerUnit: 64,
          gain: .random(in: 1...1 << 30, using: &generator)),
      counts: parts == .none && isChosen()
        ? CountQuantization(
          multiplier: .random(in: 1 << 30...Int32.max, using: &generator),
          shift: .random(in: 33...50, using: &generator),
          zero: .random(in: .min ... .max, using: &generator)) : nil)
  }

  /// Fills the sections without rows.
  private func fill(_ bytes: inout [UInt8], _ extreme: Bool, _ generator: inout SeededGenerator) {
    let layout = PackedLayout(trusting: header)
    var span = bytes.mutableSpan
    var raw = span.mutableBytes
    if let scales = layout.scales {
      for index in 0..<scales.count {
        if scales.parts.contains(.integers) {
          scales.write(Self.integerScale(extreme, &generator), index, into: &raw)
        }
        if scales.parts.contains(.floats) {
          scales.write(Self.floatScale(extreme, &generator), index, into: &raw)
        }
      }
    }
    if let list = layout.keptInputs {
      for (index, feature) in kept.enumerated() { list.write(feature, index, into: &raw) }
    }
    if let program = layout.program {
      for channel in 0..<program.channelCount {
        let scale = Float.random(in: 0.5...200, using: &generator)
        program.write(countsPerUnit: scale, channel, into: &raw)
      }
      for (index, stage) in stages.enumerated() { program.write(stage, index, into: &raw) }
    }
    if let limits = layout.limits { fill(limits, &raw, &generator) }
    if let range = layout.range(of: .adaptation) {
      AdaptationConstants(
        constant: 64, mostUpdates: 10, prior: 1 << 20, margin: 5, covarianceLimit: 1 << 30,
        weightLimit: 1 << 30
      ).write(into: &raw, at: range.lowerBound)
    }
    if let range = layout.range(of: .beats) {
      var beats = BeatConstants()
      beats.samplesFrom = UInt16(header.samplesPerChannel)
      beats.write(into: &raw, at: range.lowerBound)
    }
  }

  private func fill(
    _ limits: LimitsLayout, _ raw: inout MutableRawSpan, _ generator: inout SeededGenerator
  ) {
    var numbers = LimitNumbers()
    (numbers.leastMargin, numbers.leastDeviation) = (7, 300)
    (numbers.scoreMultiplier, numbers.scoreShift, numbers.distanceUnit) = (1 << 30, 40, 3)
    (numbers.energyLimit, numbers.energyShift) = (1 << 40 + 3, 12)
    limits.write(numbers, into: &raw)
    for index in 0..<limits.componentCount where limits.parts.contains(.distances) {
      limits.write(centre: .random(in: -128...127, using: &generator), index, into: &raw)
    }
  }

  private static func integerScale(
    _ extreme: Bool, _ generator: inout SeededGenerator
  ) -> IntegerScale {
    guard Int.random(in: 0..<6, using: &generator) > 0 else { return .zero }
    guard !extreme else {
      return IntegerScale(
        centre: .random(using: &generator) ? .min : .max,
        multiplier: .random(using: &generator) ? 1 << 30 : .max,
        shift: [1, 2, 31, 32, 33, 61, 62][.random(in: 0..<7, using: &generator)])
    }
    return IntegerScale(
      centre: .random(in: -40_000...40_000, using: &generator),
      multiplier: .random(in: 1 << 30...Int32.max, using: &generator),
      shift: .random(in: 25...45, using: &generator))
  }

  private static func floatScale(
    _ extreme: Bool, _ generator: inout SeededGenerator
  ) -> FloatScale {
    guard Int.random(in: 0..<6, using: &generator) > 0 else { return .zero }
    guard !extreme else {
      return FloatScale(
        centre: .random(using: &generator) ? -0x1.fffffep64 : 0x1p-64,
        multiplier: .random(using: &generator) ? 0x1.fffffep64 : 0x1p-64)
    }
    return FloatScale(
      centre: .random(in: -500...500, using: &generator),
      multiplier: .random(in: 0.01...100, using: &generator))
  }
}
