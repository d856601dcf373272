import Firmware
import PackedFormat
import Testing

@Suite("Facts of a front-end")
struct FrontEndFactsTests {
  private func facts(
    window: WindowQuantization?, counts: CountQuantization?
  ) throws -> FrontEndFacts {
    FrontEndFacts(
      try PackedHeader(
        shape: PackedShape(inputCount: 4, regionCount: 1, outputCount: 2), hasLogits: true,
        inputMultiplier: 20, outputScale: 1, window: window, counts: counts), in: [])
  }

  @Test("are in the units of who delivers the inputs")
  func units() throws {
    let window = WindowQuantization(standardizedCount: 3, countsPerUnit: 1_024, gain: 65_536)
    // 2^30 × 2^-40 quanta per 256th of a count: 1/4 quantum per count, 80 counts per unit.
    let counts = CountQuantization(multiplier: 1 << 30, shift: 40, zero: -7)
    let both = try facts(window: window, counts: counts)
    #expect(both.standardizedCount == 3 && both.acceptsCounts)
    #expect(both.windowCountsPerUnit == 1_024 && both.windowLimit == 32)
    #expect(both.countsPerUnit == 80 && both.countZero == -7)
    let floats = try facts(window: window, counts: nil)
    #expect(!floats.acceptsCounts && floats.countsPerUnit == nil && floats.countZero == nil)
    #expect(try facts(window: nil, counts: nil).windowLimit == nil)
  }

  @Test("are in what is generated")
  func texts() throws {
    let standardizing = try Golden.source("standardized-n140-m140-k3-c5")
    let plain = try Golden.source("standardized-n140-m100-k8-c1-no-counts")
    for path in ["README.md", "examples/Classify/Classify.ino"] {
      let counts = try #require(standardizing.files.first { $0.path == path }?.bytes)
      let text = String(decoding: counts, as: UTF8.self)
      #expect(text.contains("tessera_quantize_i16(&"), "\(path)")
      #expect(!text.contains("tessera_quantize_f32(&"), "\(path)")
      #expect(text.contains("saturate") && text.contains("140"), "\(path)")
      let floats = try #require(plain.files.first { $0.path == path }?.bytes)
      #expect(!String(decoding: floats, as: UTF8.self).contains("i16(&"), "\(path)")
    }
  }
}
