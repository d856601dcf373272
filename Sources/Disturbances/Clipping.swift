extension Waveform {
  /// Cuts what lies furthest from the mean: a share of the largest distance to it.
  ///
  /// - Parameter share: 0 ... 1; 1 leaves the mean.
  package mutating func clip(_ share: Double) {
    let mean = mean
    let limit = (1 - share) * (samples.map { abs($0 - mean) }.max() ?? 0)
    for index in samples.indices {
      samples[index] = min(max(samples[index], mean - limit), mean + limit)
    }
  }
}
