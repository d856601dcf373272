import CStages
import Foundation
import SignalFrontEnd
import Testing

@Suite("Beats: intervals")
struct BeatIntervalsTests {
  @Test("the logarithm is within 0.01 of an octave, ascends, and is that of C")
  func logarithm() {
    var (worst, falls, others, last) = (0.0, 0, 0, Int32(0))
    for value in UInt32(1)...200_000 {
      let found = fineLogarithm(value)
      worst = max(worst, abs(Double(found) / 1_024 - log2(Double(value))))
      if found < last { falls += 1 }
      if found != c_fine_logarithm(value) { others += 1 }
      last = found
    }
    #expect(worst < 0.01)
    #expect(falls == 0 && others == 0)
    #expect(fineLogarithm(1) == 0 && fineLogarithm(1 << 31) == 31 * 1_024)
    #expect(fineLogarithm(.max) == c_fine_logarithm(.max))
  }

  /// Peaks of a comb, so that every beat is where it was put.
  private func comb(_ intervals: [Int]) -> [Int16] {
    var samples = [Int16](repeating: 0, count: 5_000)
    var place = 0
    for interval in [300] + intervals {
      place += interval
      for (offset, value) in [100, 400, 900, 400, 100].enumerated() where place + offset < 5_000 {
        samples[place + offset] = Int16(value)
      }
    }
    return samples
  }

  /// The features of each beat, of a section with a cut of one sample at the peak and three beside it.
  private func features(_ samples: [Int16]) -> [[Int32]] {
    let settings = BeatFields([2, 2, 25, 45, 150, 4, 4, 14, 96, 64, 32, 1]).settings
    var memory = [Int16](repeating: 0, count: settings.memoryCount)
    var found = [[Int32]]()
    memory.withUnsafeMutableBufferPointer { memory in
      guard let start = memory.baseAddress else { return }
      let signal = Signal(start, count: memory.count)
      var state = BeatState(settings, clearing: signal)
      for sample in samples {
        guard let beat = state.push(Int32(sample), signal) else { continue }
        found.append((0..<4).map { signal[beat.window + 4 + $0] })
      }
    }
    return found
  }

  @Test("a regular rhythm has no ratios, and its mean is its interval")
  func regular() {
    let found = features(comb(Array(repeating: 100, count: 40)))
    #expect(found.count > 30)
    for each in found.dropFirst().dropLast() { #expect(each == [0, 0, 0, fineLogarithm(100)]) }
  }

  @Test("an early beat has a short pre and a long post, over the mean of eleven intervals")
  func early() throws {
    var intervals = Array(repeating: 100, count: 20)
    (intervals[15], intervals[16]) = (70, 130)
    let found = features(comb(intervals))
    let mean = fineLogarithm(64 * (70 + 10 * 100) / 11) - 6 * 1_024
    let (pre, post) = (fineLogarithm(70), fineLogarithm(130))
    #expect(found.contains([pre - mean, post - mean, pre - post, mean]))
  }
}
