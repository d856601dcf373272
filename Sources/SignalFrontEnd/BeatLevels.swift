extension BeatState {
  /// `from`, closer to `to` by `part` 256ths of the distance; both are below 2³¹.
  @inline(never)
  private func moved(_ from: UInt32, to: UInt32, by part: UInt16) -> UInt32 {
    to > from
      ? from &+ ((to &- from) &>> 8) &* UInt32(part) : from &- ((from &- to) &>> 8) &* UInt32(part)
  }

  /// What an energy must exceed to be that of a beat.
  @inline(__always)
  var leastEnergy: UInt32 { moved(noise, to: signal, by: settings.threshold) }

  /// Notes the energy of a beat. It counts for four times the level at most, so that no artefact hides
  /// the beats that follow.
  @inline(__always)
  mutating func noteSignal(_ energy: UInt32) {
    let limited = energy &>> 2 > signal ? 4 &* signal : energy
    signal = moved(signal, to: limited, by: settings.signalDecay)
  }

  /// Notes the energy of what is no beat. It counts for half of the signal at most.
  @inline(__always)
  mutating func noteNoise(_ energy: UInt32) {
    noise = moved(noise, to: min(energy, signal &>> 1), by: settings.noiseDecay)
  }
}
