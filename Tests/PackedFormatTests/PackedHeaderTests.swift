import PackedFormat
import Testing

@Suite("Header")
struct PackedHeaderTests {
  private let shape = PackedShape(
    inputCount: 9, regionCount: 2, outputCount: 3, componentCount: 4, headInputCount: 5,
    hasSharedMap: true)
  private let window = WindowQuantization(standardizedCount: 7, countsPerUnit: 200, gain: 1 << 21)
  private let counts = CountQuantization(multiplier: 1 << 30, shift: 40, zero: -512)

  private func header() throws -> PackedHeader {
    try PackedHeader(
      shape: shape, isRectified: true, hasLogits: true, inputMultiplier: 31.5,
      outputScale: 0.001, window: window, counts: counts)
  }

  /// The 48 bytes of a header in a buffer of `count` bytes.
  private func bytes(of header: PackedHeader, count: Int = 48) -> [UInt8] {
    var bytes = [UInt8](repeating: 0xEE, count: count)
    var span = bytes.mutableSpan
    var raw = span.mutableBytes
    header.write(into: &raw)
    return bytes
  }

  @Test("writes the byte table of the format")
  func byteTable() throws {
    let header = try header()
    let length = UInt32(try PackedLayout.byteCount(of: shape))
    var expected: [UInt8] = [0x54, 0x53, 0x52, 0x41, 1, 0, 0b111111, 0]
    expected += withUnsafeBytes(of: length.littleEndian, Array.init)
    expected += [9, 0, 7, 0, 4, 0, 2, 0, 5, 0, 3, 0]
    for value: Float in [31.5, 0.001, 200] {
      expected += withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
    }
    expected += [0, 0, 0x20, 0, 0, 0, 0, 0x40, 0x00, 0xFE, 40, 0]
    #expect(bytes(of: header) == expected)
  }

  @Test("reads what it wrote, and touches no byte after the header")
  func roundTrip() throws {
    let header = try header()
    let written = bytes(of: header, count: 52)
    #expect(PackedHeader(trusting: written.span.bytes) == header)
    #expect(written.suffix(4) == [0xEE, 0xEE, 0xEE, 0xEE])
    #expect(header.shape == shape)
    #expect(header.window == window)
    #expect(header.counts == counts)
    #expect(header.acceptsCounts)
  }

  @Test("accepts counts when every input is standardised or quantised from counts")
  func acceptsCounts() throws {
    let partly = try PackedHeader(
      shape: shape, hasLogits: false, inputMultiplier: 1, outputScale: 1, window: window)
    #expect(!partly.acceptsCounts)
    let wholly = try PackedHeader(
      shape: shape, hasLogits: false, inputMultiplier: 1, outputScale: 1,
      window: WindowQuantization(standardizedCount: 9, countsPerUnit: 1, gain: 1))
    #expect(wholly.acceptsCounts)
    #expect(wholly.counts == nil)
  }

  @Test("refuses scales outside the normal range by their bits")
  func scales() {
    let values: [Float] = [
      0, -1, .nan, .infinity, -.infinity, .leastNonzeroMagnitude, 0x1p-65, 0x1p65, -0.0,
    ]
    for value in values {
      #expect(throws: PackedFormatError.header) {
        try PackedHeader(shape: shape, hasLogits: true, inputMultiplier: value, outputScale: 1)
      }
      #expect(throws: PackedFormatError.header) {
        try PackedHeader(shape: shape, hasLogits: true, inputMultiplier: 1, outputScale: value)
      }
    }
    for value: Float in [0x1p-64, 0x1.fffffep64] {
      #expect(throws: Never.self) {
        try PackedHeader(shape: shape, hasLogits: true, inputMultiplier: value, outputScale: value)
      }
    }
  }

  @Test("refuses fields outside their ranges and flags that contradict one another")
  func fields() {
    let windows = [
      WindowQuantization(standardizedCount: 0, countsPerUnit: 1, gain: 1),
      WindowQuantization(standardizedCount: 10, countsPerUnit: 1, gain: 1),
      WindowQuantization(standardizedCount: 65_536 + 9, countsPerUnit: 1, gain: 1),
      WindowQuantization(standardizedCount: 9, countsPerUnit: 0, gain: 1),
      WindowQuantization(standardizedCount: 9, countsPerUnit: 1, gain: 0),
      WindowQuantization(standardizedCount: 9, countsPerUnit: 1, gain: 1 << 30 + 1),
    ]
    for window in windows {
      #expect(throws: PackedFormatError.header) {
        try PackedHeader(
          shape: shape, hasLogits: true, inputMultiplier: 1, outputScale: 1, window: window)
      }
    }
    let quantizations = [
      CountQuantization(multiplier: 0, shift: 0, zero: 0),
      CountQuantization(multiplier: 1 << 30 - 1, shift: 40, zero: 0),
      CountQuantization(multiplier: -1, shift: 40, zero: 0),
      CountQuantization(multiplier: 1 << 30, shift: 32, zero: 0),
      CountQuantization(multiplier: 1 << 30, shift: 63, zero: 0),
    ]
    for counts in quantizations {
      #expect(throws: PackedFormatError.header) {
        try PackedHeader(
          shape: shape, hasLogits: true, inputMultiplier: 1, outputScale: 1, counts: counts)
      }
    }
    #expect(throws: PackedFormatError.header) {
      try PackedHeader(
        shape: PackedShape(inputCount: 1, regionCount: 1, outputCount: 1), isRectified: true,
        hasLogits: true, inputMultiplier: 1, outputScale: 1)
    }
  }
}
