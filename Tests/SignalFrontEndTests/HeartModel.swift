import Foundation

/// Records of the dynamical model of McSharry, Clifford, Tarassenko and Smith (IEEE Transactions on
/// Biomedical Engineering 50(3), 2003), whose angle is given by the intervals between beats.
///
/// Waves act on z by z′ = −Σ a t / b² exp(−t² / 2 b²) − z, where t is the time from each wave. They keep
/// their durations when the rate changes, but for the T wave.
struct HeartRecord {
  /// Counts without noise, 200 for a unit of the model.
  let clean: [Double]
  /// Samples of the R peaks.
  let peaks: [Int]
  /// Samples a second.
  let rate: Int

  /// A wave: seconds from the R peak, height, width in seconds.
  private typealias Wave = (time: Double, height: Double, width: Double)

  /// A record of a heart of its own.
  ///
  /// - Parameters:
  ///   - rhythm: Beats a minute.
  ///   - ectopic: The share of early beats; every second one is ventricular.
  init(
    seed: UInt64, rhythm: Double, ectopic: Double = 0, seconds: Double = 60, rate: Int = 360
  ) {
    var random = SeededGenerator(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
    let (times, isVentricular) = Self.beats(60 / rhythm, ectopic, seconds, &random)
    let heights = (0..<6).map { _ in Double.random(in: 0...1, using: &random) }
    var pushes = [Double](repeating: 0, count: Int(seconds) * rate * 4)
    for (index, time) in times.enumerated() {
      let next = index + 1 < times.count ? times[index + 1] - time : 60 / rhythm
      let waves =
        isVentricular[index] ? Self.ventricular(heights, next) : Self.normal(heights, next)
      for wave in waves { Self.add(wave, at: time, rate * 4, to: &pushes) }
    }
    var (z, clean) = (0.0, [Double]())
    for (index, push) in pushes.enumerated() {
      if index.isMultiple(of: 4) { clean.append(200 * z) }
      z += (push - z) / Double(rate * 4)
    }
    self.clean = clean
    self.rate = rate
    peaks = times.compactMap { time in
      let middle = Int((time * Double(rate)).rounded())
      let range = middle - rate / 33...middle + rate / 33
      return range.max { abs(clean[$0]) < abs(clean[$1]) }
    }
  }

  private static func beats(
    _ usual: Double, _ ectopic: Double, _ seconds: Double, _ random: inout SeededGenerator
  ) -> ([Double], [Bool]) {
    var (times, isVentricular, isEarly) = ([0.6], [false], false)
    while true {
      let last = times[times.count - 1]
      var interval =
        usual * (1 + 0.02 * sin(1.6 * last) + .random(in: -0.03...0.03, using: &random))
      var ventricular = false
      if isVentricular[times.count - 1] {
        interval = 1.35 * usual
        isEarly = false
      } else if !isEarly, .random(in: 0..<1, using: &random) < ectopic {
        interval = max(usual * .random(in: 0.6...0.8, using: &random), 0.26)
        ventricular = .random(using: &random)
        isEarly = true
      } else {
        isEarly = false
      }
      guard last + interval < seconds - 1 else { return (times, isVentricular) }
      times.append(last + interval)
      isVentricular.append(ventricular)
    }
  }

  /// P, Q, R, S and T.
  private static func normal(_ heights: [Double], _ next: Double) -> [Wave] {
    let stretch = min(max(next, 0.27), 1.6).squareRoot()
    return [
      (-0.16 * min(1, stretch), 0.08 + 0.12 * heights[0], 0.022),
      (-0.028, -0.03 - 0.12 * heights[1], 0.009),
      (0, 0.8 + 0.7 * heights[2], 0.009 + 0.005 * heights[3]),
      (0.028, -0.1 - 0.25 * heights[4], 0.01),
      (0.28 * stretch, 0.15 + 0.25 * heights[5], 0.05 * stretch),
    ]
  }

  /// A wide beat without P, whose T is turned over.
  private static func ventricular(_ heights: [Double], _ next: Double) -> [Wave] {
    let height = 0.8 + 0.7 * heights[2]
    let stretch = min(max(next, 0.27), 1.6).squareRoot()
    return [
      (-0.02, -0.22 * height, 0.012), (0, (1.2 + 0.6 * heights[3]) * height, 0.026),
      (0.06, -0.5 * height, 0.03), (0.3 * stretch, -0.45 * height, 0.05),
    ]
  }

  private static func add(
    _ wave: Wave, at time: Double, _ rate: Int, to pushes: inout [Double]
  ) {
    let middle = (time + wave.time) * Double(rate)
    let reach = 5 * wave.width * Double(rate)
    let range = max(0, Int(middle - reach))..<min(pushes.count, Int(middle + reach))
    guard !range.isEmpty else { return }
    for index in range {
      let t = (Double(index) - middle) / Double(rate) / wave.width
      pushes[index] -= wave.height * t / wave.width * exp(-0.5 * t * t)
    }
  }
}

/// Noises of a surface electrocardiogram.
enum HeartNoise: CaseIterable {
  case none, white, wander, muscle, motion, mains

  /// The record as counts, with this noise so many decibels below its power.
  func counts(_ record: HeartRecord, decibels: Double = 12, seed: UInt64) -> [Int16] {
    var random = SeededGenerator(state: seed &* 0xD134_2543_DE82_EF95 | 1)
    let noise = samples(record.clean.count, Double(record.rate), &random)
    let power = Self.variance(record.clean) / Self.variance(noise)
    let scale = self == .none ? 0 : (power / pow(10, decibels / 10)).squareRoot()
    return zip(record.clean, noise).map { Int16(clamping: Int(($0 + scale * $1).rounded())) }
  }

  private func samples(
    _ count: Int, _ rate: Double, _ random: inout SeededGenerator
  ) -> [Double] {
    func white() -> Double {
      (0..<4).reduce(0) { sum, _ in sum + .random(in: -1...1, using: &random) }
    }
    let phase = Double.random(in: 0...6, using: &random)
    var (slow, fast, level) = (0.0, 0.0, 0.0)
    return (0..<count).map { index in
      let time = Double(index) / rate
      switch self {
      case .none: return 1 - Double(index % 2)
      case .white: return white()
      case .wander: return sin(1.9 * time + phase) + 0.6 * sin(0.7 * time) + 0.3 * sin(2.9 * time)
      case .muscle:
        // From about 20 Hz on, in bursts.
        let value = white()
        slow += (value - slow) * 125 / rate
        return (value - slow) * (1 + 0.8 * sin(1.3 * time + phase))
      case .motion:
        // Of about 1 to 8 Hz, now and then.
        let value = white()
        fast += (value - fast) * 25 / rate
        slow += (fast - slow) * 12 / rate
        level += (abs(white()) - level) / rate
        return (fast - slow) * level
      case .mains: return sin(2 * .pi * 50 * time + phase)
      }
    }
  }

  private static func variance(_ values: [Double]) -> Double {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
  }
}
