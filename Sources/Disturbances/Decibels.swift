internal import Foundation

/// Ratios of amplitudes.
enum Decibels {
  /// The ratio of two amplitudes that are so many decibels apart.
  static func ratio(_ decibels: Double) -> Double { pow(10, decibels / 20) }
}
