package import Rows

extension Waveform {
  /// Loses a share of the samples, each by itself. A converter that has no new sample repeats the last;
  /// before the first one stands the first that is there.
  ///
  /// - Parameter share: 0 ..< 1. One sample is always kept.
  package mutating func lose(_ share: Double, using random: inout SeededGenerator) {
    var kept = samples.map { _ in random.uniform() >= share }
    if !kept.contains(true) { kept[random.index(below: kept.count)] = true }
    guard let first = kept.firstIndex(of: true) else { return }
    var value = samples[first]
    for index in samples.indices {
      if kept[index] { value = samples[index] }
      samples[index] = value
    }
  }
}
