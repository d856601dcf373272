/// The share of rows that one labelling loses against another on the same rows, with an interval for
/// where it may really lie.
///
/// Only rows on which exactly one of the two is right say anything: b that are lost and c that are won.
/// The loss is (b − c) / N. The interval is the normal one after half a row is added to each of the
/// four counts, which makes up for few rows. It assumes independent rows.
///
/// Source: A. Agresti, Y. Min, "Simple improved confidence intervals for comparing matched
/// proportions", Statistics in Medicine 24 (2005), 729-740.
public struct PairedLossInterval: Sendable, Equatable {
  /// The loss, (b − c) / N; negative for a gain.
  public let loss: Double
  /// The lower end, in −1 ... `upper`: the loss if chance did the most against the labelling.
  public let lower: Double
  /// The upper end, in `lower` ... 1.
  public let upper: Double

  /// The interval around a loss.
  ///
  /// - Parameters:
  ///   - lost: b, rows that only the other labelling has right.
  ///   - won: c, rows that only this one has right.
  ///   - count: N, all rows; at least 1.
  ///   - z: The half-width in standard deviations; 1.96 for 95 %. Finite and not negative.
  /// - Precondition: b and c are not negative, and b + c ≤ N.
  /// - Complexity: O(1).
  public init(lost: Int, won: Int, count: Int, z: Double = 1.96) {
    precondition(count > 0, "a share needs at least one row")
    precondition(
      lost >= 0 && won >= 0 && lost <= count - won, "\(lost) and \(won) of \(count) rows")
    precondition(z >= 0 && z.isFinite, "z is \(z)")
    loss = Double(lost - won) / Double(count)
    let total = Double(count + 2)
    let centre = Double(lost - won) / total
    let changed = Double(lost + won + 1) / total
    let half = z * (max(0, changed - centre * centre) / total).squareRoot()
    lower = max(-1, centre - half)
    upper = min(1, centre + half)
  }
}
