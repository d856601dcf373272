public import Disturbances
public import Records

extension Disturbance {
  /// The strength with its unit: `12 dB`.
  public var strengthText: String {
    switch kind {
    case .gain: "× \(NumberText.short(strength))"
    case .clipping, .lostSamples, .resampling: "\(NumberText.fixed(100 * strength, 0)) %"
    case .lostChannel: "\(Int(strength)) channel"
    case .jitter: "\(Int(strength)) samples"
    default: "\(Int(strength)) dB"
    }
  }
}

extension Disturbance.Kind {
  /// What happens to a window, and what its strength is.
  var meaning: String {
    switch self {
    case .wander: "the baseline moves with the breath; strength in dB"
    case .drift: "the baseline rises or falls along a line; strength in dB"
    case .noise: "white noise; strength in dB"
    case .muscle: "noise of muscles, in bursts; strength in dB"
    case .mains50: "the hum of mains of 50 Hz; strength in dB"
    case .mains60: "the hum of mains of 60 Hz; strength in dB"
    case .motion: "an electrode moves: a step that fades; strength in dB"
    case .gain: "the amplifier has another gain; strength is the factor"
    case .clipping: "peaks are cut; strength is the share of the largest deflection that is lost"
    case .lostSamples: "samples are lost and the last one is repeated; strength is their share"
    case .lostChannel: "a channel falls off and is flat; strength is how many"
    case .jitter: "the window is cut too early or too late; strength is by how many samples"
    case .resampling: "the clock is wrong and time is stretched or shrunk; strength is the share"
    }
  }
}

extension RobustnessRecord {
  /// Which hum of the mains was not tried, and what it needs; nil where both were.
  public var untriedHum: String? {
    guard samplingRate != nil else {
      return "The hum of the mains was not tried: it needs a sampling rate (--rate)."
    }
    let tried = Set(disturbances.map(\.kind))
    let untried = Disturbance.Kind.hums.filter { !tried.contains($0) }.compactMap(\.hertz)
    guard !untried.isEmpty else { return nil }
    func list(_ numbers: [Double]) -> String {
      numbers.map { NumberText.rounded($0) }.joined(separator: " and ")
    }
    return "The hum of \(list(untried)) Hz was not tried: it needs a sampling rate above "
      + "\(list(untried.map { 2 * $0 })) Hz."
  }
}
