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

extension Disturbance.Kind {
  /// The hum of the mains, of either frequency.
  package static let hums: [Self] = [.mains50, .mains60]

  /// The frequency of a hum; nil for another kind.
  package var hertz: Double? {
    switch self {
    case .mains50: 50
    case .mains60: 60
    default: nil
    }
  }

  /// Whether samples can hold the hum: there are more than two for each period.
  ///
  /// - Parameter samplingRate: in Hz; nil where nobody knows it.
  func isAudible(at samplingRate: Double?) -> Bool {
    guard let hertz, let samplingRate else { return false }
    return samplingRate > 2 * hertz
  }
}
