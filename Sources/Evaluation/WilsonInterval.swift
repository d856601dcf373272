/// The Wilson score interval of a proportion: where accuracy or sensitivity may really lie.
///
/// Unlike the normal approximation it stays inside 0 ... 1 and has width even at 0 or N successes.
/// It assumes independent rows, and beats of one patient are not: there it is too narrow, and
/// `init(successesByGroup:trialsByGroup:)` is the one to take.
///
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference",
/// Journal of the American Statistical Association 22 (1927), 209-212; no continuity correction.
public struct WilsonInterval: Sendable, Equatable, Codable {
  /// The lower end, in 0 ... 1.
  public let lower: Double
  /// The upper end, in `lower` ... 1.
  public let upper: Double

  /// The interval around `successes / trials`.
  ///
  /// - Parameters:
  ///   - successes: Rows that count, in 0 ... `trials`.
  ///   - trials: All rows; at least 1.
  ///   - z: The half-width in standard deviations; 1.96 for 95 %. Finite and not negative.
  /// - Complexity: O(1).
  public init(successes: Int, trials: Int, z: Double = 1.96) {
    precondition(trials > 0, "a proportion needs at least one trial")
    precondition((0...trials).contains(successes), "\(successes) successes in \(trials) trials")
    self.init(share: Double(successes) / Double(trials), count: Double(trials), z: z)
  }

  /// The interval around a share of `count` rows, which need not be a whole number.
  ///
  /// - Parameters:
  ///   - share: In 0 ... 1.
  ///   - count: Above 0.
  init(share: Double, count: Double, z: Double) {
    precondition(z >= 0 && z.isFinite, "z is \(z)")
    let scale = 1 + z * z / count
    let centre = share + z * z / (2 * count)
    let spread = share * (1 - share) * count + z * z / 4
    let half = z * spread.squareRoot() / count
    lower = share == 0 ? 0 : max(0, (centre - half) / scale)
    upper = share == 1 ? 1 : min(1, (centre + half) / scale)
  }
}
