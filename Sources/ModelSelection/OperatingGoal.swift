/// A score of decisions, which depends on where a student decides and not on its outputs alone.
public enum DecisionScore: String, Sendable, CaseIterable, Codable {
  /// F1 of the positive class.
  case f1
  /// F2 of the positive class, which counts sensitivity twice as much as precision.
  case f2
  /// The mean over classes of F1.
  case macroF1 = "macro-f1"
  /// The mean over classes of F2.
  case macroF2 = "macro-f2"

  /// β of the F score.
  package var beta: Double { self == .f1 || self == .macroF1 ? 1 : 2 }

  /// Whether it is of one class.
  var isOfOneClass: Bool { self == .f1 || self == .f2 }

  /// The same score among those that compare candidates; nil for a score of one class.
  public var score: Score? {
    switch self {
    case .f1, .f2: nil
    case .macroF1: .macroF1
    case .macroF2: .macroF2
    }
  }
}

/// A share of decisions for one class that can be asked for.
public enum DecisionShare: String, Sendable, CaseIterable, Codable {
  /// Of the rows of the class, those that are found.
  case sensitivity
  /// Of the other rows, those that are not given the class.
  case specificity
  /// Of the rows that are given the class, those that are of it.
  case precision
}

/// Where a student shall decide.
public enum OperatingGoal: Sendable, Hashable {
  /// Where the score is best.
  case best(DecisionScore)
  /// Where the share is at least so large. Of such points that of the best specificity is taken, and of
  /// the best sensitivity where a specificity or a precision is asked for.
  case atLeast(Double, of: DecisionShare)

  /// Whether it is a matter of one class against the others.
  public var isOfOneClass: Bool {
    switch self {
    case .best(let score): score.isOfOneClass
    case .atLeast: true
    }
  }

  /// The goal as an option states it: `f2`, or `sensitivity>=0.98`.
  public var text: String {
    switch self {
    case .best(let score): score.rawValue
    case .atLeast(let value, let share): "\(share.rawValue)>=\(value)"
    }
  }

  /// The goal that a text states; nil for none. Shares lie above 0 and are at most 1.
  ///
  /// - Parameter text: as in `text`.
  public init?(_ text: String) {
    if let score = DecisionScore(rawValue: text) {
      self = .best(score)
      return
    }
    let parts = text.split(separator: ">=", omittingEmptySubsequences: false)
    guard parts.count == 2, let share = DecisionShare(rawValue: String(parts[0])),
      let value = Double(parts[1]), value > 0, value <= 1
    else { return nil }
    self = .atLeast(value, of: share)
  }
}

extension OperatingGoal: Codable {
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    guard let goal = OperatingGoal(try value.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: value, debugDescription: "no goal of an operating point")
    }
    self = goal
  }

  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    try value.encode(text)
  }
}
