// The sections without rows, of kind 6 and above: bytes to numbers and back.

internal import PackedFormat

// MARK: - Reading

extension InputScales {
  /// The scales in validated bytes.
  init(_ bytes: [UInt8], _ layout: ScalesLayout) {
    let indices = 0..<layout.count
    self.init(
      integers: layout.parts.contains(.integers)
        ? indices.map { layout.integer($0, in: bytes.span.bytes) } : nil,
      floats: layout.parts.contains(.floats)
        ? indices.map { layout.float($0, in: bytes.span.bytes) } : nil)
  }
}

extension StudentProgram {
  /// The program in validated bytes, and its constants without their padding.
  init(_ bytes: [UInt8], _ layout: ProgramLayout, _ constants: ConstantsLayout?) {
    let stages = (0..<layout.stageCount).map { layout.stage($0, in: bytes.span.bytes) }
    self.init(
      countsPerUnit: (0..<layout.channelCount).map {
        layout.countsPerUnit($0, in: bytes.span.bytes)
      },
      stages: stages,
      constants: constants.map { constants in
        (0..<stages.reduce(0) { $0 + Int($1.constantCount) }).map {
          constants.constant($0, in: bytes.span.bytes)
        }
      } ?? [])
  }
}

extension StudentLimits {
  /// The limits in validated bytes.
  init(_ bytes: [UInt8], _ layout: LimitsLayout) {
    let numbers = layout.numbers(in: bytes.span.bytes)
    let components = 0..<layout.componentCount
    self.init(
      leastMargin: layout.parts.contains(.margin) ? numbers.leastMargin : nil,
      distances: layout.parts.contains(.distances)
        ? Distances(
          scoreMultiplier: numbers.scoreMultiplier, scoreShift: numbers.scoreShift,
          centre: components.map { layout.centre($0, in: bytes.span.bytes) },
          limits: (0..<layout.regionCount).map { layout.distance($0, in: bytes.span.bytes) },
          unit: numbers.distanceUnit) : nil,
      energy: layout.parts.contains(.energy)
        ? Energy(
          limit: numbers.energyLimit, shift: numbers.energyShift,
          multipliers: components.map { layout.energyMultiplier($0, in: bytes.span.bytes) }) : nil,
      leastDeviation: layout.parts.contains(.deviation) ? numbers.leastDeviation : nil)
  }

  /// The numbers of the parts that are there.
  fileprivate var numbers: LimitNumbers {
    var numbers = LimitNumbers()
    numbers.leastMargin = leastMargin ?? 0
    numbers.scoreMultiplier = distances?.scoreMultiplier ?? 0
    numbers.scoreShift = distances?.scoreShift ?? 0
    numbers.distanceUnit = distances?.unit ?? 0
    numbers.energyLimit = energy?.limit ?? 0
    numbers.energyShift = energy?.shift ?? 0
    numbers.leastDeviation = leastDeviation ?? 0
    return numbers
  }
}

extension OtherSection {
  /// The sections behind those that are known, in validated bytes.
  static func all(in bytes: [UInt8], _ layout: PackedLayout) -> [OtherSection] {
    var offset = layout.start(of: nil)
    return (layout.knownSectionCount..<layout.sectionCount).map { index in
      let entry = layout.entryOffset(index)
      let end = offset + Int(bytes.half(at: entry + 4)) + Int(bytes.half(at: entry + 6)) << 16
      defer { offset = end }
      return OtherSection(
        kind: bytes.half(at: entry), flags: bytes.half(at: entry + 2),
        bytes: Array(bytes[offset..<end]))
    }
  }
}

extension PackedLayout {
  /// Entries of the directory that are of known kinds; 0 in version 1.
  var knownSectionCount: Int {
    guard sectionCount > 0 else { return 0 }
    var count = 0
    SectionKind.inOrder { if shape.section($0).isThere { count += 1 } }
    return count
  }

  /// Where an entry of the directory lies.
  fileprivate func entryOffset(_ index: Int) -> Int {
    headerByteCount + Self.entryByteCount * index
  }
}

// MARK: - Writing

extension QuantizedStudent {
  /// Whether the sections of kind 6 and above are those that the header states, with as many numbers.
  var hasSectionsOfHeader: Bool {
    let layout = PackedLayout(trusting: header)
    let facts = SectionFacts(
      scales, program: program, limits: limits, hasAdaptation: adaptation != nil,
      hasBeats: beats != nil)
    let other = layout.sectionCount - layout.knownSectionCount
    return facts == header.sections && otherSections.count == other
      && keptInputs?.count == layout.keptInputs?.count
      && program?.countsPerUnit.count == layout.program?.channelCount
      && limits?.distances.map { $0.centre.count == header.componentCount } ?? true
      && limits?.distances.map { $0.limits.count == header.regionCount } ?? true
      && limits?.energy.map { $0.multipliers.count == header.componentCount } ?? true
      && layout.start(of: nil) + otherSections.reduce(0) { $0 + $1.bytes.count }
        == layout.identifierOffset
  }

  /// Writes the sections of kind 6 and above, and the entries of those that are not known.
  func writeNumbers(to bytes: inout [UInt8], _ layout: PackedLayout) {
    var span = bytes.mutableSpan
    var raw = span.mutableBytes
    if let layout = layout.scales { scales?.write(to: &raw, layout) }
    if let layout = layout.keptInputs, let keptInputs {
      for (index, feature) in keptInputs.enumerated() { layout.write(feature, index, into: &raw) }
    }
    if let program, let place = layout.program {
      program.write(to: &raw, place, layout.constants)
    }
    if let layout = layout.limits { limits?.write(to: &raw, layout) }
    if let place = layout.range(of: .adaptation) {
      adaptation?.write(into: &raw, at: place.lowerBound)
    }
    if let place = layout.range(of: .beats) { beats?.write(into: &raw, at: place.lowerBound) }
    var offset = layout.start(of: nil)
    for (index, section) in otherSections.enumerated() {
      section.write(
        to: &bytes, entry: layout.entryOffset(layout.knownSectionCount + index), offset: offset)
      offset += section.bytes.count
    }
  }
}

extension InputScales {
  fileprivate func write(to bytes: inout MutableRawSpan, _ layout: ScalesLayout) {
    for (index, scale) in (integers ?? []).enumerated() { layout.write(scale, index, into: &bytes) }
    for (index, scale) in (floats ?? []).enumerated() { layout.write(scale, index, into: &bytes) }
  }
}

extension StudentProgram {
  fileprivate func write(
    to bytes: inout MutableRawSpan, _ layout: ProgramLayout, _ place: ConstantsLayout?
  ) {
    for (channel, unit) in countsPerUnit.enumerated() {
      layout.write(countsPerUnit: unit, channel, into: &bytes)
    }
    for (index, stage) in stages.enumerated() { layout.write(stage, index, into: &bytes) }
    for (index, constant) in constants.enumerated() { place?.write(constant, index, into: &bytes) }
  }
}

extension StudentLimits {
  fileprivate func write(to bytes: inout MutableRawSpan, _ layout: LimitsLayout) {
    layout.write(numbers, into: &bytes)
    for (index, value) in (distances?.centre ?? []).enumerated() {
      layout.write(centre: value, index, into: &bytes)
    }
    for (region, limit) in (distances?.limits ?? []).enumerated() {
      layout.write(distance: limit, region, into: &bytes)
    }
    for (index, multiplier) in (energy?.multipliers ?? []).enumerated() {
      layout.write(energyMultiplier: multiplier, index, into: &bytes)
    }
  }
}

extension OtherSection {
  fileprivate func write(to file: inout [UInt8], entry: Int, offset: Int) {
    file.store(UInt32(kind) | UInt32(flags) << 16, at: entry)
    file.store(UInt32(truncatingIfNeeded: bytes.count), at: entry + 4)
    file.replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }
}
