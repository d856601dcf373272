extension Waveform {
  /// A lead that fell off: every sample is the mean.
  mutating func lose() {
    let mean = mean
    for index in samples.indices { samples[index] = mean }
  }
}
