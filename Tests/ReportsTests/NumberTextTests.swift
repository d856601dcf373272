import Foundation
import Reports
import Testing

@Suite("Numbers as text")
struct NumberTextTests {
  @Test("decimals are those of printf, away from ties")
  func fixed() {
    var state: UInt64 = 5
    for _ in 0..<2_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(Int64(bitPattern: state) >> 20) / 1e6
      for decimals in 0...5 {
        let tie = (value * pow(10, Double(decimals))).magnitude.truncatingRemainder(dividingBy: 1)
        if abs(tie - 0.5) < 1e-6 { continue }
        var expected = String(format: "%.\(decimals)f", value)
        if expected.hasPrefix("-"), !expected.contains(where: { "123456789".contains($0) }) {
          expected.removeFirst()
        }
        #expect(NumberText.fixed(value, decimals) == expected)
      }
    }
  }

  @Test("significant digits are counted from the first that is not 0")
  func significant() {
    let texts = [(1.2345, "1.23"), (0.012345, "0.0123"), (12.345, "12.3"), (1_234.5, "1235")]
    for (value, text) in texts + [(0.999, "0.999"), (0, "0.000"), (-0.5, "-0.500")] {
      #expect(NumberText.significant(value, 3) == text)
    }
  }

  @Test("units have 1,024 bytes each, and thousands are set apart")
  func units() {
    #expect(NumberText.bytes(1_023) == "1023\u{A0}B")
    #expect(NumberText.bytes(2_004) == "2.0\u{A0}KB")
    #expect(NumberText.bytes(2_028_820) == "1.93\u{A0}MB")
    #expect(NumberText.integer(-1_234_567) == "-1,234,567")
    #expect(NumberText.integer(999) == "999")
    #expect(NumberText.rounded(12_344.7) == "12,345")
    #expect(NumberText.rounded(0x1p63) == "9.223372036854776e+18")
    #expect(NumberText.percent(0.8734) == "87.3\u{A0}%")
  }

  @Test(
    "short numbers have no zeros at the end",
    arguments: [
      (0.01, "0.01"), (1, "1"), (1_000, "1000"), (0, "0"), (0.003, "0.003"), (-2.5, "-2.5"),
    ])
  func short(value: Double, text: String) {
    #expect(NumberText.short(value) == text)
  }
}
