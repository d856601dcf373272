internal import Foundation
internal import Rows

extension Waveform {
  /// An electrode that moves: a step at a random place that fades within a window.
  mutating func motion(decibels: Double, using random: inout SeededGenerator) {
    let place = random.index(below: samples.count)
    let sign = random.uniform() < 0.5 ? -1.0 : 1
    let fading = 1 / Double(samples.count)
    let step = samples.indices.map { index in
      index < place ? 0 : sign * exp(-Double(index - place) * fading)
    }
    add(Waveform(step).centred, decibels: decibels)
  }
}
