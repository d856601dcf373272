internal import Foundation
internal import Rows

/// The samples of one window of a row, and their changes.
struct Waveform: Sendable, Equatable {
  /// In time's order; at least one.
  private(set) var samples: [Double]

  /// - Precondition: there is a sample.
  init(_ samples: [Double]) {
    precondition(!samples.isEmpty, "a waveform has a sample")
    self.samples = samples
  }

  var mean: Double { samples.reduce(0, +) / Double(samples.count) }

  /// The variance of the population; exactly 0 when all samples are equal.
  var variance: Double {
    // Seen from the first sample, equal ones leave no rounding.
    let rest = samples.map { $0 - samples[0] }
    let mean = rest.reduce(0, +) / Double(rest.count)
    return rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rest.count)
  }

  /// Moves the samples so that they come `count` later, or earlier when it is negative. Samples
  /// that were not measured repeat the first, or the last.
  mutating func shift(by count: Int) {
    let last = samples.count - 1
    samples = samples.indices.map { samples[min(max($0 - count, 0), last)] }
  }

  /// Multiplies the samples by `factor`.
  mutating func scale(by factor: Double) {
    for index in samples.indices { samples[index] *= factor }
  }

  /// Adds amplitude · sin 2π(cycles · t / T + phase) at sample t of T.
  mutating func addSinusoid(amplitude: Double, cycles: Double, phase: Double) {
    let step = cycles / Double(samples.count)
    for index in samples.indices {
      samples[index] += amplitude * sin(2 * .pi * (step * Double(index) + phase))
    }
  }

  /// Adds independent normal numbers.
  mutating func addNoise(deviation: Double, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for index in stride(from: 0, to: samples.count, by: 2) {
      let pair = generator.normalPair()
      samples[index] += deviation * pair.0
      if index + 1 < samples.count { samples[index + 1] += deviation * pair.1 }
    }
  }

  /// Brings the samples to mean 0 and the given deviation of the population; equal ones become 0.
  mutating func standardize(to target: Double) {
    let (mean, deviation) = (mean, variance.squareRoot())
    for index in samples.indices {
      samples[index] = deviation > 0 ? (samples[index] - mean) / deviation * target : 0
    }
  }
}
