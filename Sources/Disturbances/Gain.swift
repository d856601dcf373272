extension Waveform {
  /// Multiplies the samples by `factor`.
  package mutating func scale(by factor: Double) {
    for index in samples.indices { samples[index] *= factor }
  }
}
