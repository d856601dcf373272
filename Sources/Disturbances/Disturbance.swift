internal import Rows

/// What happens to a window between a patient and a converter.
public struct Disturbance: Sendable, Equatable {
  /// A kind of disturbance; its strength is a number in the unit that stands here.
  public enum Kind: String, Sendable, CaseIterable, Codable {
    /// A baseline that moves with the breath; dB of signal over noise.
    case wander
    /// A line that rises or falls; dB.
    case drift
    /// White noise; dB.
    case noise
    /// Noise of muscles; dB.
    case muscle
    /// The hum of 50 Hz; dB. Needs a sampling rate of more than 100 Hz.
    case mains50
    /// The hum of 60 Hz; dB. Needs a sampling rate of more than 120 Hz.
    case mains60
    /// An electrode that moves; dB.
    case motion
    /// A factor, above 0.
    case gain
    /// The share of the largest deflection that is cut, 0 ... 1.
    case clipping
    /// The share of samples that are lost, 0 ..< 1.
    case lostSamples = "lost-samples"
    /// Channels that fell off, at least 1 and fewer than there are.
    case lostChannel = "lost-channel"
    /// Samples by which the window is cut too early or too late.
    case jitter
    /// The share by which time is stretched or shrunk, 0 ..< 1.
    case resampling
  }

  /// What happens.
  public let kind: Kind
  /// How much, in the unit of the kind.
  public let strength: Double

  /// A disturbance.
  public init(_ kind: Kind, _ strength: Double) {
    self.kind = kind
    self.strength = strength
  }

  /// Whether the strength is decibels: of those a smaller number is the stronger disturbance.
  public var isInDecibels: Bool {
    switch kind {
    case .wander, .drift, .noise, .muscle, .mains50, .mains60, .motion: true
    case .gain, .clipping, .lostSamples, .lostChannel, .jitter, .resampling: false
    }
  }

  /// The strengths at which each kind is tried, from weak to strong.
  ///
  /// A hum of half the sampling rate or more is none: its samples are another, slower wave.
  ///
  /// - Parameters:
  ///   - channelCount: with one channel none can be lost.
  ///   - samplingRate: in Hz; nil leaves out the hum of the mains.
  public static func standard(channelCount: Int, samplingRate: Double?) -> [Disturbance] {
    let noises =
      [.wander, .drift, .noise, .muscle, .motion]
      + Kind.hums.filter { $0.isAudible(at: samplingRate) }
    let loud = noises.flatMap { kind in [12.0, 6, 0].map { Disturbance(kind, $0) } }
    let others: [(Kind, [Double])] = [
      (.gain, [0.5, 2]), (.clipping, [0.1, 0.3]), (.lostSamples, [0.1, 0.2, 0.4]),
      (.lostChannel, channelCount > 1 ? [1] : []), (.jitter, [2, 4, 6, 8]),
      (.resampling, [0.02, 0.05]),
    ]
    return loud + others.flatMap { kind, strengths in strengths.map { Disturbance(kind, $0) } }
  }

  /// Changes the windows of one row, one for each channel.
  ///
  /// - Parameters:
  ///   - windows: of one length.
  ///   - samplingRate: in Hz; without one, or at twice the frequency of the hum or less, the mains do nothing.
  ///   - random: fixes what is drawn. A cut and a clock are those of all channels; noise is not.
  func apply(
    to windows: inout [Waveform], samplingRate: Double?, using random: inout SeededGenerator
  ) {
    switch kind {
    case .jitter:
      let count = random.uniform() < 0.5 ? -Int(strength) : Int(strength)
      for channel in windows.indices { windows[channel].shift(by: count) }
    case .resampling:
      let share = random.uniform() < 0.5 ? -strength : strength
      for channel in windows.indices { windows[channel].stretch(by: share) }
    case .lostChannel:
      let order = random.permutation(of: windows.count)
      for channel in order.prefix(min(Int(strength), windows.count - 1)) {
        windows[channel].lose()
      }
    case .wander, .drift, .noise, .muscle, .mains50, .mains60, .motion, .gain, .clipping,
      .lostSamples:
      for channel in windows.indices {
        change(&windows[channel], samplingRate: samplingRate, using: &random)
      }
    }
  }

  private func change(
    _ window: inout Waveform, samplingRate: Double?, using random: inout SeededGenerator
  ) {
    switch kind {
    case .wander: window.wander(decibels: strength, using: &random)
    case .drift: window.drift(decibels: strength, using: &random)
    case .noise: window.whiteNoise(decibels: strength, using: &random)
    case .muscle: window.muscleNoise(decibels: strength, using: &random)
    case .mains50, .mains60:
      guard let samplingRate, let hertz = kind.hertz, kind.isAudible(at: samplingRate) else {
        return
      }
      window.mains(cycles: hertz / samplingRate, decibels: strength, using: &random)
    case .motion: window.motion(decibels: strength, using: &random)
    case .gain: window.scale(by: strength)
    case .clipping: window.clip(strength)
    case .lostSamples: window.lose(strength, using: &random)
    case .lostChannel, .jitter, .resampling: break
    }
  }
}
