internal import Foundation

/// What a teacher learnt, and so what its outputs mean.
public enum LearningTask: String, Sendable, Hashable, CaseIterable {
  /// One class for each row: the largest logit, or for a single output whether it is above 0.
  case classification
  /// Numbers: the outputs themselves are the targets.
  case regression
  /// Any number of labels for each row. No student answers that; reading refuses it.
  case multilabel
}

/// The form in which a dump has the outputs of a classifier.
public enum OutputForm: String, Sendable, Hashable, CaseIterable, Codable {
  /// Before the softmax or the sigmoid.
  case logits
  /// After it: rows of one sum, or a single output in 0 ... 1. As integers, too.
  case probabilities
  /// The logarithms of these.
  case logProbabilities = "log-probabilities"
}

/// How stored outputs become logits.
enum OutputScale: Sendable, Equatable {
  case logits
  /// (stored − zero) / total is a probability, and at least `floor`.
  case probabilities(zero: Double, total: Double, floor: Double)
  /// Natural logarithms, of probabilities of at least `floor`.
  case logProbabilities(floor: Double)

  var form: OutputForm {
    switch self {
    case .logits: .logits
    case .probabilities: .probabilities
    case .logProbabilities: .logProbabilities
    }
  }

  /// The least probability; 0 where there are none.
  var floor: Double {
    switch self {
    case .logits: 0
    case .probabilities(_, _, let floor), .logProbabilities(let floor): floor
    }
  }

  /// The logits of one row, up to a constant that no class sees: logarithms less their mean, the
  /// centred log-ratio of Aitchison (1982).
  ///
  /// - Parameter row: C stored outputs, C ≥ 2.
  func centre(_ row: inout [Double]) {
    for index in row.indices { row[index] = logarithm(of: row[index]) }
    let mean = row.reduce(0, +) / Double(row.count)
    for index in row.indices { row[index] -= mean }
  }

  /// The logit of a single output: the logarithm of its odds.
  func logit(_ stored: Double) -> Double {
    switch self {
    case .logits: return stored
    case .probabilities(let zero, let total, let floor):
      let share = min(max((stored - zero) / total, floor), 1 - floor)
      return log(share / (1 - share))
    case .logProbabilities(let floor):
      let share = min(max(exp(stored), floor), 1 - floor)
      return log(share / (1 - share))
    }
  }

  private func logarithm(of stored: Double) -> Double {
    switch self {
    case .logits: stored
    case .probabilities(let zero, let total, let floor):
      log(max((stored - zero) / total, floor))
    case .logProbabilities(let floor): max(stored, log(floor))
    }
  }
}
