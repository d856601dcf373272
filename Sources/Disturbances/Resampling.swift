extension Waveform {
  /// Stretches time around the middle of the window, by linear interpolation: a clock that is off, or a
  /// heart that beats at another rate. The ends hold their values.
  ///
  /// - Parameter share: by how much, above -1; 0.05 makes a wave 5 % longer.
  package mutating func stretch(by share: Double) {
    let last = Double(samples.count - 1)
    samples = samples.indices.map { index in
      let place = min(max(last / 2 + (Double(index) - last / 2) / (1 + share), 0), last)
      let left = Int(place)
      let right = min(left + 1, samples.count - 1)
      let part = place - Double(left)
      return samples[left] * (1 - part) + samples[right] * part
    }
  }
}
