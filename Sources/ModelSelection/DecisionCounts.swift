/// The counts of decisions that scores follow from. Rows can go from one answer to another.
struct DecisionCounts: Sendable {
  private var hits: [Int]
  private var support: [Int]
  private var predicted: [Int]
  private let total: Int
  private let goal: OperatingGoal
  private let positive: Int
  /// F of each class, for a mean over classes; empty otherwise.
  private var scores: [Double] = []

  /// - Parameters:
  ///   - truth: N true labels in 0 ..< C.
  ///   - answers: N labels that were given.
  ///   - classCount: C.
  ///   - goal: what `utility` measures.
  ///   - positive: the class that a goal of one class is for.
  /// - Complexity: O(N + C).
  init(truth: [Int], answers: [Int], classCount: Int, goal: OperatingGoal, positive: Int) {
    hits = Array(repeating: 0, count: classCount)
    support = hits
    predicted = hits
    total = truth.count
    self.goal = goal
    self.positive = positive
    for (label, answer) in zip(truth, answers) {
      support[label] += 1
      predicted[answer] += 1
      if label == answer { hits[label] += 1 }
    }
    if case .best(let score) = goal, !score.isOfOneClass {
      scores = (0..<classCount).map { fScore($0, beta: score.beta) }
    }
  }

  /// Gives a row another answer.
  ///
  /// - Complexity: O(1).
  mutating func move(truth: Int, from old: Int, to new: Int) {
    predicted[old] -= 1
    predicted[new] += 1
    if truth == old { hits[old] -= 1 }
    if truth == new { hits[new] += 1 }
    guard !scores.isEmpty, case .best(let score) = goal else { return }
    scores[old] = fScore(old, beta: score.beta)
    scores[new] = fScore(new, beta: score.beta)
  }

  /// How good the decisions are for the goal; the larger the better.
  ///
  /// A score is itself. Where a share is to be so large, a point that has it is worth 1 and what it is
  /// chosen by, and any other the share alone.
  ///
  /// - Complexity: O(C) for a mean over classes, otherwise O(1).
  var utility: Double {
    switch goal {
    case .best(let score):
      guard !score.isOfOneClass else { return fScore(positive, beta: score.beta) }
      return scores.reduce(0, +) / Double(scores.count)
    case .atLeast(let least, let share):
      let value = self.value(of: share)
      guard value >= least else { return value }
      return 1 + self.value(of: share == .sensitivity ? .specificity : .sensitivity)
    }
  }

  /// Whether the goal is reached: that of a best score always is.
  var reachesGoal: Bool {
    if case .atLeast(let least, let share) = goal { value(of: share) >= least } else { true }
  }

  private func value(of share: DecisionShare) -> Double {
    let others = total - support[positive]
    let (part, whole) =
      switch share {
      case .sensitivity: (hits[positive], support[positive])
      case .specificity: (others - predicted[positive] + hits[positive], others)
      case .precision: (hits[positive], predicted[positive])
      }
    return whole > 0 ? Double(part) / Double(whole) : 0
  }

  private func fScore(_ label: Int, beta: Double) -> Double {
    let squared = beta * beta
    let whole = squared * Double(support[label]) + Double(predicted[label])
    return whole > 0 ? (1 + squared) * Double(hits[label]) / whole : 0
  }
}
