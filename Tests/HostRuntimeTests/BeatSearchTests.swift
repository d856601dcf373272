import HostRuntime
import PackedFormat
import SignalFrontEnd
import StudentRuntime
import Testing

@Suite("The beats of a record on the host")
struct BeatSearchTests {
  /// Peaks every 100 samples at 125 Hz.
  private let samples = (0..<3_000).map {
    Int16([0, 100, 300, 600, 800, 600, 300, 100, 0][min($0 % 100, 8)])
  }

  @Test("are found at their peaks, and their windows are cut there")
  func peaks() {
    let constants = BeatConstants(rate: 125, before: 5, from: 7, hasIntervals: false)
    let beats = BeatSearch(BeatSettings(constants)).beats(in: samples)
    #expect(beats.count > 20)
    for beat in beats {
      #expect(beat.place % 100 == 4)
      #expect(beat.window == Array(samples[beat.place - 5..<beat.place + 7]))
      #expect(beat.completion > beat.place)
    }
  }

  @Test("have the features of their intervals behind the cut")
  func intervals() throws {
    let constants = BeatConstants(rate: 125, before: 5, from: 7)
    #expect(constants.windowCount == 16)
    let search = BeatSearch(BeatSettings(constants))
    let beats = search.beats(in: samples)
    let mean = Int16(fineLogarithm(100))
    for beat in beats { #expect(beat.window.suffix(4) == [0, 0, 0, mean]) }
    #expect(try #require(beats.first).completion >= search.learningCount)
  }
}
