public import Disturbances

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
