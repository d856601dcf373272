internal import Foundation
internal import Rows

extension Waveform {
  /// The hum of the mains, with a third harmonic of a quarter of its amplitude.
  ///
  /// - Parameter cycles: periods for each sample: the frequency over the sampling rate.
  mutating func mains(
    cycles: Double, decibels: Double, using random: inout SeededGenerator
  ) {
    let (first, third) = (random.uniform(), random.uniform())
    add(
      samples.indices.map { index in
        let turn = cycles * Double(index)
        return sin(2 * .pi * (turn + first)) + 0.25 * sin(2 * .pi * (3 * turn + third))
      }, decibels: decibels)
  }
}
