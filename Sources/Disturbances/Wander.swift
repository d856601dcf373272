internal import Foundation
internal import Rows

extension Waveform {
  /// Adds amplitude · sin 2π(cycles · t / T + phase) at sample t of T.
  package mutating func addSinusoid(amplitude: Double, cycles: Double, phase: Double) {
    let step = cycles / Double(samples.count)
    for index in samples.indices {
      samples[index] += amplitude * sin(2 * .pi * (step * Double(index) + phase))
    }
  }

  /// A baseline that moves with the breath: 0.1 to 0.6 periods in the window.
  mutating func wander(decibels: Double, using random: inout SeededGenerator) {
    var noise = Waveform(Array(repeating: 0, count: samples.count))
    noise.addSinusoid(
      amplitude: 1, cycles: 0.1 + 0.5 * random.uniform(), phase: random.uniform())
    add(noise.centred, decibels: decibels)
  }

  /// The samples less their mean.
  var centred: [Double] {
    let mean = mean
    return samples.map { $0 - mean }
  }
}
