import ArgumentParser

/// The sampling rates that `--rate` takes, in samples a second.
struct RateRange {
  /// What a student can state, in thousandths of a hertz.
  static let all = RateRange(least: 0.001, largest: 4_000_000, purpose: "")
  /// The rates at which the search for beats works.
  static let beats = RateRange(least: 36, largest: 9_000, purpose: " where beats are found")

  private let least, largest: Double
  private let purpose: String

  private init(least: Double, largest: Double, purpose: String) {
    (self.least, self.largest, self.purpose) = (least, largest, purpose)
  }

  /// Refuses a rate that is not in the range; nil is one that was not given.
  func check(_ rate: Double?) throws {
    guard let rate, !(least...largest).contains(rate) else { return }
    throw ValidationError(
      "--rate takes \(Self.text(least)) to \(Self.text(largest)) samples a second\(purpose).")
  }

  private static func text(_ rate: Double) -> String {
    Int(exactly: rate).map { "\($0)" } ?? "\(rate)"
  }
}
