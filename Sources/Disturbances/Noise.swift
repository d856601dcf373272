internal import Rows

extension Waveform {
  /// Adds independent normal numbers.
  package mutating func addNoise(deviation: Double, seed: UInt64) {
    for (index, value) in Self.normalNumbers(samples.count, seed: seed).enumerated() {
      samples[index] += deviation * value
    }
  }

  /// White noise.
  mutating func whiteNoise(decibels: Double, using random: inout SeededGenerator) {
    add(Self.normalNumbers(samples.count, seed: random.next()), decibels: decibels)
  }

  /// Independent normal numbers.
  static func normalNumbers(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    var numbers: [Double] = []
    while numbers.count < count {
      let pair = generator.normalPair()
      numbers += [pair.0, pair.1]
    }
    return Array(numbers.prefix(count))
  }
}
