import Disturbances
import Foundation
import Rows
import Testing

@Suite("Disturbed rows")
struct RewrittenRowsTests {
  /// Sinusoids of two channels, and two features that are no samples.
  private static let base: Matrix<Float> = {
    var elements: [Float] = []
    for row in 0..<200 {
      for channel in 1...2 {
        for index in 0..<100 {
          let angle = Double(index * channel + row) / 7
          elements.append(Float(channel) * Float(sin(angle)) + 3)
        }
      }
      elements += [Float(row), -5]
    }
    return Matrix(rowCount: 200, columnCount: 202, elements: elements)
  }()
  private static let layout = WindowLayout(channelCount: 2, length: 100)

  private static func disturbed(
    _ kind: Disturbance.Kind, _ strength: Double, seed: UInt64 = 3, targets: [Double]? = nil
  ) throws -> Matrix<Float> {
    try RewrittenRows(
      base, layout: layout, disturbance: Disturbance(kind, strength), samplingRate: 360,
      seed: seed, targets: targets
    ).matrix()
  }

  private static func window(_ rows: Matrix<Float>, _ row: Int, _ channel: Int) -> Waveform {
    Waveform(rows[row: row].dropFirst(100 * channel).prefix(100).map { Double($0) })
  }

  private static var all: [Disturbance] {
    Disturbance.standard(channelCount: 2, samplingRate: 360)
  }

  @Test("are fixed by the seed and their own number, and leave other features alone")
  func repeatable() throws {
    for disturbance in Self.all {
      let whole = try Self.disturbed(disturbance.kind, disturbance.strength)
      let source = RewrittenRows(
        Self.base, layout: Self.layout, disturbance: disturbance, samplingRate: 360, seed: 3,
        targets: nil)
      let part: Matrix<Float> = try source.matrix(of: 50..<53)
      let few: Matrix<Float> = try source.gathering(rows: [7, 51])
      #expect(part[row: 1] == whole[row: 51] && few[row: 0] == whole[row: 7])
      #expect(few[row: 1] == whole[row: 51])
      #expect(whole[9, 200] == 9 && whole[9, 201] == -5)
      #expect(whole != Self.base, "\(disturbance.kind)")
      let isDrawn = ![.gain, .clipping].contains(disturbance.kind)
      let other = try Self.disturbed(disturbance.kind, disturbance.strength, seed: 4)
      #expect((whole != other) == isDrawn, "\(disturbance.kind)")
    }
  }

  @Test(
    "hum only where there are more than two samples for each period",
    arguments: [
      (nil, []), (100, []), (100.5, [.mains50]), (120, [.mains50]), (125, [.mains50, .mains60]),
    ] as [(Double?, [Disturbance.Kind])])
  func hum(samplingRate: Double?, expected: [Disturbance.Kind]) {
    let kinds = Disturbance.standard(channelCount: 1, samplingRate: samplingRate).map(\.kind)
    #expect(Disturbance.Kind.hums.filter(kinds.contains) == expected)
    for kind in expected { #expect(kinds.count { $0 == kind } == 3) }
  }

  @Test("have noise as loud as the decibels say", arguments: [12.0, 6, 0])
  func loudness(decibels: Double) throws {
    for kind in [Disturbance.Kind.wander, .drift, .noise, .muscle, .motion, .mains50, .mains60] {
      let rows = try Self.disturbed(kind, decibels)
      for row in 0..<5 {
        for channel in 0..<2 {
          let clean = Self.window(Self.base, row, channel)
          let noisy = Self.window(rows, row, channel)
          let power =
            zip(noisy.samples, clean.samples).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 100
          guard power > 0 else { continue }
          #expect(abs(10 * log10(clean.variance / power) - decibels) < 0.01, "\(kind)")
        }
      }
    }
  }

  @Test("are standardised again where that is asked for")
  func standardized() throws {
    for disturbance in Self.all where disturbance.kind != .lostChannel {
      let rows = try Self.disturbed(disturbance.kind, disturbance.strength, targets: [1, 2])
      for channel in 0..<2 {
        let window = Self.window(rows, 11, channel)
        #expect(abs(window.mean) < 1e-5)
        #expect(abs(window.variance.squareRoot() - Double(channel + 1)) < 1e-5)
      }
    }
  }

  @Test("do not know a gain or a slow line where windows are standardised")
  func gain() throws {
    let plain = try Self.disturbed(.gain, 1, targets: [1, 1])
    let loud = try Self.disturbed(.gain, 2, targets: [1, 1])
    for (left, right) in zip(plain.elements, loud.elements) { #expect(abs(left - right) < 1e-4) }
  }

  @Test("keep most samples, repeat the last, and are cut by the same number in all channels")
  func samples() throws {
    let lost = try Self.disturbed(.lostSamples, 0.4)
    var changed = 0
    for row in 0..<100 {
      let (old, new) = (Self.base[row: row], lost[row: row])
      for (index, value) in zip(new.indices, new).prefix(100) {
        if old[old.startIndex + index - new.startIndex] != value { changed += 1 }
      }
    }
    #expect(changed > 3_600 && changed < 4_300)
    let cut = try Self.disturbed(.jitter, 6)
    var directions: Set<Int> = []
    for row in 0..<40 {
      for channel in 0..<2 {
        let (old, new) = (Self.window(Self.base, row, channel), Self.window(cut, row, channel))
        let later = new.samples[50] == old.samples[44]
        #expect(later || new.samples[50] == old.samples[56])
        directions.insert(later ? 1 : -1)
        #expect(
          later
            == (Self.window(cut, row, 0).samples[50]
              == Self.window(Self.base, row, 0).samples[44]))
      }
    }
    #expect(directions == [1, -1])
  }

  @Test("lose one of two channels, and clip what is furthest from the mean")
  func missing() throws {
    let lost = try Self.disturbed(.lostChannel, 1)
    var flat = [0, 0]
    for row in 0..<60 {
      let variances = (0..<2).map { Self.window(lost, row, $0).variance }
      #expect(variances.count { $0 == 0 } == 1)
      flat[variances[0] == 0 ? 0 : 1] += 1
    }
    #expect(flat[0] > 15 && flat[1] > 15)
    let clipped = try Self.disturbed(.clipping, 0.3)
    for channel in 0..<2 {
      let (old, new) = (Self.window(Self.base, 4, channel), Self.window(clipped, 4, channel))
      let reach = old.samples.map { abs($0 - old.mean) }.max() ?? 0
      #expect(abs((new.samples.map { abs($0 - old.mean) }.max() ?? 0) - 0.7 * reach) < 1e-5)
      #expect(zip(old.samples, new.samples).contains { $0 == $1 })
    }
  }

  @Test("stretch time around the middle")
  func stretched() {
    var line = Waveform((0..<101).map { Double($0) })
    line.stretch(by: 0.25)
    #expect(line.samples[50] == 50)
    #expect(abs(line.samples[100] - 90) < 1e-9 && abs(line.samples[0] - 10) < 1e-9)
    var same = Waveform((0..<101).map { Double($0 % 7) })
    same.stretch(by: 0)
    #expect(same.samples == (0..<101).map { Double($0 % 7) })
  }

  @Test("survive windows of one sample, and constant ones")
  func degenerate() throws {
    for (length, value) in [(1, Float(2)), (8, 0), (8, 4)] {
      let base = Matrix<Float>(
        rowCount: 3, columnCount: length, elements: Array(repeating: value, count: 3 * length))
      for disturbance in Disturbance.standard(channelCount: 1, samplingRate: 100) {
        let rows: Matrix<Float> = try RewrittenRows(
          base, layout: WindowLayout(length: length), disturbance: disturbance,
          samplingRate: 100, seed: 1, targets: nil
        ).matrix()
        #expect(rows.elements.allSatisfy { $0.isFinite })
      }
    }
  }
}
