import Foundation
import SignalFrontEnd
import Testing

@Suite("Sine of the spectrum")
struct SineTests {
  @Test("every step is the rounded sine and cosine")
  func steps() {
    for step in 0...512 {
      let angle = 2 * .pi * Double(step) / 1_024
      #expect(Sine.sine(step) == Int32((8_192 * sin(angle)).rounded()))
      #expect(Sine.cosine(step) == Int32((8_192 * cos(angle)).rounded()))
    }
  }
}
