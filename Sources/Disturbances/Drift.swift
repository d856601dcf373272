internal import Rows

extension Waveform {
  /// A line that rises or falls: an electrode that polarises.
  mutating func drift(decibels: Double, using random: inout SeededGenerator) {
    let sign = random.uniform() < 0.5 ? -1.0 : 1
    let middle = Double(samples.count - 1) / 2
    add(samples.indices.map { sign * (Double($0) - middle) }, decibels: decibels)
  }
}
