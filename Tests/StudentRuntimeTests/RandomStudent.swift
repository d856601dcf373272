import PackedFormat

/// SplitMix64: the same students on every run.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A valid student of random parameters, packed by hand.
enum RandomStudent {
  /// A random shape with every section present or absent.
  static func shape(_ generator: inout SeededGenerator) -> PackedShape {
    PackedShape(
      inputCount: .random(in: 1...23, using: &generator),
      regionCount: .random(in: 1...11, using: &generator),
      outputCount: .random(in: 1...10, using: &generator),
      componentCount: .random(using: &generator) ? .random(in: 1...13, using: &generator) : nil,
      headInputCount: .random(using: &generator) ? .random(in: 1...13, using: &generator) : nil,
      hasSharedMap: .random(using: &generator))
  }

  /// A student of that shape; `extreme` parameters are at the ends of their ranges.
  static func bytes(
    _ header: PackedHeader, extreme: Bool, _ generator: inout SeededGenerator
  ) throws -> [UInt8] {
    let layout = try PackedLayout(header.shape)
    var bytes = [UInt8](repeating: 0, count: layout.byteCount)
    var span = bytes.mutableSpan
    var raw = span.mutableBytes
    header.write(into: &raw)
    let regions = (0..<header.regionCount).map { layout.regionMap($0) }
    for map in [layout[.projection], layout[.sharedMap], layout[.head]] + regions {
      if let map { fill(map, &bytes, extreme, &generator) }
    }
    if let gate = layout[.gate] {
      for row in 0..<gate.rowCount {
        store(bias(extreme, &generator), at: gate.biases + 4 * row, &bytes)
      }
      fillWeights(from: gate.weights, count: gate.weightCount, &bytes, extreme, &generator)
    }
    for index in 0..<8 { bytes[layout.identifierOffset + index] = .random(in: 0...255) }
    seal(&bytes)
    return bytes
  }

  /// Writes the checksum of all bytes before it.
  static func seal(_ bytes: inout [UInt8]) {
    let checksum = CRC32.checksum(of: bytes.span.bytes.extracting(first: bytes.count - 4))
    store(Int32(bitPattern: checksum), at: bytes.count - 4, &bytes)
  }

  static func store(_ value: Int32, at offset: Int, _ bytes: inout [UInt8]) {
    for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }

  private static func fill(
    _ map: SectionLayout, _ bytes: inout [UInt8], _ extreme: Bool,
    _ generator: inout SeededGenerator
  ) {
    for row in 0..<map.rowCount {
      store(bias(extreme, &generator), at: map.biases + 4 * row, &bytes)
      let multiplier: Int32 =
        Int.random(in: 0..<8, using: &generator) == 0
        ? 0 : .random(in: 1 << 30...Int32.max, using: &generator)
      store(extreme ? .max : multiplier, at: map.multipliers + 4 * row, &bytes)
      let shift: UInt8 = .random(in: extreme ? 33...34 : 33...62, using: &generator)
      bytes[map.shifts + row] = shift
    }
    fillWeights(from: map.weights, count: map.weightCount, &bytes, extreme, &generator)
  }

  private static func bias(_ extreme: Bool, _ generator: inout SeededGenerator) -> Int32 {
    if extreme { return Bool.random(using: &generator) ? 1 << 30 : -1 << 30 }
    return .random(in: -200_000...200_000, using: &generator)
  }

  private static func fillWeights(
    from start: Int, count: Int, _ bytes: inout [UInt8], _ extreme: Bool,
    _ generator: inout SeededGenerator
  ) {
    for offset in start..<start + count {
      bytes[offset] =
        extreme
        ? (Bool.random(using: &generator) ? 0x80 : 0x7F) : .random(in: 0...255, using: &generator)
    }
  }
}
