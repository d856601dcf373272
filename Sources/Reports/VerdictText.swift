package import Records

/// A verdict in words: that students cannot follow, why, and the way on.
package struct VerdictText: Sendable {
  /// The finding, in a sentence.
  package let finding: String
  /// Likely reasons, a sentence each, the most likely first.
  package let reasons: [String]
  /// What may help, a sentence each, in the order of the reasons.
  package let remedies: [String]

  /// - Parameters:
  ///   - verdict: on a search.
  ///   - budget: the most bytes that were allowed; nil for no limit.
  package init(_ verdict: Verdict, budget: Int?) {
    finding =
      "The students cannot follow the teacher: the best has its answer on "
      + "\(Self.percent(verdict.agreement)) of held-out rows. One answer for all rows has "
      + "\(Self.percent(verdict.chance)), and \(Self.percent(verdict.needed)) would do."
    reasons = verdict.reasons.map { Self.text($0, of: verdict) }
    remedies = verdict.reasons.map { Self.remedy($0.kind, budget: budget) }
  }

  /// All of it, a line each.
  package var lines: [String] {
    [finding] + reasons.map { "Likely reason: \($0)" } + remedies.map { "Way on: \($0)" }
  }

  private static func text(_ reason: Verdict.Reason, of verdict: Verdict) -> String {
    let (share, other) = (percent(reason.share), percent(reason.other))
    return switch reason.kind {
    case .shift:
      "the signal lies at another place in each row. The nearest other row has the teacher's answer "
        + "for \(share) of \(NumberText.integer(reason.count)) rows, and for \(other) where rows may "
        + "be shifted."
    case .rows:
      "\(NumberText.integer(reason.count)) rows are few for \(NumberText.integer(verdict.inputs)) "
        + "inputs. The best student has the teacher's answer on \(share) of the rows that trained it, "
        + "and on \(other) of others."
    case .bytes:
      "the students are small. The best of half the bytes has the teacher's answer on \(share), "
        + "and the best of all, of \(NumberText.bytes(reason.count, space: " ")), on \(other)."
    case .teacher:
      "the teacher is not sure. The mean probability of its answers is \(share)."
    case .order:
      "rows of inputs and of answers may not belong together. No student is better than one answer "
        + "for all, and the nearest other row has the teacher's answer for \(share) of "
        + "\(NumberText.integer(reason.count)) rows."
    case .form:
      "answers are no sums of inputs, region by region. Even on the rows that trained it the best "
        + "student has the teacher's answer on \(share) only."
    }
  }

  private static func remedy(_ kind: Verdict.Reason.Kind, budget: Int?) -> String {
    switch kind {
    case .shift:
      "take features of the signal (--front-end auto), cut each row at the same event, such as a peak "
        + "or an onset, or add shifted rows with the teacher's answers (--transfer)."
    case .rows:
      "add rows: more of the training data, or rows of 'tessera augment' with the teacher's answers "
        + "(--transfer)."
    case .bytes:
      budget == nil
        ? "--search thorough tries larger students." : "raise --budget, or leave it out."
    case .teacher:
      "look at the rows on which the teacher is not sure; no student can know more than it does."
    case .order:
      "look whether inputs and logits are in the same order of rows."
    case .form:
      "give the student inputs that are nearer to the answer, such as an earlier layer of the "
        + "teacher or features of the signal (--front-end auto), or try --search thorough."
    }
  }

  private static func percent(_ share: Double) -> String {
    NumberText.fixed(100 * share, 1) + " %"
  }
}
