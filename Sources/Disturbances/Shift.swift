extension Waveform {
  /// Moves the samples so that they come `count` later, or earlier when it is negative. Samples
  /// that were not measured repeat the first, or the last.
  package mutating func shift(by count: Int) {
    let last = samples.count - 1
    samples = samples.indices.map { samples[min(max($0 - count, 0), last)] }
  }
}
