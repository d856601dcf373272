internal import Evaluation
package import ModelSelection

/// No student of a search follows its teacher: the agreement, what would have sufficed, and the likely
/// reasons, each measured on the training rows.
///
/// A student follows when it makes up for most rows on which one answer for all would fail: with the
/// share c of the teacher's most frequent answer, an agreement of c + ¾ (1 − c). No test row takes
/// part.
public struct Verdict: Sendable, Equatable, Codable {
  /// A likely reason, with two figures that show it.
  public struct Reason: Sendable, Equatable, Codable {
    /// What keeps students from following.
    public enum Kind: String, Sendable, CaseIterable, Codable {
      /// The signal lies at another place in each row. `share` of the rows have the teacher's answer
      /// in common with the nearest other row, and `other` where rows may be shifted.
      case shift
      /// There are few rows. `share` is the agreement on rows that trained the student, and `other`
      /// that in cross-validation.
      case rows
      /// There are few bytes. `share` is the agreement of the best student of half the bytes, and
      /// `other` that of the best of all.
      case bytes
      /// The teacher is not sure. `share` is the mean probability of its answers, and `other` what
      /// the agreement should be.
      case teacher
      /// Rows of inputs and of answers may not belong together. `share` of the rows have the teacher's
      /// answer in common with the nearest other row, and `other` is the share of the most frequent
      /// answer.
      case order
      /// Answers are no piecewise linear function of the inputs. `share` is the agreement on rows
      /// that trained the student, and `other` what it should be.
      case form
    }

    /// What keeps students from following.
    public var kind: Kind
    /// The first figure, 0 ... 1.
    public var share: Double
    /// The figure to compare it with, 0 ... 1.
    public var other: Double
    /// The rows that were looked at; of `bytes` the size of the best student.
    public var count: Int

    package init(kind: Kind, share: Double, other: Double, count: Int) {
      self.kind = kind
      self.share = share
      self.other = other
      self.count = count
    }
  }

  /// The best cross-validated agreement with the teacher of all students within the budget, 0 ... 1.
  public var agreement: Double
  /// The lower end of its 95 % interval over the folds.
  public var lowerAgreement: Double
  /// The upper end.
  public var upperAgreement: Double
  /// The share of the teacher's most frequent answer, 0 ... 1: what one answer for all rows reaches.
  public var chance: Double
  /// The agreement from which on a student follows, 0 ... 1.
  public var needed: Double
  /// The number of training rows.
  public var rows: Int
  /// The number of inputs.
  public var inputs: Int
  /// The most likely first.
  public var reasons: [Reason]

  /// What a student has to make up for of the rows on which one answer for all fails.
  public static let neededShare = 0.75

  /// The agreement from which on a student follows a teacher.
  ///
  /// - Parameter chance: the share of the teacher's most frequent answer, 0 ... 1.
  public static func needed(beside chance: Double) -> Double {
    chance + neededShare * (1 - chance)
  }

  /// The verdict on the best student, without reasons; nil where it follows, or may.
  ///
  /// The interval of its agreement is Student's over the folds, and at least as wide as the one of
  /// independent rows.
  ///
  /// - Parameters:
  ///   - best: of all students within the budget the one of the highest agreement.
  ///   - chance: the share of the teacher's most frequent answer.
  ///   - rows: the rows that were held out in turn.
  ///   - inputs: the number of inputs.
  /// - Returns: nil as well for a candidate without agreement.
  package init?(best: Candidate, chance: Double, rows: Int, inputs: Int) {
    guard let agreement = best.scores.mean(.agreement), rows > 0 else { return nil }
    self.agreement = agreement
    let folds = best.scores[.agreement]?.count ?? 0
    let ofFolds = best.scores.standardError(.agreement).map {
      $0 * WilsonInterval.studentQuantile(degreesOfFreedom: Double(folds - 1))
    }
    let hits = Int((agreement * Double(rows)).rounded())
    let ofRows = WilsonInterval(successes: hits, trials: rows)
    lowerAgreement = min(ofRows.lower, max(0, agreement - (ofFolds ?? 0)))
    upperAgreement = max(ofRows.upper, min(1, agreement + (ofFolds ?? 0)))
    self.chance = chance
    needed = Self.needed(beside: chance)
    self.rows = rows
    self.inputs = inputs
    reasons = []
    guard upperAgreement < needed else { return nil }
  }
}
