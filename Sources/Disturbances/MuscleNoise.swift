internal import Rows

extension Waveform {
  /// Noise of muscles, whose power grows with the frequency: differences of white noise, in bursts of a
  /// quarter of the window at least.
  mutating func muscleNoise(decibels: Double, using random: inout SeededGenerator) {
    let count = samples.count
    let white = Self.normalNumbers(count + 1, seed: random.next())
    let length = max(1, count / 4 + random.index(below: max(1, count - count / 4)))
    let start = random.index(below: max(1, count - length + 1))
    add(
      (0..<count).map { start..<start + length ~= $0 ? white[$0 + 1] - white[$0] : 0 },
      decibels: decibels)
  }
}
