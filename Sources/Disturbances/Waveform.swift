/// The samples of one window of a row. Each disturbance has a file of its own.
package struct Waveform: Sendable, Equatable {
  /// In time's order; at least one.
  package internal(set) var samples: [Double]

  /// - Precondition: there is a sample.
  package init(_ samples: [Double]) {
    precondition(!samples.isEmpty, "a waveform has a sample")
    self.samples = samples
  }

  /// The mean of the samples.
  package var mean: Double { samples.reduce(0, +) / Double(samples.count) }

  /// The variance of the population; exactly 0 when all samples are equal.
  package var variance: Double {
    // Seen from the first sample, equal ones leave no rounding.
    let rest = samples.map { $0 - samples[0] }
    let mean = rest.reduce(0, +) / Double(rest.count)
    return rest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(rest.count)
  }

  /// Brings the samples to mean 0 and the given deviation of the population; equal ones become 0.
  package mutating func standardize(to target: Double) {
    let (mean, deviation) = (mean, variance.squareRoot())
    for index in samples.indices {
      samples[index] = deviation > 0 ? (samples[index] - mean) / deviation * target : 0
    }
  }

  /// Adds noise whose root mean square is the deviation of the samples, lowered by so many decibels.
  ///
  /// - Parameters:
  ///   - noise: as many values as there are samples, of any level; nothing is added where all are 0.
  ///   - decibels: the ratio of signal to noise.
  mutating func add(_ noise: [Double], decibels: Double) {
    let power = noise.reduce(0) { $0 + $1 * $1 } / Double(noise.count)
    guard power > 0 else { return }
    let factor = (variance / power).squareRoot() * Decibels.ratio(-decibels)
    for index in samples.indices { samples[index] += factor * noise[index] }
  }
}
